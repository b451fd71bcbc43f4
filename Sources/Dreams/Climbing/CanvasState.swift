import Foundation
import Pictures
package import Tensors

/// A canvas by what it is made of: what an optimizer changes, the picture that it makes, and the way back of a gradient.
package protocol CanvasState {
    /// What an optimizer changes.
    var parameters: [Tensor] { get set }

    /// What else it was made with, which no step changes: with the parameters, all that cannot be computed again.
    var constants: [Tensor] { get }

    /// The picture, levels, `[1, 3, H, W]`; it may lie outside of 0…255.
    func canvas() -> Tensor

    /// ∂/∂parameters from ∂/∂canvas.
    func pullBack(_ gradient: consuming Tensor) -> [Tensor]

    /// Called after a step.
    mutating func settle()
}

extension Parameterization {
    /// What a canvas of levels is made of; it makes that very canvas.
    /// - Parameters:
    ///   - amplitudes: of the spectrum that holds (`amplitudes(of:)`), the canvas's own when absent.
    ///   - wrap: which sides of the canvas meet.
    package func state(
        of canvas: consuming Tensor, amplitudes: Tensor? = nil, wrap: Wrap = .none
    ) -> any CanvasState {
        switch self {
        case .pixels: PixelState(canvas)
        case .fourier(let decay): FourierState(canvas, decay: decay)
        case .laplacian(let levels): PyramidState(canvas, levels: levels, edge: wrap.edges)
        case .phase: PhaseState(canvas, amplitudes: amplitudes)
        }
    }

    /// The state that had these parameters and constants, of a canvas of this shape.
    /// - Throws: `CheckpointError.inconsistent`.
    func state(
        parameters: [Tensor], constants: [Tensor], shape: Shape, wrap: Wrap
    ) throws -> any CanvasState {
        let state: (any CanvasState)? =
            switch self {
            case .pixels: PixelState(parameters: parameters, constants: constants, shape: shape)
            case .fourier(let decay):
                FourierState(parameters: parameters, constants: constants, shape: shape, decay: decay)
            case .laplacian:
                PyramidState(parameters: parameters, constants: constants, shape: shape, edge: wrap.edges)
            case .phase: PhaseState(parameters: parameters, constants: constants, shape: shape)
            }
        guard let state else { throw CheckpointError.inconsistent }
        return state
    }

    /// How many canvases the parameters are as large as, with what is made on the way.
    var canvasesHeld: Int {
        switch self {
        case .pixels: 0
        case .laplacian: 4
        case .fourier, .phase: 7
        }
    }

    /// How many canvases the parameters and constants are as large as, at most.
    var canvasesStored: Int {
        switch self {
        case .pixels: 1
        case .laplacian, .fourier, .phase: 2
        }
    }

    /// The mean amplitudes of the spectra of its pictures, of which one is held at a time; nil where it has none.
    /// - Parameter levels: of a picture, at the canvas's size.
    package func amplitudes(of levels: (PictureReference) throws -> Tensor) rethrows -> Tensor? {
        let share = 1 / Float(pictures.count)
        return try pictures.reduce(nil) { mean, picture in
            let amplitudes = Spectrum(of: SigmoidColours.planes(of: try levels(picture))).amplitudes
            var mean = mean ?? .zeros(amplitudes.shape)
            mean.add(amplitudes, times: share)
            return mean
        }
    }

    /// The pictures that it needs.
    var pictures: [PictureReference] {
        if case .phase(let magnitudes) = self { magnitudes } else { [] }
    }
}

/// The canvas itself.
package struct PixelState: CanvasState {
    package var parameters: [Tensor]

    init(_ canvas: consuming Tensor) { parameters = [canvas] }

    init?(parameters: [Tensor], constants: [Tensor], shape: Shape) {
        guard parameters.map(\.shape) == [shape], constants.isEmpty else { return nil }
        self.parameters = parameters
    }

    package var constants: [Tensor] { [] }

    package func canvas() -> Tensor { parameters[0] }

    package func pullBack(_ gradient: consuming Tensor) -> [Tensor] { [gradient] }

    /// Levels that no file can hold would only be cut off at the end, and pull the network astray until then.
    package mutating func settle() { parameters[0].clamp(to: 0...255) }
}

/// The bands of a Laplacian pyramid, finest first; a step moves every band by as many levels.
package struct PyramidState: CanvasState {
    package var parameters: [Tensor]

    private let edge: Edges

    init(_ canvas: consuming Tensor, levels: Int, edge: Edges) {
        parameters = LaplacianPyramid(canvas, levels: levels, edge: edge).levels
        self.edge = edge
    }

    init?(parameters: [Tensor], constants: [Tensor], shape: Shape, edge: Edges) {
        guard parameters.first?.shape == shape, constants.isEmpty else { return nil }
        (self.parameters, self.edge) = (parameters, edge)
    }

    package var constants: [Tensor] { [] }

    package func canvas() -> Tensor { LaplacianPyramid(levels: parameters, edge: edge).merged() }

    package func pullBack(_ gradient: consuming Tensor) -> [Tensor] {
        LaplacianPyramid.adjointOfMerged(gradient, levels: parameters.count - 1, edge: edge).levels
    }

    package mutating func settle() {}
}

/// Decorrelated colours before a sigmoid, and the way to levels: x = 255·σ(M·z).
///
/// What the sigmoid cannot make exactly of a canvas, pure black and white, is remembered and added.
struct SigmoidColours {
    /// Levels this far inside of 0…255 stay free to move.
    private static let margin: Float = 0.5

    /// The planes of a canvas: z = M⁻¹·logit(x / 255).
    static func planes(of canvas: Tensor) -> Tensor {
        Decorrelation.planes.applied(
            to: canvas.map { level in
                let light = min(max(level, margin), 255 - margin) / 255
                return log(light / (1 - light))
            })
    }

    /// The levels of planes.
    static func levels(of planes: Tensor) -> Tensor {
        Decorrelation.colours.applied(to: planes).map { 255 / (1 + exp(-$0)) }
    }

    /// ∂/∂planes from ∂/∂levels, at these levels: through 255·σ′ = x·(255 − x)/255, and Mᵀ.
    static func pullBack(_ gradient: consuming Tensor, at levels: Tensor) -> Tensor {
        Decorrelation.colours.transposed.applied(
            to: gradient.combined(with: levels) { $0 * $1 * (255 - $1) / 255 })
    }
}

/// The axes along which the colours of photographs vary independently (Lucid, `optvis/param/color.py`).
enum Decorrelation {
    /// Colours from planes.
    static let colours = ColourMatrix.decorrelated

    /// Planes from colours.
    static let planes: ColourMatrix = {
        guard let inverse = ColourMatrix.decorrelated.inverse else { preconditionFailure("no colours become one") }
        return inverse
    }()
}
