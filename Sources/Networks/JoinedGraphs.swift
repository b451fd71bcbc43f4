import Tensors

/// Two networks that look at one picture, as one graph: whatever runs, cuts up and bounds a graph does so for both.
extension Graph {
    /// This graph, and behind it another one, whose input is made of this one's: node n of the other is node `start` + n, and is called
    /// `name:` and what it was called there.
    ///
    /// - Parameters:
    ///   - own: how pictures become this graph's input.
    ///   - wanted: how they become the other's.
    public func joined(
        with other: Graph, named name: String, from own: Manifest.Preprocessing, to wanted: Manifest.Preprocessing
    ) -> (graph: Graph, start: NodeID) {
        let start = nodes.count
        var more: [Node] = []
        for (index, old) in other.nodes.enumerated() {
            var node = old
            node.name = "\(name):\(old.name)"
            node.otherNames = old.otherNames.map { "\(name):\($0)" }
            node.inputs = old.inputs.map { $0 + start }
            if index == 0 {
                node.operation = .convolution(Graph.input(wanted, from: own))
                node.inputs = [0]
            }
            more.append(node)
        }
        return (Graph(nodes: nodes + more, closed: closed), start)
    }

    /// The input of one network as that of another takes it: v of x = (v·range/255 − mean)/deviation, and then x of v.
    private static func input(_ wanted: Manifest.Preprocessing, from own: Manifest.Preprocessing) -> Convolution {
        let turns = wanted.channelOrder != own.channelOrder
        var weights = Tensor.zeros(Shape([3, 3, 1, 1]))
        var bias: [Float] = []
        for plane in 0..<3 {
            let source = turns ? 2 - plane : plane
            let scale = wanted.range / own.range
            weights.values[3 * plane + source] = scale * own.deviation[source] / wanted.deviation[plane]
            bias.append((own.mean[source] * scale - wanted.mean[plane]) / wanted.deviation[plane])
        }
        return Convolution(weights: weights, bias: bias, window: Window(kernel: Extent(1)))
    }
}
