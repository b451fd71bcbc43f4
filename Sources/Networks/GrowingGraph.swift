import Tensors

/// A graph that a reader appends to, node by node, with the shapes at the size the model is read for.
struct GrowingGraph {
    private(set) var nodes: [Graph.Node] = []
    /// By node.
    private(set) var shapes: [Shape] = []
    /// The names of nodes and of activations.
    var names = GraphNames()
    /// What the nodes may yet hold.
    var room: GraphRoom
    /// What may yet be computed.
    private var work: ReadingWork

    /// A graph that has its input.
    /// - Parameter fileBytes: the size of the files that it is read from.
    init(input: String, shape: Shape, fileBytes: Int) {
        room = GraphRoom(fileBytes: fileBytes)
        work = ReadingWork(fileBytes: fileBytes)
        nodes = [
            Graph.Node(name: names.unique(input), operation: .input(channels: shape.channels), inputs: [])
        ]
        shapes = [shape]
    }

    /// Appends a node whose name is free; `error` makes one about the layer of the file that it comes from.
    mutating func append(_ node: Graph.Node, error: (String) -> NetworkError) throws -> Graph.NodeID {
        let shape: Shape
        do {
            shape = try node.shape(
                from: node.inputs.map { shapes[$0] }, pictureHeight: shapes[0].height, pictureWidth: shapes[0].width)
        } catch NetworkError.tooSmall {
            throw error(
                "it has no room for its input of \(node.inputs.map { "\(shapes[$0])" }.joined(separator: ", "))")
        }
        guard shape.channels <= 1 << 20, shape.height <= 1 << 16, shape.width <= 1 << 16, shape.count <= 1 << 31 else {
            throw error("its output of \(shape) is larger than any that is supported")
        }
        guard room.take(node.operation.bytes) else { throw error(room.exceeded).refusingTheFile }
        try spend(64 + shape.channels + node.operation.bytes / 4, error: error)
        nodes.append(node)
        shapes.append(shape)
        return nodes.count - 1
    }

    /// Takes the nodes from `first` on back.
    mutating func drop(from first: Graph.NodeID) {
        nodes.removeSubrange(first...)
        shapes.removeSubrange(first...)
    }

    /// Spends the work of touching so many numbers.
    mutating func spend(_ numbers: Int, error: (String) -> NetworkError) throws {
        guard work.spend(numbers) else { throw error(ReadingWork.exceeded).refusingTheFile }
    }

    /// Whether there is as much work left, which is then spent.
    mutating func canSpend(_ numbers: Int) -> Bool { work.spend(numbers) }

    /// A node is known only for pictures of the size that the model is read for.
    mutating func pin(_ node: Graph.NodeID) {
        nodes[node].onlyAt = Extent(height: shapes[0].height, width: shapes[0].width)
    }

    /// Gives a node another name; nothing when a node has it already.
    mutating func alsoCall(_ node: Graph.NodeID, _ name: String) {
        if names.take(name) { nodes[node].otherNames.append(name) }
    }

    /// Gives a node a name of its own instead of the one it has, which stays taken.
    mutating func rename(_ node: Graph.NodeID, _ name: String) { nodes[node].name = names.unique(name) }

    /// What `scale[c]·x + shift[c]` of a convolution's output is part of the convolution.
    mutating func fold(
        _ scale: [Float], _ shift: [Float], into node: Graph.NodeID, error: (String) -> NetworkError
    ) throws {
        guard let convolution = nodes[node].operation as? Convolution else { return }
        try spend(convolution.weights.values.count + convolution.bias.count, error: error)
        nodes[node].operation = convolution.followed(byScale: scale, shift: shift)
        guard let statistics = nodes[node].statistics else { return }
        nodes[node].statistics = Graph.ChannelStatistics(
            means: zip(statistics.means, zip(scale, shift)).map { $0 * $1.0 + $1.1 },
            deviations: zip(statistics.deviations, scale).map { $0 * abs($1) })
    }

    /// What a node was like in training.
    mutating func setStatistics(_ statistics: Graph.ChannelStatistics, of node: Graph.NodeID) {
        nodes[node].statistics = statistics
    }

    /// Of several ends of a graph, the one that the most nodes lead to: the classifier, not the auxiliary ones of a model in
    /// training.
    static func main(of ends: [Int], ancestorCount: (Int) -> Int) -> Int? {
        ends.map { (end: $0, count: ancestorCount($0)) }.max { $0.count < $1.count }?.end
    }
}
