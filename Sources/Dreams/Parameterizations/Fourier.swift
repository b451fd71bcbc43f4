import Foundation
import Operators
import Pictures
import Tensors

/// The Fourier coefficients of planes, divided by |f|^decay: every scale moves as easily as every other.
struct Fourier: ParameterizationWord {
    var decay: Float = 1
    var space = ColourSpace.decorrelated

    static let schema = Schema<Fourier>(
        "fourier", "a canvas made of waves: every scale moves as easily as every other (Lucid)",
        [
            .number("decay", \.decay, 0...3, "how much easier large waves move than small ones"), .space(\.space),
        ], example: "parameterization = r.fourier { decay = 1 }, optimizer = \"adam\", step_size = 0.05",
        equation: "planes = F⁻¹(s·z), s(f) ∝ max(f, 1/longer side)^−decay, z: 3 × H × (⌊W/2⌋ + 1) complex",
        source: "Lucid, param/spatial.py; from a photo, Hamblin et al., \"Feature accentuation\", 2024")

    var description: String { "fourier \(decay)\(spaceNote)" }
    var isExact: Bool { false }

    func state(of planes: consuming Tensor, amplitudes: Tensor?, wrap: Wrap) -> any CanvasState {
        FourierState(planes, decay: decay)
    }

    func state(parameters: [Tensor], constants: [Tensor], shape: Shape, wrap: Wrap) -> (any CanvasState)? {
        FourierState(parameters: parameters, constants: constants, shape: shape, decay: decay)
    }

    func memory(of planes: Shape) -> ParameterMemory {
        let spectrum = 4 * Spectrum.shape(ofCoefficients: planes).count
        // The scale of every coefficient.
        let scale = spectrum / 6
        // A plane at a time is on its way.
        return ParameterMemory(parameters: spectrum, constants: scale, making: spectrum / 3, beginning: scale)
    }
}

/// Fourier coefficients of planes, divided by a scale s(f) = u/4 · max(f, 1/longer side)^−decay: F⁻¹(s·z), u being the levels for each unit of
/// a sigmoid's argument.
///
/// The scale is a preconditioner: a step moves the large as far as the small (Lucid, `param/spatial.py`; Mordvintsev et al.,
/// "Differentiable image parameterizations", 2018). Starting from a picture changes nothing of it (feature accentuation, Hamblin et al.,
/// 2024).
struct FourierState: CanvasState {
    var parameters: [Tensor]

    private let shape: Shape
    /// `[1, 1, H, ⌊W/2⌋ + 1]`
    private let scale: Tensor

    init(_ planes: consuming Tensor, decay: Float) {
        shape = planes.shape
        scale = FourierState.scale(shape, decay)
        parameters = [Spectrum(of: planes, filteredBy: scale.map { 1 / $0 }).coefficients]
    }

    init?(parameters: [Tensor], constants: [Tensor], shape: Shape, decay: Float) {
        guard constants.isEmpty,
            parameters.map(\.shape) == [Spectrum.shape(ofCoefficients: shape)]
        else { return nil }
        scale = FourierState.scale(shape, decay)
        self.shape = shape
        self.parameters = parameters
    }

    var constants: [Tensor] { [] }

    private static func scale(_ shape: Shape, _ decay: Float) -> Tensor {
        let longest = Float(max(shape.height, shape.width))
        return Spectrum.frequencies(height: shape.height, width: shape.width).map {
            ColourSpace.slopeOfSigmoid / 4 * pow(max($0, 1 / longest), -decay)
        }
    }

    func canvas(keeping trace: inout Tensor?) -> Tensor {
        Spectrum(shape: shape, coefficients: parameters[0]).planes(filteredBy: scale)
    }

    func pullBack(_ gradient: consuming Tensor, trace: consuming Tensor?) -> [Tensor] {
        [Spectrum.adjointOfPlanes(gradient, filteredBy: scale).coefficients]
    }

    func make(by parts: inout StepParts) -> Bool {
        parts.add(InverseFourier(width: shape.width, filter: scale), of: 0)
        return true
    }

    mutating func settle() {}
}
