import Operators
import Pictures
import Tensors

/// The phases of Fourier coefficients, the magnitudes and the means being fixed: those of the pictures, on average, or of the canvas when
/// there are none.
struct Phase: ParameterizationWord {
    var magnitudes: [PictureReference] = []
    var space = ColourSpace.decorrelated

    static let schema = Schema<Phase>(
        "phase",
        "a canvas made of waves whose strengths are fixed, so that it keeps the look of photographs (MACO, 2023)",
        [
            .pictures(
                "magnitudes", \.magnitudes, count: 1...PictureReference.mostInFolder,
                "a picture whose strengths and mean colour are used, or several, on average: r.folder(\"guides\")",
                absent: "those of the canvas"), .space(\.space),
        ], example: "parameterization = r.phase { magnitudes = p.photo }, optimizer = \"nadam\", step_size = 0.1",
        equation: "planes = F⁻¹(a·e^(iφ)), a fixed, φ: [3, H, ⌊W/2⌋ + 1]",
        source: "MACO: Fel et al., \"Unlocking feature visualization for deeper networks\", 2023")

    var description: String {
        "phases alone" + (magnitudes.isEmpty ? "" : ", magnitudes of ")
            + magnitudes.prefix(3).map { "\($0)" }.joined(separator: ", ")
            + (magnitudes.count > 3 ? ", … (\(magnitudes.count))" : "") + spaceNote
    }

    var isExact: Bool { false }
    var refusesPriors: String? {
        "priors change how strong waves are, which parameterization = \"phase\" holds fast; leave one out"
    }

    func state(of planes: consuming Tensor, amplitudes: Tensor?, wrap: Wrap) -> any CanvasState {
        FourierPhaseState(planes, amplitudes: amplitudes)
    }

    func state(parameters: [Tensor], constants: [Tensor], shape: Shape, wrap: Wrap) -> (any CanvasState)? {
        FourierPhaseState(parameters: parameters, constants: constants, shape: shape)
    }

    func memory(of planes: Shape) -> ParameterMemory {
        let spectrum = 4 * Spectrum.shape(ofCoefficients: planes).count
        // The waves, and a plane of them on its way.
        return ParameterMemory(
            parameters: spectrum / 2, constants: spectrum / 2, stored: spectrum / 2, making: spectrum * 4 / 3,
            goingBack: spectrum, beginning: spectrum)
    }
}

/// The phases φ of Fourier coefficients whose amplitudes a are fixed: F⁻¹(a·e^(iφ)) (MACO: Fel et al., 2023).
///
/// The power of every frequency stays natural, so that no high-frequency pattern can fool the network; so does the mean of each plane of
/// colour, which MACO's own code sets to 0.
struct FourierPhaseState: CanvasState {
    var parameters: [Tensor]

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

    var constants: [Tensor] { [amplitudes] }

    func canvas(keeping trace: inout Tensor?) -> Tensor {
        Spectrum(shape: shape, amplitudes: amplitudes, phases: parameters[0]).planes()
    }

    func pullBack(_ gradient: consuming Tensor, trace: consuming Tensor?) -> [Tensor] {
        let spectrum = Spectrum.adjointOfPlanes(gradient)
        return [spectrum.gradientOfPhases(amplitudes: amplitudes, phases: parameters[0])]
    }

    func make(by parts: inout StepParts) -> Bool {
        let fixed = ConstantArithmetic(.multiply, amplitudes)
        let real = parts.add(fixed, of: parts.add(Cosine(), of: 0))
        let imaginary = parts.add(fixed, of: parts.add(Sine(), of: 0))
        parts.add(InverseFourier(width: shape.width), of: parts.add(Concatenation(), of: real, imaginary))
        return true
    }

    mutating func settle() {}
}
