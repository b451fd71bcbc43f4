import Synchronization
import Tensors

/// What a file computes of the picture's size, computed anew for another size.
///
/// A file that leaves height and width open says how its positions, masks and cuts follow from them. A graph is read for one size, and holds
/// of these the numbers for that one (`Graph.Node.onlyAt`). For a picture of another size the file is read once more.
final class SizedReading: Sendable {
    /// What the file was read for.
    let own: Extent
    /// The graph as it was read.
    let nodes: [Graph.Node]

    /// So many sizes are remembered: those of a dream's octaves.
    private static let limit = 12

    private let read: @Sendable (Extent) throws -> Graph
    private let known = Mutex<[Extent: Graph]>([:])

    init(of graph: Graph, for own: Extent, _ read: @escaping @Sendable (Extent) throws -> Graph) {
        (nodes, self.own, self.read) = (graph.nodes, own, read)
    }

    /// The graph for pictures of a size; of the same weights it has those that are there already.
    /// - Throws: as the reader.
    func graph(for picture: Extent) throws -> Graph {
        try known.withLock { known in
            if let graph = known[picture] { return graph }
            let graph = try read(picture).sharingWeights(with: nodes)
            if known.count >= SizedReading.limit { known = [:] }
            known[picture] = graph
            return graph
        }
    }

    /// Whether a graph of the file has the same layers one by one, in their numbers alone different.
    func isLike(_ graph: Graph) -> Bool {
        nodes.count == graph.nodes.count
            && zip(nodes, graph.nodes).allSatisfy { $0.name == $1.name && $0.isLike($1) }
    }
}

extension Graph {
    /// The graph whose layers that follow the picture's size can be had for any: `read` reads the file for another one.
    func followingSize(_ read: @escaping @Sendable (Extent) throws -> Graph) -> Graph {
        guard let own = nodes.lazy.compactMap(\.onlyAt).first else { return self }
        let reading = SizedReading(of: self, for: own, read)
        var followed = nodes
        for node in nodes.indices { followed[node].sized = Node.Sized(reading: reading, place: node) }
        return Graph(nodes: followed, closed: closed)
    }

    /// The side of the pictures that layers of it are known for; nil where all are known at every size.
    public var knownSide: Int? { nodes.lazy.compactMap(\.onlyAt).first?.height }

    /// The same, with the weights of convolutions that others of the same name have.
    fileprivate func sharingWeights(with others: [Node]) -> Graph {
        let known = Dictionary(others.map { ($0.name, $0.operation as? Convolution) }) { first, _ in first }
        var shared = nodes
        for node in nodes.indices {
            guard let new = nodes[node].operation as? Convolution, var own = known[nodes[node].name] ?? nil,
                own.groups == new.groups, own.weights == new.weights, own.bias == new.bias
            else { continue }
            own.window = new.window
            shared[node].operation = own
        }
        return Graph(nodes: shared, closed: closed)
    }
}

extension Graph.Node {
    /// What makes it for other sizes.
    struct Sized: Sendable {
        let reading: SizedReading
        /// Its place in the graph that was read.
        let place: Graph.NodeID
    }

    /// Whether another does the same to the same.
    func isLike(_ other: Graph.Node) -> Bool {
        inputs == other.inputs && type(of: operation) == type(of: other.operation)
    }
}
