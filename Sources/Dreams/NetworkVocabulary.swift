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
