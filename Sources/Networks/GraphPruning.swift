extension Graph {
    /// The nodes that no node reads.
    var ends: [NodeID] {
        let counts = readerCounts
        return nodes.indices.filter { counts[$0] == 0 }
    }

    /// By node: how many inputs of other nodes it is.
    var readerCounts: [Int] {
        var counts = [Int](repeating: 0, count: nodes.count)
        for node in nodes { for input in node.inputs { counts[input] += 1 } }
        return counts
    }

    /// Without the nodes that `ends` do not need; the input stays.
    func keeping(_ ends: [NodeID]) -> Graph {
        let living = Set(ancestors(of: ends)).union([0]).sorted()
        guard living.count < nodes.count else { return self }
        var places = [NodeID](repeating: 0, count: nodes.count)
        for (place, old) in living.enumerated() { places[old] = place }
        return Graph(
            nodes: living.map { old in
                var node = nodes[old]
                node.inputs = node.inputs.map { places[$0] }
                return node
            }, closed: closed)
    }
}
