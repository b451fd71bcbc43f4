import Operators
import Networks
import Wording

/// What can be wrong with a recipe, or happen while it is rendered: all wording of this room.
public enum DreamError: Error, Hashable, Sendable {
    /// What is maximised or minimised is an array, not a number.
    case notScalar(expression: String, place: SourceLine?)
    /// Operands that do not fit an operation; the problem goes on after the expression.
    case shape(String, of: String, operand: String, place: SourceLine?)
    /// A channel that the array does not have.
    case channel(Int, of: String, count: Int, place: SourceLine?)
    /// Another picture of which one number is read, and nothing is done with it but to multiply; the layers are some that have more.
    case mereFactor(String, picture: String, layers: [String], place: SourceLine?)
    /// What is maximised reads neither the network nor the canvas.
    case readsNothing(stage: String, place: SourceLine?)
    /// A layer whose training statistics are not known.
    case noStatistics(layer: String, place: SourceLine?)
    /// A picture that the recipe reads and nobody gave.
    case noPicture(name: String, place: SourceLine?)
    /// A picture of a size of its own, in which the network has no room.
    case smallPicture(name: String, size: String, layer: String, place: SourceLine?)
    /// A network that the recipe names beside its own, and nobody loaded.
    case noNetwork(name: String, place: SourceLine?)
    /// No octave in which the network has room.
    case noRoom(stage: String, size: String, place: SourceLine?)
    /// The network refuses a layer; the reason is its own sentence.
    case layer(reason: String, place: SourceLine?)
    /// The gradient is zero everywhere.
    case silent(stage: String, layers: [String], place: SourceLine?)
    /// The gradient is infinite or no number.
    case notFinite(stage: String, octave: Int, step: Int, place: SourceLine?)
    /// A mask is infinite or no number somewhere.
    case maskNotFinite(mask: String, place: SourceLine?)
}

extension DreamError {
    /// Gives what a network says a line of the preset.
    static func locating<Result>(_ place: SourceLine?, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as NetworkError {
            throw DreamError.layer(reason: "\(error)", place: place)
        }
    }
}

extension DreamError: CustomStringConvertible {
    /// One sentence, after the preset's line.
    public var description: String {
        (place.map { "\(Phrases.harmless("\($0)")): " } ?? "") + sentence
    }

    private var place: SourceLine? {
        switch self {
        case .notScalar(_, let place), .shape(_, _, _, let place), .channel(_, _, _, let place),
            .mereFactor(_, _, _, let place), .readsNothing(_, let place), .noStatistics(_, let place),
            .noPicture(_, let place), .smallPicture(_, _, _, let place),
            .noNetwork(_, let place), .noRoom(_, _, let place), .layer(_, let place), .silent(_, _, let place),
            .notFinite(_, _, _, let place), .maskNotFinite(_, let place):
            place
        }
    }

    private var sentence: String {
        switch self {
        case .notScalar(let expression, _):
            "\(short(expression)) is an array, and an objective is one number; add :mean() or :energy()"
        case .shape(let problem, let expression, let operand, _):
            problem.hasPrefix("has no channel") ? "\(short(operand)) \(problem)" : "\(short(expression)) \(problem)"
        case .channel(let index, let layer, let count, _):
            "\(short(layer)) has no channel \(index); it has \(count), counted from 0"
        case .mereFactor(let number, let picture, let layers, _):
            "of \(short(picture)) one number is read, \(short(number)): whatever it shows, the dream goes the same way; "
                + "pictures guide by layers of several channels, such as \(Phrases.choices(layers))"
        case .readsNothing(let stage, _):
            "stage '\(short(stage))' maximises a number that depends on nothing; name a layer, a class or the canvas"
        case .noStatistics(let layer, _):
            "nothing is known of what \(short(layer)) had in training; only layers with batch normalisation remember that"
        case .noPicture(let name, _):
            "the picture \(short(name)) is read and was not given"
        case .smallPicture(let name, let size, let layer, _):
            "the picture \(short(name)) is seen at \(size), where layer '\(short(layer))' has no room; give a larger one"
        case .noNetwork(let name, _):
            "the network \(short(name)) is read and was not loaded"
        case .noRoom(let stage, let size, _):
            "stage '\(short(stage))' has no size in which the network has room, up to \(size)"
        case .layer(let reason, _):
            reason
        case .silent(let stage, let layers, _):
            "stage '\(short(stage))': nothing in \(Phrases.choices(layers)) answers to this picture, so there is no way up; "
                + "try :pre(), which reads what enters the layer's activation function"
        case .notFinite(let stage, let octave, let step, _):
            "stage '\(short(stage))', octave \(octave), step \(step): the gradient is not finite; "
                + "look for a division by zero or an exp of something large in what it maximises"
        case .maskNotFinite(let mask, _):
            "the mask \(short(mask)) is not finite everywhere; "
                + "look for a division by zero or an exp of something large in what it is made of"
        }
    }

    private func short(_ text: String) -> String { Phrases.harmless(text, limit: 120) }
}

extension ShapeProblem {
    /// After the expression that has it.
    var words: String {
        switch self {
        case .unequal(let left, let right):
            "combines arrays of \(left) and \(right); their dimensions must be equal, or 1"
        case .channel(let index, let count): "has no channel \(index); it has \(count), counted from 0"
        case .other(let problem): problem
        }
    }
}
