/// The names that a preset may use of a network: all that a script gets to know of it.
public struct NetworkVocabulary: Hashable, Sendable {
    /// The network's name.
    public var name: String
    /// Exact names and aliases of its layers, in the order of the graph.
    public var layers: [String]
    /// The names of its classes by index; a class may have synonyms, separated by commas. Empty when it knows none.
    public var classes: [String]

    /// A vocabulary from its parts.
    public init(name: String, layers: [String], classes: [String]) {
        self.name = name
        self.layers = layers
        self.classes = classes
    }
}

extension NetworkVocabulary {
    /// The index of a class by its name, by one of its synonyms, or by its number; case is free. Nil when there is none.
    public func classIndex(named name: String) -> Int? {
        if let number = Int(name) { return classes.indices.contains(number) ? number : nil }
        let folded = name.lowercased()
        return classes.firstIndex { $0.lowercased() == folded || NetworkVocabulary.synonyms(in: $0).contains(folded) }
    }

    /// Every name that a class goes by, for guesses.
    public var classNames: [String] { classes.flatMap { NetworkVocabulary.synonyms(in: $0) } }

    private static func synonyms(in names: String) -> [String] {
        names.lowercased().split(separator: ",").map { String($0.drop { $0 == " " }) }
    }
}
