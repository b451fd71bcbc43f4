package import Engine
package import Networks
package import Tensors

extension BatchStatistics {
    /// What layers are like over some pictures: for a network whose file tells of none, and for pictures of another kind than it was trained on.
    ///
    /// The layers are those that its file tells of, or its convolutions.
    /// - Parameters:
    ///   - end: nothing that lies beside or behind the way to it is counted.
    ///   - count: of the pictures.
    ///   - levels: one of them, `[1, 3, H, W]`, of levels.
    /// - Throws: `EngineError`, `NetworkError`, and what `levels` throws.
    package init(
        measuring network: Network, before end: Graph.NodeID, at size: Extent, over count: Int,
        backend: any Backend = Backends.fast, _ levels: (Int) throws -> Tensor
    ) throws {
        let graph = network.graph
        let nodes =
            BatchStatistics(of: graph, before: end)?.layers.map(\.node) ?? graph.convolutions(before: end, at: size)
        let run = try backend.prepare(graph, height: size.height, width: size.width, outputs: nodes)
        var sums: [Graph.NodeID: ChannelSums] = [:]
        for index in 0..<count {
            let input = network.manifest.preprocessing.networkInput(fromLevels: try levels(index))
            for (node, x) in try run.forward(input) {
                let own = ChannelSums(of: x)
                if sums[node]?.add(own) == nil { sums[node] = own }
            }
        }
        self.init(
            nodes.compactMap { node in
                guard let moments = sums[node]?.moments else { return nil }
                return Layer(
                    node: node, means: moments.means.map(Float.init), variances: moments.variances.map(Float.init))
            })
    }
}

extension Graph {
    /// The convolutions on the way to a node that see more than one position, and are no change of colours.
    fileprivate func convolutions(before end: NodeID, at size: Extent) -> [NodeID] {
        let facts = factsWhereTheyFit(height: size.height, width: size.width)
        return computed(for: [end]).filter { node in
            guard node != end, nodes[node].operation is Convolution, let shape = facts[node]?.shape else {
                return false
            }
            return shape.area > 1 && !(isGrey && nodes[node].inputs == [0])
        }
    }
}
