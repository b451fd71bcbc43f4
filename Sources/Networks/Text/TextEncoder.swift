import Foundation
import Synchronization
import Wording

/// What makes vectors of texts in the space in which a network has one of a picture: its tower, and the vocabulary for that.
///
/// Both files are read when the first text is asked for; a text is computed once.
public final class TextEncoder: Sendable {
    /// The network's name, for messages.
    public let name: String
    /// How many numbers a text becomes, as the manifest says.
    public let width: Int
    private let model: String
    private let vocabulary: String
    private let state = Mutex(State())

    private struct State {
        var tower: TextTower?
        var tokens: BytePairTokens?
        var known: [String: [Float]] = [:]
    }

    /// The most texts that are remembered.
    private static let mostKnown = 256

    /// A tower and a vocabulary in files.
    public init(name: String, model: String, vocabulary: String, width: Int) {
        (self.name, self.model, self.vocabulary, self.width) = (name, model, vocabulary, width)
    }

    /// The vector of a text, `width` numbers.
    /// - Throws: `NetworkError` where it is too long, or its files are not what they should be.
    public func vector(of text: String) throws -> [Float] {
        try state.withLock { state in
            if let known = state.known[text] { return known }
            let tower = try state.tower ?? TextTower(contentsOf: model)
            let tokens = try state.tokens ?? BytePairTokens(contentsOf: vocabulary)
            (state.tower, state.tokens) = (tower, tokens)
            guard let row = tokens.row(of: text, length: tower.length) else {
                throw NetworkError.longText(
                    text: text, tokens: tokens.numbers(of: text).count, most: tower.length, network: name)
            }
            let vector = try tower.embedding(of: row.tokens, used: row.used)
            guard vector.count == width else {
                throw NetworkError.noTextTower(
                    file: model,
                    reason:
                        "it makes \(Phrases.count(vector.count, "number")) of a text, and \(name) \(width) of a picture"
                )
            }
            if state.known.count >= TextEncoder.mostKnown { state.known = [:] }
            state.known[text] = vector
            return vector
        }
    }
}
