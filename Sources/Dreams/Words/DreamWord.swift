/// A word of the language that is a file of its own: what it is called and takes, what it costs, how it is told; and by its family,
/// such as `OptimizerWord`, what it does.
///
///     struct Momentum: OptimizerWord {
///         var inertia: Float = 0.9
///
///         static let schema = Schema<Momentum>(
///             "momentum", "an optimizer that keeps going where it went",
///             [.number("inertia", \.inertia, 0...0.999, "how much of the last step stays")], …)
///     }
///
/// Everything else reads the schema: what scripts are told, the reference, the annotations for editors, random presets, what kind of
/// work it is. Its properties' first values are its defaults.
package protocol DreamWord: Hashable, Sendable, CustomStringConvertible {
    static var schema: Schema<Self> { get }

    /// With every option as it is when nobody gives it.
    init()

    /// What is wrong with its options taken together; nil where nothing is.
    var problem: String? { get }
}

extension DreamWord {
    package var problem: String? { nil }

    /// What is told of it.
    package static var facts: WordFacts { schema.facts }

    /// As a script writes it.
    package static var name: String { schema.facts.name }

    /// The word with some of its options given.
    package static func make(_ values: [String: WordValue]) -> Self {
        var word = Self()
        for (name, value) in values { schema.option(name)?.write(&word, value) }
        return word
    }

    /// The values of its options, in order; nil for what is absent.
    package var values: [WordValue?] { Self.schema.options.map { $0.read(self) } }

    /// Its name and what it was given: `adam 0.9 0.999`.
    package var description: String { ([Self.name] + values.compactMap { $0.map { "\($0)" } }).joined(separator: " ") }

    /// What its time depends on, beside the size of the canvas.
    var work: WordWork {
        let plain = Self()
        let facts = Self.schema.everything.compactMap { option in
            option.read(self).flatMap { option.work.fact(of: $0, without: option.read(plain)) }
        }
        return WordWork(word: Self.name, facts: facts)
    }

    /// The masks that it is given.
    var masks: [Mask] {
        Self.schema.everything.compactMap { $0.read(self) }.flatMap { value in
            value.mask.map { [$0] } ?? value.expression?.masks ?? []
        }
    }

    /// The pictures that it is given, but for those of its masks.
    var pictures: [PictureReference] {
        Self.schema.everything.compactMap { $0.read(self) }.flatMap { value in
            value.picture.map { [$0] } ?? value.list(\.picture) ?? value.expression?.pictures ?? []
        }
    }

    /// Whether both are the same word with the same values.
    fileprivate func isSame(as other: any DreamWord) -> Bool { (other as? Self) == self }
}

/// A value that is one word of a family: any mask, any optimizer.
///
/// Two are equal where they are the same word with the same values.
package protocol WordFamily: Hashable, Sendable, CustomStringConvertible {
    /// Every word of the family, in the order of the reference.
    static var words: [any DreamWord.Type] { get }

    /// What it is.
    var anyWord: any DreamWord { get }

    /// Nil for a word of another family.
    init?(anyWord: any DreamWord)
}

extension WordFamily {
    /// Whether both are the same word with the same values.
    public static func == (left: Self, right: Self) -> Bool { left.anyWord.isSame(as: right.anyWord) }
    /// By the word and its values.
    public func hash(into hasher: inout Hasher) { anyWord.hash(into: &hasher) }
    /// As the word tells itself.
    public var description: String { anyWord.description }

    /// The names of those that have no options that must be given: such a word may stand for itself.
    package static var names: [String] {
        words.filter { $0.facts.options.allSatisfy { !$0.isRequired } }.map { $0.name }
    }

    /// A word by its name, with some of its options given.
    package init?(named name: String, _ values: [String: WordValue] = [:]) {
        guard let type = Self.words.first(where: { $0.name == name }) else { return nil }
        self.init(anyWord: type.make(values))
    }

    /// A word that there is.
    package init(_ name: String, _ values: [String: WordValue] = [:]) {
        guard let word = Self(named: name, values) else { preconditionFailure("there is no word '\(name)'") }
        self = word
    }
}
