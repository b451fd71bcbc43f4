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
        for frame in layout.cells {
            put(Tensor.plain(DrawnSheet.empty, width: frame.width, height: frame.height), x: frame.x, y: frame.y)
        }
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
        put(Tensor.plain(DrawnSheet.ground, width: frame.width, height: frame.height), x: frame.x, y: frame.y)
        var shown = fitted.colours
        if let alpha = fitted.alpha {
            for i in shown.values.indices {
                let opacity = alpha.values[i % shown.shape.area]
                shown.values[i] = shown.values[i] * opacity + DrawnSheet.ground[0] * (1 - opacity)
            }
        }
        put(shown, x: frame.x + (frame.width - fitted.width) / 2, y: frame.y + (frame.height - fitted.height) / 2)
    }

    private mutating func put(_ part: Tensor, x: Int, y: Int) {
        let (to, from) = (colours.shape, part.shape)
        for c in 0..<3 {
            for row in 0..<from.height {
                let target = c * to.area + (y + row) * to.width + x
                let source = c * from.area + row * from.width
                colours.values.replaceSubrange(
                    target..<target + from.width, with: part.values[source..<source + from.width])
            }
        }
    }
}
