import Networks
import Pictures
import Tensors

/// What the process that renders holds beside the render itself, and what it is going to do with the result: all that a bound on the
/// process has to make room for.
public struct Surroundings: Hashable, Sendable {
    /// In bytes, for as long as the render takes: the program, what it has read, sheets that others are drawn on.
    public var held: Int
    /// The most that the process has held before the render begins: a photo that was read, a network.
    public var before: Int
    /// Bytes of a file that is made in memory, for each pixel.
    public var filePerPixel: Float
    /// Whether pictures of the dream are made while it grows.
    public var showsPreviews: Bool
    /// Whether the canvas begins with transparency.
    public var hasAlpha: Bool

    /// Nothing of it.
    public init(
        held: Int = 0, before: Int = 0, filePerPixel: Float = 0, showsPreviews: Bool = false, hasAlpha: Bool = false
    ) {
        self.held = held
        self.before = before
        self.filePerPixel = filePerPixel
        self.showsPreviews = showsPreviews
        self.hasAlpha = hasAlpha
    }
}

extension Extent {
    /// Bytes of so many canvases of this size, three planes each.
    func canvases(_ count: Float) -> Int { Int(Double(count) * Double(12 * height * width)) }

    /// Bytes of so many planes.
    func planes(_ count: Int) -> Int { 4 * count * height * width }
}
