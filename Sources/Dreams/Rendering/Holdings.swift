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

/// What the parts of a climb hold, in canvases of the octave's size.
extension Climb {
    /// For as long as an octave of so many steps is climbed: the parameters with all that belongs to them, and the optimizer.
    func canvasesKept(steps: Int) -> Float {
        let stored: Float =
            switch parameterization.basis {
            case .pixels: 1
            case .laplacian: 4 / 3
            // With the scale of every coefficient.
            case .fourier: 1.2
            case .phase: 2
            }
        let rest: Float = parameterization.isColoured ? 1 : 0
        let kept: Float = parameterization != .pixels && mask != nil ? 1 : 0
        return stored * Float(1 + optimizer.word.tensorsHeld(steps: steps)) + rest + kept
    }

    /// While a step goes from the gradient of the canvas to new parameters, with that gradient.
    var canvasesStepping: Float {
        let ofOptimizer = optimizer.word.tensorsWorking
        let ofBasis: Float =
            switch parameterization.basis {
            case .pixels: parameterization.isColoured ? 3 : 1
            case .laplacian: 2.6
            case .fourier, .phase: 3.6
            }
        guard priors != Priors() else { return ofBasis + ofOptimizer }
        let ofPriors: Float = 2 + (priors.blur == Priors().blur ? 0 : 3) + (mask == nil ? 0 : 1)
        return max(ofBasis + ofOptimizer, parameterization == .pixels ? ofPriors : ofPriors + 2)
    }

    /// While a gradient is brought to a size, with the gradient and the canvas that it was taken at.
    var canvasesNormalizing: Float {
        switch normalization {
        case .none, .meanAbsolute, .deviation, .rootMeanSquare: 2
        case .laplacian: 3.2
        case .threeBlurs: 5.2
        }
    }

    /// While the parameters are made of a canvas, with that canvas.
    var canvasesBeginning: Float {
        switch parameterization.basis {
        case .pixels: parameterization.isColoured ? 4 : 1
        case .laplacian: parameterization.isColoured ? 4.8 : 2
        case .fourier: 5
        case .phase: 5.6
        }
    }
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
