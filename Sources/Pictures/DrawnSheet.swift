import Tensors

/// A contact sheet as a picture, whose cells are filled one after the other; those that are still empty are grey.
public struct DrawnSheet: Sendable {
    /// Where everything lies.
    public let layout: ContactSheet
    private var colours: Tensor
    /// That of the pictures, which came from one file if they have one.
    private var profile: [UInt8]?

    // Levels of 8 bits, which are not dithered.
    private static let ground = SIMD3<Float>(repeating: 23 / 255)
    private static let empty = SIMD3<Float>(repeating: 43 / 255)
    private static let ink = SIMD3<Float>(repeating: 219 / 255)

    /// A sheet with its titles and captions, and no pictures yet.
    public init(_ layout: ContactSheet) {
        self.layout = layout
        colours = Tensor.plain(DrawnSheet.ground, width: layout.width, height: layout.height)
        for frame in layout.cells { fill(frame, with: DrawnSheet.empty) }
        for line in layout.lines {
            line.label.draw(into: &colours, x: line.x, y: line.y, colour: DrawnSheet.ink)
        }
    }

    /// The sheet so far.
    public var picture: Picture { Picture(colours: colours, profile: profile) }

    /// Shows a picture in a cell, in its middle: made smaller where it is too large, and on the sheet's ground where it is transparent.
    public mutating func show(_ picture: Picture, inCell index: Int) {
        let frame = layout.cells[index]
        profile = profile ?? picture.profile
        let factor = min(1, Float(frame.width) / Float(picture.width), Float(frame.height) / Float(picture.height))
        let fitted = picture.resized(
            height: min(frame.height, max(1, Int((Float(picture.height) * factor).rounded()))),
            width: min(frame.width, max(1, Int((Float(picture.width) * factor).rounded()))))
        fill(frame, with: DrawnSheet.ground)
        put(fitted, x: frame.x + (frame.width - fitted.width) / 2, y: frame.y + (frame.height - fitted.height) / 2)
    }

    private mutating func fill(_ frame: ContactSheet.Frame, with colour: SIMD3<Float>) {
        for c in 0..<3 {
            for y in frame.y..<frame.y + frame.height {
                let first = c * layout.width * layout.height + y * layout.width + frame.x
                for place in first..<first + frame.width { colours.values[place] = colour[c] }
            }
        }
    }

    /// Lays a picture on the ground.
    private mutating func put(_ picture: Picture, x: Int, y: Int) {
        let area = picture.width * picture.height
        for c in 0..<3 {
            for row in 0..<picture.height {
                let first = c * layout.width * layout.height + (y + row) * layout.width + x
                for column in 0..<picture.width {
                    let place = row * picture.width + column
                    let opacity = picture.alpha?.values[place] ?? 1
                    colours.values[first + column] =
                        picture.colours.values[c * area + place] * opacity + DrawnSheet.ground[c] * (1 - opacity)
                }
            }
        }
    }
}
