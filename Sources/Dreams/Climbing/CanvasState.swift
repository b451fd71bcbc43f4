import Foundation
import Pictures
package import Tensors

/// A canvas by what it is made of: what an optimizer changes, the picture that it makes, and the way back of a gradient.
package protocol CanvasState {
    /// What an optimizer changes.
    var parameters: [Tensor] { get set }

    /// What else it was made with, which no step changes: with the parameters, all that cannot be computed again.
    var constants: [Tensor] { get }

    /// What they make, `[1, 3, H, W]`: the picture's levels, which may lie outside of 0…255, or planes of colours of which another state
    /// makes those.
    /// - Parameter trace: what the way back needs of the way here, where it needs something.
    func canvas(keeping trace: inout Tensor?) -> Tensor

    /// ∂/∂parameters from ∂/∂canvas.
    /// - Parameter trace: what the canvas of these very parameters kept; it is made again where there is none.
    func pullBack(_ gradient: consuming Tensor, trace: consuming Tensor?) -> [Tensor]

    /// Where the one parameter is the canvas itself, and a step may as well keep it: what `settle` does.
    var bounds: ClosedRange<Float>? { get }

    /// Called after a step.
    mutating func settle()
}

extension CanvasState {
    package var bounds: ClosedRange<Float>? { nil }

    /// What the parameters make.
    package func canvas() -> Tensor {
        var trace: Tensor?
        return canvas(keeping: &trace)
    }

    /// ∂/∂parameters from ∂/∂canvas.
    package func pullBack(_ gradient: consuming Tensor) -> [Tensor] { pullBack(gradient, trace: nil) }
}

extension Parameterization {
    /// What a canvas of levels is made of; it makes that very canvas.
    /// - Parameters:
    ///   - amplitudes: of the spectrum that holds (`amplitudes(of:)`), the canvas's own when absent.
    ///   - wrap: which sides of the canvas meet.
    package func state(
        of canvas: consuming Tensor, amplitudes: Tensor? = nil, wrap: Wrap = .none
    ) -> any CanvasState {
        guard isColoured else { return state(ofPlanes: canvas, wrap: wrap) }
        let levels = canvas
        let planes = state(ofPlanes: space.planes(of: levels), amplitudes: amplitudes, wrap: wrap)
        return ColouredState(planes, space: space, startingAt: amplitudes == nil ? levels : nil)
    }

    /// Changes the levels that a state makes, and makes it of what becomes of them.
    func change(_ state: inout any CanvasState, wrap: Wrap, _ body: (inout Tensor) -> Void) {
        if self == .pixels { return body(&state.parameters[0]) }
        var levels = state.canvas()
        body(&levels)
        state = self.state(of: levels, wrap: wrap)
    }

    /// What planes are made of.
    private func state(
        ofPlanes planes: consuming Tensor, amplitudes: Tensor? = nil, wrap: Wrap
    ) -> any CanvasState {
        switch basis {
        case .pixels: PixelState(planes, space: space)
        case .fourier(let decay): FourierState(planes, decay: decay)
        case .laplacian(let levels): PyramidState(planes, levels: levels, edge: wrap.edges)
        case .phase: PhaseState(planes, amplitudes: amplitudes)
        }
    }

    /// The state that had these parameters and constants, of a canvas of this shape.
    /// - Throws: `CheckpointError.inconsistent`.
    func state(
        parameters: [Tensor], constants: [Tensor], shape: Shape, wrap: Wrap
    ) throws -> any CanvasState {
        let own = isColoured ? constants.dropLast() : constants[...]
        guard !isColoured || constants.last?.shape == shape,
            let planes = planes(parameters: parameters, constants: Array(own), shape: shape, wrap: wrap)
        else { throw CheckpointError.inconsistent }
        return isColoured ? ColouredState(planes, space: space, rest: constants[own.count]) : planes
    }

    private func planes(
        parameters: [Tensor], constants: [Tensor], shape: Shape, wrap: Wrap
    ) -> (any CanvasState)? {
        switch basis {
        case .pixels: PixelState(parameters: parameters, constants: constants, shape: shape, space: space)
        case .fourier(let decay):
            FourierState(parameters: parameters, constants: constants, shape: shape, decay: decay)
        case .laplacian:
            PyramidState(parameters: parameters, constants: constants, shape: shape, edge: wrap.edges)
        case .phase: PhaseState(parameters: parameters, constants: constants, shape: shape)
        }
    }

    /// Whether the planes are something else than the levels, or do not make them to the last digit.
    var isColoured: Bool {
        switch basis {
        case .pixels, .laplacian: space != .srgb
        case .fourier, .phase: true
        }
    }

    /// The mean amplitudes of the spectra of its pictures, of which one is held at a time; nil where it has none.
    /// - Parameter levels: of a picture, at the canvas's size.
    package func amplitudes(of levels: (PictureReference) throws -> Tensor) rethrows -> Tensor? {
        let share = 1 / Float(pictures.count)
        return try pictures.reduce(nil) { mean, picture in
            let amplitudes = Spectrum(of: space.planes(of: try levels(picture))).amplitudes
            var mean = mean ?? .zeros(amplitudes.shape)
            mean.add(amplitudes, times: share)
            return mean
        }
    }

    /// The pictures that it needs.
    var pictures: [PictureReference] {
        if case .phase(let magnitudes) = basis { magnitudes } else { [] }
    }
}

/// Every pixel.
package struct PixelState: CanvasState {
    package var parameters: [Tensor]

    private let space: ColourSpace

    init(_ planes: consuming Tensor, space: ColourSpace = .srgb) {
        parameters = [planes]
        self.space = space
    }

    init?(parameters: [Tensor], constants: [Tensor], shape: Shape, space: ColourSpace) {
        guard parameters.map(\.shape) == [shape], constants.isEmpty else { return nil }
        (self.parameters, self.space) = (parameters, space)
    }

    package var constants: [Tensor] { [] }

    package func canvas(keeping trace: inout Tensor?) -> Tensor { parameters[0] }

    package func pullBack(_ gradient: consuming Tensor, trace: consuming Tensor?) -> [Tensor] { [gradient] }

    package var bounds: ClosedRange<Float>? { space == .srgb ? 0...255 : nil }

    /// Levels that no file can hold would only be cut off at the end, and pull the network astray until then.
    package mutating func settle() { parameters[0] = space.clamped(exchange(&parameters[0], with: .empty)) }
}

/// The bands of a Laplacian pyramid, finest first; a step moves every band by as much.
package struct PyramidState: CanvasState {
    package var parameters: [Tensor]

    private let edge: Edges

    init(_ planes: consuming Tensor, levels: Int, edge: Edges) {
        parameters = LaplacianPyramid(planes, levels: levels, edge: edge).levels
        self.edge = edge
    }

    init?(parameters: [Tensor], constants: [Tensor], shape: Shape, edge: Edges) {
        guard parameters.first?.shape == shape, constants.isEmpty else { return nil }
        (self.parameters, self.edge) = (parameters, edge)
    }

    package var constants: [Tensor] { [] }

    package func canvas(keeping trace: inout Tensor?) -> Tensor {
        LaplacianPyramid(levels: parameters, edge: edge).merged()
    }

    package func pullBack(_ gradient: consuming Tensor, trace: consuming Tensor?) -> [Tensor] {
        LaplacianPyramid.adjointOfMerged(gradient, levels: parameters.count - 1, edge: edge).levels
    }

    package mutating func settle() {}
}
