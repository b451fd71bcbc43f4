package import Pictures
package import Tensors

/// What the canvas is made of while an ascent changes it, one of the words in this folder: planes of colours in some space, by pixel, by
/// wave or by band.
///
/// Whatever it is, it starts exactly at the canvas, unless the magnitudes are another picture's.
public struct Parameterization: WordFamily {
    let word: any ParameterizationWord

    init(_ word: any ParameterizationWord) { self.word = word }

    /// In the order of the reference.
    static let all: [any ParameterizationWord.Type] = [Pixels.self, Fourier.self, Pyramid.self, Phase.self]

    /// The canvas itself.
    package static let pixels = Parameterization(Pixels())
}

extension Parameterization {
    package static var words: [any DreamWord.Type] { all }
    package var anyWord: any DreamWord { word }
    package init?(anyWord: any DreamWord) {
        guard let word = anyWord as? any ParameterizationWord else { return nil }
        self.init(word)
    }
}

/// A word that says what planes of colours are made of.
protocol ParameterizationWord: DreamWord {
    /// What the planes are: where equal numbers are equal steps.
    var space: ColourSpace { get }

    /// Whether planes of levels are made exactly, to the last digit.
    var isExact: Bool { get }

    /// What planes are made of, whose amplitudes may be another picture's; it makes those very planes.
    func state(of planes: consuming Tensor, amplitudes: Tensor?, wrap: Wrap) -> any CanvasState

    /// The state that had these parameters and constants, of planes of this shape; nil where it cannot have been.
    func state(parameters: [Tensor], constants: [Tensor], shape: Shape, wrap: Wrap) -> (any CanvasState)?

    /// Why a stage cannot have priors with it; nil where it can.
    var refusesPriors: String? { get }

    /// Whether the parameters are the planes themselves: nothing is made on the way to them and back.
    var areThePlanes: Bool { get }

    /// What it holds of planes of a shape.
    func memory(of planes: Shape) -> ParameterMemory
}

extension ParameterizationWord {
    var refusesPriors: String? { nil }
    var areThePlanes: Bool { false }

    /// ` in oklab`, where that is not its usual space.
    var spaceNote: String { space == Self().space ? "" : " in \(space.rawValue)" }
}

extension WordOption {
    /// Where equal numbers are equal steps.
    static func space(_ key: Key<ColourSpace>) -> Self {
        .choice(
            "space", key,
            "the colours it is made of: \"srgb\" levels, \"linear\" light, \"oklab\" as the eye has them, or the "
                + "\"decorrelated\" ones of photographs, before a sigmoid (Lucid)", work: .value)
    }
}

// MARK: - States

extension Parameterization {
    /// What a canvas of levels is made of; it makes that very canvas.
    /// - Parameters:
    ///   - amplitudes: of the spectrum that holds (`amplitudes(of:)`), the canvas's own when absent.
    ///   - wrap: which sides of the canvas meet.
    package func state(
        of canvas: consuming Tensor, amplitudes: Tensor? = nil, wrap: Wrap = .none
    ) -> any CanvasState {
        state(of: canvas, amplitudes: amplitudes, wrap: wrap, making: nil)
    }

    /// The same.
    /// - Parameter making: who makes the levels of it; nil where that is here.
    func state(
        of canvas: consuming Tensor, amplitudes: Tensor?, wrap: Wrap, making: LevelMaker?
    ) -> any CanvasState {
        guard isColoured else { return word.state(of: canvas, amplitudes: nil, wrap: wrap) }
        let levels = canvas
        let planes = word.state(of: word.space.planes(of: levels), amplitudes: amplitudes, wrap: wrap)
        return ColouredState(
            planes, space: word.space, startingAt: amplitudes == nil ? levels : nil, making: making)
    }

    /// Changes the levels that a state makes, and makes it of what becomes of them.
    func change(_ state: inout any CanvasState, wrap: Wrap, _ body: (inout Tensor) -> Void) {
        if self == .pixels { return body(&state.parameters[0]) }
        var levels = state.canvas()
        body(&levels)
        state = self.state(of: levels, wrap: wrap)
    }

    /// The state that had these parameters and constants, of a canvas of this shape.
    /// - Throws: `CheckpointError.inconsistent`.
    func state(
        parameters: [Tensor], constants: [Tensor], shape: Shape, wrap: Wrap
    ) throws -> any CanvasState {
        let own = isColoured ? constants.dropLast() : constants[...]
        guard !isColoured || constants.last?.shape == shape,
            let planes = word.state(parameters: parameters, constants: Array(own), shape: shape, wrap: wrap)
        else { throw CheckpointError.inconsistent }
        return isColoured ? ColouredState(planes, space: word.space, rest: constants[own.count]) : planes
    }

    /// Whether the planes are something else than the levels, or do not make them to the last digit.
    var isColoured: Bool { !word.isExact || word.space != .srgb }

    /// Why a stage cannot have priors with it; nil where it can.
    package var refusesPriors: String? { word.refusesPriors }

    /// The space that the field has these planes in.
    package var usualSpace: ColourSpace { type(of: word).init().space }

    /// The pictures that it needs.
    var pictures: [PictureReference] { word.pictures }

    /// The mean amplitudes of the spectra of its pictures, of which one is held at a time; nil where it has none.
    /// - Parameter levels: of a picture, at the canvas's size.
    package func amplitudes(of levels: (PictureReference) throws -> Tensor) rethrows -> Tensor? {
        let share = 1 / Float(pictures.count)
        return try pictures.reduce(nil) { mean, picture in
            let amplitudes = Spectrum(of: word.space.planes(of: try levels(picture))).amplitudes
            var mean = mean ?? .zeros(amplitudes.shape)
            mean.add(amplitudes, times: share)
            return mean
        }
    }
}
