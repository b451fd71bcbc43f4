import Tensors

// Who reads a network reads its operators, too.
@_exported public import Operators

/// A network as data: nodes in an order in which every input comes before its reader.
///
///     let fire8 = try network.node(named: "fire8")
///     graph.shapes(height: 600, width: 1024)[fire8]   // 1×512×36×63
public struct Graph: Sendable {
    /// The place of a node in `nodes`.
    public typealias NodeID = Int

    /// One step of the computation.
    public struct Node: Sendable {
        /// The node's name in the file it came from; unique within the graph.
        public var name: String
        /// Other exact names of the same activation: the tensor names of the file.
        public var otherNames: [String]
        /// What is computed.
        public var operation: any Operator
        /// Where the operands come from, in order.
        public var inputs: [NodeID]
        /// What the activation was like in training, where a batch normalization that was folded away knew it.
        public var statistics: ChannelStatistics?
        /// The size of the picture that alone it is known for: it holds numbers that follow from that size. Nil for what holds at every
        /// size.
        public var onlyAt: Extent?
        /// What makes it for other sizes; nil where the file does not say what it would be there.
        var sized: Sized?

        /// A node from its parts.
        public init(name: String, otherNames: [String] = [], operation: any Operator, inputs: [NodeID]) {
            self.name = name
            self.otherNames = otherNames
            self.operation = operation
            self.inputs = inputs
        }

        /// The inputs whose numbers are read, and not only their sizes.
        public var operands: [NodeID] {
            inputs.indices.filter { operation.readsNumbers(ofInput: $0) }.map { inputs[$0] }
        }
    }

    /// Mean and deviation of each channel over the training data: a prior for pictures (Yin et al., "Dreaming to
    /// distill", 2020).
    public struct ChannelStatistics: Hashable, Sendable {
        /// One number a channel.
        public var means: [Float]
        /// One number a channel, none below 0.
        public var deviations: [Float]
    }

    /// Topologically ordered; `nodes[0]` is the input, the only one.
    public let nodes: [Node]
    /// The layers of the file that it goes without, in order.
    public let closed: [ClosedLayer]

    /// A graph of nodes that are in order, `nodes[0]` being the input.
    public init(nodes: [Node], closed: [ClosedLayer] = []) {
        precondition(
            nodes.indices.allSatisfy { i in nodes[i].inputs.allSatisfy { $0 >= 0 && $0 < i } },
            "a node reads one that comes after it")
        self.nodes = nodes
        self.closed = closed
    }

    /// What the convolutions' weights take.
    public var weightBytes: Int {
        nodes.reduce(0) { $0 + 4 * (($1.operation as? Convolution)?.weights.values.count ?? 0) }
    }

    /// The channels that the network's input has: 3 for colour.
    public var inputChannels: Int {
        guard let input = nodes[0].operation as? Input else { preconditionFailure("node 0 is the input") }
        return input.channels
    }
}
