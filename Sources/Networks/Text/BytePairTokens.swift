import Files
public import Foundation
import Wording

/// CLIP's tokens: a text, cleaned and in small letters, cut into words, and each word into the longest pieces that a vocabulary has.
///
///     let tokens = try BytePairTokens(contentsOf: "bpe_simple_vocab_16e6.txt")
///     tokens.numbers(of: "a lighthouse")        // [49406, 320, 20744, 49407]
///
/// As OpenAI's `simple_tokenizer.py` and OpenCLIP's `tokenizer.py` do it, whose vocabulary is a list of 48,894 merges: those of
/// `bpe_simple_vocab_16e6.txt` or of a `merges.txt`, which are the same. What ftfy mends there is mended here where it is a matter of
/// single letters: quotes, ligatures, wide letters, control characters; text in the wrong encoding stays as it is.
public struct BytePairTokens: Sendable {
    private let ranks: [Pair: Int]
    private let numbers: [String: Int]
    /// How many tokens there are, those of a start and an end counted.
    public var count: Int { ranks.count + 514 }

    /// Two pieces that become one.
    private struct Pair: Hashable {
        let first: String
        let second: String
    }

    /// How many merges CLIP's vocabulary has: what else its file holds is not read.
    private static let mostMerges = 49152 - 256 - 2

    /// What a text begins with, and ends with.
    private var start: Int { count - 2 }
    private var end: Int { count - 1 }

    /// Reads a vocabulary.
    /// - Throws: `NetworkError.noVocabulary`.
    public init(contentsOf path: String) throws {
        guard let data = Files.read(path, most: 32 << 20) else {
            throw NetworkError.noVocabulary(file: path, reason: "it cannot be opened")
        }
        try self.init(data, file: path)
    }

    /// Reads a vocabulary's bytes; `file` is for messages.
    public init(_ data: Data, file: String) throws {
        func refused(_ reason: String) -> NetworkError { .noVocabulary(file: file, reason: reason) }
        if data.prefix(2) == Data([0x1F, 0x8B]) { throw refused("it is packed; unpack it with gunzip") }
        guard let text = String(data: data, encoding: .utf8) else { throw refused("it is no UTF-8 text") }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.hasSuffix("\r") ? $0.dropLast() : $0
        }
        // The first line of either file says what it is.
        if lines.first.map({ $0.contains("#version") }) ?? false { lines.removeFirst() }
        if lines.last?.isEmpty ?? false { lines.removeLast() }
        var (ranks, names) = ([Pair: Int](), BytePairTokens.letters.map { String($0) })
        names += names.map { $0 + "</w>" }
        for (rank, line) in lines.prefix(BytePairTokens.mostMerges).enumerated() {
            let parts = line.split(separator: " ")
            guard parts.count == 2 else { throw refused("line \(rank + 2) is no merge of two pieces") }
            let pair = Pair(first: String(parts[0]), second: String(parts[1]))
            guard ranks.updateValue(rank, forKey: pair) == nil else {
                throw refused("line \(rank + 2) is a merge that stood before")
            }
            names.append(String(parts[0] + parts[1]))
        }
        guard !ranks.isEmpty else { throw refused("it holds no merges") }
        self.ranks = ranks
        numbers = Dictionary(names.enumerated().map { ($1, $0) }) { $1 }
    }

    /// Letters that stand for the 256 bytes, in the order of their tokens.
    private static let letters: [Character] = order.map { letter[$0] }

    /// The bytes that are letters themselves, and then the others.
    private static let order: [Int] = {
        let plain = Array(33...126) + Array(161...172) + Array(174...255)
        return plain + (0...255).filter { !plain.contains($0) }
    }()

    /// By the byte.
    private static let letter: [Character] = {
        var letters = [Character](repeating: " ", count: 256)
        for (place, byte) in order.enumerated() {
            let scalar = place < 188 ? byte : 256 + place - 188
            letters[byte] = Unicode.Scalar(UInt32(scalar)).map { Character($0) } ?? " "
        }
        return letters
    }()

    // MARK: - Texts

    /// The tokens of a text, between a start and an end.
    public func numbers(of text: String) -> [Int] {
        let words = BytePairTokens.words(of: BytePairTokens.cleaned(text))
        return [start] + words.flatMap(pieces) + [end]
    }

    /// The same, filled up with zeros to a length.
    /// - Returns: nil where it has more tokens than that.
    public func row(of text: String, length: Int) -> (tokens: [Int], used: Int)? {
        let tokens = numbers(of: text)
        guard tokens.count <= length else { return nil }
        return (tokens + [Int](repeating: 0, count: length - tokens.count), tokens.count)
    }

    /// The longest pieces of a word that the vocabulary has.
    private func pieces(of word: String) -> [Int] {
        switch word {
        case "<start_of_text>": return [start]
        case "<end_of_text>": return [end]
        default: break
        }
        var parts = word.utf8.map { String(BytePairTokens.letter[Int($0)]) }
        guard let last = parts.indices.last else { return [] }
        parts[last] += "</w>"
        while parts.count > 1 {
            let pairs = zip(parts, parts.dropFirst()).map { ranks[Pair(first: $0, second: $1)] ?? .max }
            guard let rank = pairs.min(), rank < .max, let place = pairs.firstIndex(of: rank) else { break }
            // Every place of the same pair, from the left.
            let pair = (parts[place], parts[place + 1])
            var (merged, index) = ([String](), 0)
            while index < parts.count {
                if index + 1 < parts.count, parts[index] == pair.0, parts[index + 1] == pair.1 {
                    merged.append(pair.0 + pair.1)
                    index += 2
                } else {
                    merged.append(parts[index])
                    index += 1
                }
            }
            parts = merged
        }
        return parts.compactMap { numbers[$0] }
    }

    /// Endings after an apostrophe, runs of letters, single digits, runs of anything else.
    static func words(of text: String) -> [String] {
        let scalars = Array(text.unicodeScalars)
        let endings = ["<start_of_text>", "<end_of_text>", "'s", "'t", "'re", "'ve", "'m", "'ll", "'d"].map {
            Array($0.unicodeScalars)
        }
        var (words, index) = ([String](), 0)
        func kind(_ scalar: Unicode.Scalar) -> Kind {
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: .letter
            case .decimalNumber, .letterNumber, .otherNumber: .number
            default: scalar.properties.isWhitespace ? .space : .other
            }
        }
        while index < scalars.count {
            if let ending = endings.first(where: { scalars[index...].starts(with: $0) }) {
                words.append(String(String.UnicodeScalarView(ending)))
                index += ending.count
                continue
            }
            let first = kind(scalars[index])
            var end = index + 1
            if first == .letter || first == .other {
                while end < scalars.count, kind(scalars[end]) == first { end += 1 }
            }
            if first != .space { words.append(String(String.UnicodeScalarView(scalars[index..<end]))) }
            index = end
        }
        return words
    }

    private enum Kind { case letter, number, space, other }

    /// A text as the vocabulary has it.
    static func cleaned(_ text: String) -> String {
        var mended = ""
        for scalar in text.unicodeScalars { mended += letters(for: scalar) }
        let composed = mended.precomposedStringWithCanonicalMapping
        let plain = unescaped(unescaped(composed))
        return lowercased(plain.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    /// In small letters, of which Greek has one that only ends words, as Unicode's own rule has it.
    private static func lowercased(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            let follows = index > 0 && scalars[index - 1].properties.isCased
            let goesOn = index + 1 < scalars.count && scalars[index + 1].properties.isCased
            result.append(scalar == "Σ" && follows && !goesOn ? "ς" : scalar)
        }
        return String(result).lowercased()
    }

    /// What ftfy makes of a letter.
    private static func letters(for scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x2BC, 0x2018...0x201B: "'"
        case 0x201C...0x201F: "\""
        case 0x132: "IJ"
        case 0x133: "ij"
        case 0x149: "'n"
        case 0x1C4...0x1CC: String(scalar).precomposedStringWithCompatibilityMapping
        case 0x1F1: "DZ"
        case 0x1F2: "Dz"
        case 0x1F3: "dz"
        case 0x3000: " "
        // Ligatures, and letters as wide as Chinese ones, or half as wide as Japanese ones.
        case 0xFB00...0xFB06, 0xFF01...0xFFEF: String(scalar).precomposedStringWithCompatibilityMapping
        case 0...8, 0xB, 0xE...0x1F, 0x7F, 0x206A...0x206F, 0xFEFF, 0xFFF9...0xFFFC: ""
        case 0x2028, 0x2029, 0x85: "\n"
        default: String(scalar)
        }
    }

    private static let entities = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "copy": "©", "reg": "®",
        "deg": "°",
        "eacute": "é", "egrave": "è", "agrave": "à", "ccedil": "ç", "auml": "ä", "ouml": "ö", "uuml": "ü", "szlig": "ß",
        "ndash": "–", "mdash": "—", "hellip": "…", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "euro": "€",
    ]

    /// With the letters that HTML names.
    private static func unescaped(_ text: String) -> String {
        text.replacing(#/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/#) { match in
            if let name = match.3 { return entities[String(name)] ?? String(match.0) }
            let value = match.1.flatMap { UInt32($0) } ?? match.2.flatMap { UInt32($0, radix: 16) }
            return value.flatMap { Unicode.Scalar($0) }.map { String($0) } ?? String(match.0)
        }
    }
}
