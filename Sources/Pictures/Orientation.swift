import Tensors

/// How a stored picture is turned to stand upright (EXIF 2.3, tag 0x0112).
struct Orientation: Hashable {
    /// 1 to 8; 1 is upright.
    let number: Int

    init(_ number: Int32) { self.number = Int(number) }

    /// A size, upright from stored or stored from upright.
    func turned(_ size: Picture.Size) -> Picture.Size { number >= 5 ? (size.width, size.height) : size }

    /// Where the pixel in row `y` and column `x` of a stored picture goes among those of the upright one.
    func place(y: Int, x: Int, _ stored: Picture.Size) -> Int {
        let (width, height) = (stored.width, stored.height)
        let (row, column) =
            switch number {
            case 2: (y, width - 1 - x)
            case 3: (height - 1 - y, width - 1 - x)
            case 4: (height - 1 - y, x)
            case 5: (x, y)
            case 6: (x, height - 1 - y)
            case 7: (width - 1 - x, height - 1 - y)
            case 8: (width - 1 - x, y)
            default: (y, x)
            }
        return row * (number >= 5 ? height : width) + column
    }

    /// The planes upright, `[1, C, H, W]`.
    func upright(_ planes: consuming Tensor) -> Tensor {
        guard number != 1 else { return planes }
        let stored: Picture.Size = (planes.shape.height, planes.shape.width)
        let size = turned(stored)
        let area = planes.shape.area
        let from = planes.values
        var upright = Tensor.zeros(Shape(channels: planes.shape.channels, height: size.height, width: size.width))
        for y in 0..<stored.height {
            for x in 0..<stored.width {
                let place = place(y: y, x: x, stored)
                for c in 0..<planes.shape.channels {
                    upright.values[c * area + place] = from[c * area + y * stored.width + x]
                }
            }
        }
        return upright
    }
}
