import Wording

/// What can be wrong with a recipe, or happen while it is rendered: all wording of this room.
public enum DreamError: Error, Hashable, Sendable {
    /// What is maximised or minimised is an array, not a number.
    case notScalar(expression: String, place: Place?)
    /// Two arrays that an operation cannot combine.
    case shapes(expression: String, left: String, right: String, place: Place?)
    /// A channel that the array does not have.
    case channel(Int, of: String, count: Int, place: Place?)
    /// Something that needs an array was given a number.
    case needsArray(expression: String, place: Place?)
    /// What is maximised reads nothing of the network.
    case readsNoLayer(stage: String, place: Place?)
    /// The network refuses a layer; the reason is its own sentence.
    case layer(reason: String, place: Place?)
    /// The gradient is zero everywhere.
    case silent(stage: String, layers: [String], place: Place?)
    /// The gradient is infinite or no number.
    case notFinite(stage: String, octave: Int, step: Int, place: Place?)
}

extension DreamError: CustomStringConvertible {
    /// One sentence, after the preset's line.
    public var description: String {
        (place.map { "\(Phrases.harmless("\($0)")): " } ?? "") + sentence
    }

    private var place: Place? {
        switch self {
        case .notScalar(_, let place), .shapes(_, _, _, let place), .channel(_, _, _, let place),
            .needsArray(_, let place), .readsNoLayer(_, let place), .layer(_, let place), .silent(_, _, let place),
            .notFinite(_, _, _, let place):
            place
        }
    }

    private var sentence: String {
        switch self {
        case .notScalar(let expression, _):
            "\(short(expression)) is an array, and an objective is one number; add :mean() or :energy()"
        case .shapes(let expression, let left, let right, _):
            "\(short(expression)) combines arrays of \(left) and \(right); they must have one shape, or one must be a number"
        case .channel(let index, let layer, let count, _):
            "\(short(layer)) has no channel \(index); it has \(count), counted from 0"
        case .needsArray(let expression, _):
            "\(short(expression)) needs an array, and was given a number"
        case .readsNoLayer(let stage, _):
            "stage '\(short(stage))' maximises nothing of the network; name a layer or a class"
        case .layer(let reason, _):
            reason
        case .silent(let stage, let layers, _):
            "stage '\(short(stage))': nothing in \(Phrases.choices(layers)) answers to this picture, so there is no way up; "
                + "try :pre(), which reads what enters the layer's activation function"
        case .notFinite(let stage, let octave, let step, _):
            "stage '\(short(stage))', octave \(octave), step \(step): the gradient is not finite; "
                + "look for a division by zero or an exp of something large in what it maximises"
        }
    }

    private func short(_ text: String) -> String { Phrases.harmless(text, limit: 120) }
}
