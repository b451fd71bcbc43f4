import Foundation
import Pictures
package import Tensors

/// Fourier coefficients of planes, divided by a scale s(f) = u/4 · max(f, 1/longer side)^−decay: F⁻¹(s·z), u being the levels for each unit of
/// a sigmoid's argument.
///
/// The scale is a preconditioner: a step moves the large as far as the small (Lucid, `param/spatial.py`; Mordvintsev et al.,
/// "Differentiable image parameterizations", 2018). Starting from a picture changes nothing of it (feature accentuation, Hamblin et al.,
/// 2024).
package struct FourierState: CanvasState {
    package var parameters: [Tensor]

    private let shape: Shape
    /// `[1, 1, H, ⌊W/2⌋ + 1]`
    private let scale: Tensor

    init(_ planes: consuming Tensor, decay: Float) {
        shape = planes.shape
        scale = FourierState.scale(shape, decay)
        var spectrum = Spectrum(of: planes)
        spectrum.multiply(by: scale.map { 1 / $0 })
        parameters = [spectrum.coefficients]
    }

    init?(parameters: [Tensor], constants: [Tensor], shape: Shape, decay: Float) {
        guard constants.isEmpty,
            parameters.map(\.shape.count) == [Spectrum(of: .zeros(shape)).coefficients.shape.count]
        else { return nil }
        scale = FourierState.scale(shape, decay)
        self.shape = shape
        self.parameters = parameters
    }

    package var constants: [Tensor] { [] }

    private static func scale(_ shape: Shape, _ decay: Float) -> Tensor {
        let longest = Float(max(shape.height, shape.width))
        return Spectrum.frequencies(height: shape.height, width: shape.width).map {
            ColourSpace.slopeOfSigmoid / 4 * pow(max($0, 1 / longest), -decay)
        }
    }

    package func canvas(keeping trace: inout Tensor?) -> Tensor {
        var scaled = Spectrum(shape: shape, coefficients: parameters[0])
        scaled.multiply(by: scale)
        return scaled.planes()
    }

    package func pullBack(_ gradient: consuming Tensor, trace: consuming Tensor?) -> [Tensor] {
        var spectrum = Spectrum.adjointOfPlanes(gradient)
        spectrum.multiply(by: scale)
        return [spectrum.coefficients]
    }

    package mutating func settle() {}
}

/// The phases φ of Fourier coefficients whose amplitudes a are fixed: F⁻¹(a·e^(iφ)) (MACO: Fel et al., 2023).
///
/// The power of every frequency stays natural, so that no high-frequency pattern can fool the network; so does the mean of each plane of
/// colour, which MACO's own code sets to 0.
package struct PhaseState: CanvasState {
    package var parameters: [Tensor]

    private let shape: Shape
    private let amplitudes: Tensor

    /// Without amplitudes it has the planes' own, otherwise it starts at their phases.
    init(_ planes: consuming Tensor, amplitudes given: Tensor?) {
        shape = planes.shape
        let own = Spectrum(of: planes)
        parameters = [own.phases]
        amplitudes = given ?? own.amplitudes
    }

    init?(parameters: [Tensor], constants: [Tensor], shape: Shape) {
        guard parameters.count == 1, constants.count == 1, parameters[0].shape == constants[0].shape else { return nil }
        self.shape = shape
        self.parameters = parameters
        amplitudes = constants[0]
    }

    package var constants: [Tensor] { [amplitudes] }

    package func canvas(keeping trace: inout Tensor?) -> Tensor {
        Spectrum(shape: shape, amplitudes: amplitudes, phases: parameters[0]).planes()
    }

    package func pullBack(_ gradient: consuming Tensor, trace: consuming Tensor?) -> [Tensor] {
        let spectrum = Spectrum.adjointOfPlanes(gradient)
        return [spectrum.gradientOfPhases(amplitudes: amplitudes, phases: parameters[0])]
    }

    package mutating func settle() {}
}
