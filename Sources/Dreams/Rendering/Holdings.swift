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

extension CanvasOperation {
    /// What it holds at most on a canvas of a size, that included, in bytes.
    /// - Parameter hasAlpha: whether the canvas is transparent somewhere.
    func bytes(on size: Extent, hasAlpha: Bool) -> Int {
        let isWhole = size.height * size.width <= CanvasOperating.largestWhole
        let alpha = hasAlpha ? size.planes(1) : 0
        switch self {
        case .zoom(let factor, _, _, _):
            // What is shrunk is blurred first.
            let blur: Float = factor < 0.84 ? 1 : 0
            return alpha + (isWhole ? size.canvases(2 + 2 * blur) : size.canvases(1.7 + 2 * blur / 3))
        case .rotate, .kaleidoscope, .shift, .mirror: return alpha + size.canvases(isWhole ? 2 : 1.7)
        case .seamless: return alpha + size.canvases(isWhole ? 3 : 2.1)
        case .warp: return alpha + size.canvases(isWhole ? 2.7 : 2.4)
        case .blur: return alpha + size.canvases(2.4)
        case .sharpen: return alpha + size.canvases(2.7)
        case .resize(let factor, _):
            let result = size.scaled(by: factor)
            let across = Extent(height: size.height, width: result.width)
            return alpha + size.canvases(1.4) + result.canvases(1.4) + across.planes(1)
        case .blend(_, _, _, let mask):
            return alpha + size.canvases(2) + (mask == nil ? 0 : size.planes(1))
        case .matchColours, .matchHistogram, .keepLuminance, .keepColour: return alpha + size.canvases(2)
        case .palette, .tone: return alpha + size.canvases(1)
        case .transparency: return alpha + size.canvases(1) + size.planes(1)
        }
    }
}

extension Mask {
    /// While it is painted on a canvas of a size, beside the canvas and without the network.
    func bytes(on size: Extent) -> Int {
        switch self {
        case .constant, .gradient, .ellipse, .circle: size.planes(1)
        case .luminance: size.canvases(1) + size.planes(2)
        case .chroma, .picture, .colour: size.canvases(2) + size.planes(2)
        case .alpha: size.planes(3)
        case .evidence: size.planes(3)
        case .inverse(let inner): max(inner.bytes(on: size), size.planes(2))
        case .product(let a, let b), .union(let a, let b):
            max(a.bytes(on: size), size.planes(1) + b.bytes(on: size), size.planes(3))
        case .feathered(let inner, _, _): max(inner.bytes(on: size), size.planes(4))
        }
    }
}
