import Dreams
import Foundation
import Testing

/// Words that are files: none is missing in the list of its family, and each says what there is to be said.
@Suite struct WordRegistryTests {
    /// Of each family its protocols, and its words.
    private static let families: [(protocols: String, words: [any DreamWord.Type])] = [
        ("OptimizerWord|ElementOptimizer", Optimizer.words), ("MaskWord", Mask.words),
        ("CanvasOperationWord|MovingOperation|WarpingOperation|ColourOperation", CanvasOperation.words),
        ("TransformWord", Transform.words), ("NormalizationWord", GradientNormalization.words),
        ("PriorWord", Prior.words), ("ParameterizationWord", Parameterization.words), ("CanvasWord", Canvas.Kind.words),
    ]

    /// Every declaration that says of which family it is, by its file.
    private static let declared: [(name: String, parent: String, file: String)] = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../Sources/Dreams")
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }.flatMap { file in
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            return text.matches(of: #/^struct (\w+): (\w+)/#.anchorsMatchLineEndings()).map {
                (String($0.1), String($0.2), file.deletingPathExtension().lastPathComponent)
            }
        }
    }()

    @Test func everyWordIsInItsListAndAFile() throws {
        for (protocols, words) in Self.families {
            let pattern = try Regex("(\(protocols))")
            let found = Self.declared.filter { $0.parent.wholeMatch(of: pattern) != nil }
            #expect(found.map(\.name).sorted() == words.map { "\($0)" }.sorted())
            #expect(found.allSatisfy { $0.name == $0.file }, "a word is a file")
            #expect(Set(words.map { $0.name }).count == words.count)
        }
    }

    /// Its line, its equation, a line for each option and a default that it takes.
    @Test func everyWordIsDescribed() {
        for facts in Self.families.flatMap({ $0.words.map { $0.facts } }) {
            #expect(!facts.about.isEmpty && !facts.equation.isEmpty, "\(facts.name)")
            for option in facts.options {
                #expect(!option.about.isEmpty)
                guard case .value(let value) = option.absence else { continue }
                #expect(Self.admits(option.kind, value), "\(facts.name): \(option.name) is \(value) by itself")
            }
        }
    }

    private static func admits(_ kind: OptionKind, _ value: WordValue) -> Bool {
        switch (kind, value) {
        case (.number(let range), .number(let number)): range.contains(number)
        case (.integer(let range), .integer(let number)): range.contains(number)
        case (.choice(let choices), .text(let text)): choices.contains(text)
        case (.schedule(let range), .schedule(.constant(let number))): range.contains(Double(number))
        case (.picture, .picture), (.colour, .colour): true
        default: false
        }
    }

    /// Each option is the property that it says: a value given by name is told again, and the others stay.
    @Test func everyOptionIsItsOwn() {
        for type in Self.families.flatMap(\.words) {
            let plain = type.make([:]).values
            for (index, option) in type.facts.options.enumerated() {
                guard let value = Self.other(option.kind) else { continue }
                var values = type.make([option.name: value]).values
                #expect(values[index].map { "\($0)" } == "\(value)", "\(type.name): \(option.name)")
                values[index] = plain[index]
                #expect(values == plain, "\(type.name): \(option.name) changes another option")
            }
        }
    }

    /// A value of a kind that hardly is a default.
    private static func other(_ kind: OptionKind) -> WordValue? {
        switch kind {
        case .number(let range): WordValue(Float(range.lowerBound + (range.upperBound - range.lowerBound) * 0.375))
        case .integer(let range): .integer(range.lowerBound + 1)
        case .classNumber: .integer(7)
        case .choice(let choices): choices.last.map { .text($0) }
        case .schedule(let range): .schedule(.constant(Float(range.upperBound / 4)))
        case .mask: .mask(.constant(0.25))
        case .picture: .picture(.parameter("other"))
        case .colour: .colour(Colour(red: 1, green: 0, blue: 0.2))
        case .list, .either: nil
        }
    }
}
