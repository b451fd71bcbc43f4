import Foundation
import Pictures
package import Tensors

/// Fourier coefficients of the decorrelated colours, divided by a scale s(f) = ¼ · max(f, 1/longer side)^−decay: x = 255·σ(M·F⁻¹(s·z)).
///
/// The scale is a preconditioner: a step moves the large as far as the small (Lucid, `param/spatial.py`; Mordvintsev et al.,
/// "Differentiable image parameterizations", 2018). Starting from a picture changes nothing of it (feature accentuation, Hamblin et al.,
/// 2024).
package struct FourierState: CanvasState {
    package var parameters: [Tensor]

    private let shape: Shape
    /// `[1, 1, H, ⌊W/2⌋ + 1]`
    private let scale: Tensor
    /// What the first canvas has and its coefficients do not make.
    private let rest: Tensor

    init(_ canvas: consuming Tensor, decay: Float) {
        shape = canvas.shape
        let scale = FourierState.scale(shape, decay)
        self.scale = scale
        var spectrum = Spectrum(of: SigmoidColours.planes(of: canvas))
        spectrum.multiply(by: scale.map { 1 / $0 })
        parameters = [spectrum.coefficients]
        var rest = canvas
        rest.add(SigmoidColours.levels(of: FourierState.planes(spectrum, scale)), times: -1)
        self.rest = rest
    }

    init?(parameters: [Tensor], constants: [Tensor], shape: Shape, decay: Float) {
        scale = FourierState.scale(shape, decay)
        guard constants.map(\.shape) == [shape],
            parameters.map(\.shape.count) == [Spectrum(of: .zeros(shape)).coefficients.shape.count]
        else { return nil }
        self.shape = shape
        self.parameters = parameters
        rest = constants[0]
    }

    package var constants: [Tensor] { [rest] }

    private static func scale(_ shape: Shape, _ decay: Float) -> Tensor {
        let longest = Float(max(shape.height, shape.width))
        return Spectrum.frequencies(height: shape.height, width: shape.width).map {
            0.25 * pow(max($0, 1 / longest), -decay)
        }
    }

    package func canvas() -> Tensor {
        var levels = levels
        levels.add(rest)
        return levels
    }

    package func pullBack(_ gradient: consuming Tensor) -> [Tensor] {
        var spectrum = Spectrum.adjointOfPlanes(SigmoidColours.pullBack(gradient, at: levels))
        spectrum.multiply(by: scale)
        return [spectrum.coefficients]
    }

    package mutating func settle() {}

    private var levels: Tensor {
        SigmoidColours.levels(of: FourierState.planes(Spectrum(shape: shape, coefficients: parameters[0]), scale))
    }

    private static func planes(_ spectrum: Spectrum, _ scale: Tensor) -> Tensor {
        var scaled = spectrum
        scaled.multiply(by: scale)
        return scaled.planes()
    }
}

/// The phases φ of Fourier coefficients whose amplitudes a are fixed: x = 255·σ(M·F⁻¹(a·e^(iφ))) (MACO: Fel et al., 2023).
///
/// The power of every frequency stays natural, so that no high-frequency pattern can fool the network; so does the mean of each plane of
/// colour, which MACO's own code sets to 0.
package struct PhaseState: CanvasState {
    package var parameters: [Tensor]

    private let shape: Shape
    private let amplitudes: Tensor
    private let rest: Tensor

    /// Without amplitudes it has the canvas's own, and starts exactly at the canvas, otherwise at its phases.
    init(_ canvas: consuming Tensor, amplitudes given: Tensor?) {
        shape = canvas.shape
        let own = Spectrum(of: SigmoidColours.planes(of: canvas))
        parameters = [own.phases]
        if let given {
            amplitudes = given
            rest = .zeros(canvas.shape)
        } else {
            amplitudes = own.amplitudes
            var rest = canvas
            rest.add(SigmoidColours.levels(of: own.planes()), times: -1)
            self.rest = rest
        }
    }

    init?(parameters: [Tensor], constants: [Tensor], shape: Shape) {
        guard parameters.count == 1, constants.count == 2, constants[1].shape == shape,
            parameters[0].shape == constants[0].shape
        else { return nil }
        self.shape = shape
        self.parameters = parameters
        (amplitudes, rest) = (constants[0], constants[1])
    }

    package var constants: [Tensor] { [amplitudes, rest] }

    package func canvas() -> Tensor {
        var levels = levels
        levels.add(rest)
        return levels
    }

    package func pullBack(_ gradient: consuming Tensor) -> [Tensor] {
        let spectrum = Spectrum.adjointOfPlanes(SigmoidColours.pullBack(gradient, at: levels))
        return [spectrum.gradientOfPhases(amplitudes: amplitudes, phases: parameters[0])]
    }

    package mutating func settle() {}

    private var levels: Tensor {
        SigmoidColours.levels(
            of: Spectrum(shape: shape, amplitudes: amplitudes, phases: parameters[0]).planes())
    }
}
