import Tensors

/// The token of a vision transformer that stands for the whole picture: the first one of a line, before the patches.
extension Network {
    /// The line of tokens whose first is a class token: the one that a layer shows, or the last that there is.
    /// - Parameter layer: any name that `node(named:)` takes.
    /// - Throws: `NetworkError`.
    public func classTokenLine(at layer: String? = nil) throws -> Graph.NodeID {
        let lines = graph.nodes.indices.filter { graph.tokensBefore($0) > 0 }
        guard let layer else {
            guard let last = lines.last else { throw NetworkError.noClassToken(network: manifest.name, layer: nil) }
            return last
        }
        let node = try node(named: layer)
        guard let line = lines.contains(node) ? node : graph.line(shownBy: node), lines.contains(line) else {
            throw NetworkError.noClassToken(
                network: lines.isEmpty ? manifest.name : "", layer: graph.nodes[node].name)
        }
        return line
    }
}

extension Graph {
    /// How many tokens of the network's own stand before the patches of a line that a layer shows; 0 for anything else.
    fileprivate func tokensBefore(_ line: NodeID) -> Int {
        guard isShownLine(line), case .picture(let after)? = (nodes[line + 1].operation as? TokenSelection)?.choice
        else { return 0 }
        return after
    }

    /// The graph with the first token of a line, `[1, channels, 1, 1]`, in a node of its own.
    public func addingFirstToken(of line: NodeID) -> (graph: Graph, node: NodeID) {
        let name = nodes[line].name + ":first"
        if let known = nodes.firstIndex(where: { $0.name == name }) { return (self, known) }
        let token = Node(name: name, operation: .tokenSelection(.fromStart(first: 0, count: 1)), inputs: [line])
        return (Graph(nodes: nodes + [token], closed: closed), nodes.count)
    }
}
