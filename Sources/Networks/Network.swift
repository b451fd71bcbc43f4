/// A pretrained network: its graph, what its manifest says of it, and the names of its classes.
public struct Network: Sendable {
    /// Preprocessing, aliases, origin.
    public let manifest: Manifest
    /// What it computes.
    public let graph: Graph
    /// Class names by index, synonyms separated by commas; empty when it knows none.
    public let classes: [String]
    /// What makes vectors of texts; nil where nothing does.
    public let text: TextEncoder?

    /// A network from its parts.
    public init(manifest: Manifest, graph: Graph, classes: [String], text: TextEncoder? = nil) {
        self.manifest = manifest
        self.graph = graph
        self.classes = classes
        self.text = text
    }
}
