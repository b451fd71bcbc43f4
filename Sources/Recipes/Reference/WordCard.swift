/// A word of the language as plain values, for editors that complete and explain it.
///
///     let cards = try LanguageReference().cards
///     cards.first { $0.title == "r.stage" }?.options.map(\.name)
public struct WordCard: Codable, Hashable, Sendable {
    /// One option, or one of a table within one: `octaves.count`.
    public struct Option: Codable, Hashable, Sendable {
        /// As a script writes it.
        public let name: String
        /// What it takes, with its unit.
        public let takes: String
        /// What holds when it is left out.
        public let fallback: String
        /// One line.
        public let about: String
    }

    /// As it is called: `r.stage`, `tensor:channel`, `net:at`.
    public let title: String
    /// What it belongs to, for people.
    public let group: String
    /// One line.
    public let about: String
    /// How it is called, with what may be left unnamed.
    public let signature: String
    /// What it makes.
    public let gives: String
    /// A line of Lua.
    public let example: String
    /// In order.
    public let options: [Option]
    /// The name of the picture that shows it; nil where none does.
    public let picture: String?
}

extension LanguageReference {
    /// Every word.
    public var cards: [WordCard] {
        groups.flatMap { group in group.words.map { WordCard($0, group: group.title) } }
    }
}

extension WordCard {
    fileprivate init(_ word: Word, group: String) {
        self.init(
            title: word.title, group: group, about: word.about, signature: word.signature, gives: word.gives.noun,
            example: word.example, options: WordCard.options(word.options, prefix: ""), picture: word.sketch?.name)
    }

    private static func options(_ options: [Recipes.Option], prefix: String) -> [Option] {
        options.flatMap { option -> [Option] in
            let name = prefix + option.name
            let own = Option(name: name, takes: option.takes, fallback: option.fallback, about: option.about)
            if case .options(let inner) = option.kind { return [own] + self.options(inner, prefix: name + ".") }
            return [own]
        }
    }
}
