import Wording

/// `If`: one of two graphs, as a condition says. PyTorch's exporters write it where a program asks for a size.
///
/// Where the picture has no part in the condition, the graph that it chooses is read as if its nodes stood there. They may read whatever
/// stands before them.
enum ONNXBranches {
    /// The nodes, where those within others, and what they give out, have names that no one else has: their node's, and which of its graphs it is,
    /// in front. What such a graph gives out is handed to its node's outputs by an `Identity` each.
    static func naming(_ nodes: [ONNX_Node]) -> [ONNX_Node] {
        nodes.map { node in
            guard node.attribute.contains(where: \.hasG) else { return node }
            var node = node
            for index in node.attribute.indices where node.attribute[index].hasG {
                node.attribute[index].g = named(node.attribute[index], of: node)
            }
            return node
        }
    }

    private static func named(_ attribute: ONNX_Attribute, of owner: ONNX_Node) -> ONNX_Graph {
        var graph = attribute.g
        let inside = Set(graph.node.flatMap(\.output) + graph.initializer.map(\.name)).subtracting([""])
        func own(_ tensor: String) -> String {
            inside.contains(tensor) ? "\(owner.output.first ?? owner.name)/\(attribute.name)/\(tensor)" : tensor
        }
        let place = "\(ONNXNodeReader(node: owner).name)/\(attribute.name)/"
        for index in graph.node.indices {
            graph.node[index].name = place + ONNXNodeReader(node: graph.node[index]).name
        }
        for index in graph.initializer.indices { graph.initializer[index].name = own(graph.initializer[index].name) }
        graph.node = renamed(graph.node, own)
        for (output, inner) in zip(owner.output, graph.output.map(\.name)) {
            var handing = ONNX_Node()
            (handing.opType, handing.name) = ("Identity", place + output)
            (handing.input, handing.output) = ([own(inner)], [output])
            graph.node.append(handing)
        }
        graph.output = []
        graph.node = naming(graph.node)
        return graph
    }

    /// Nodes, and those within them, that call tensors otherwise. What a graph within them names itself hides what has that name outside.
    private static func renamed(_ nodes: [ONNX_Node], _ own: (String) -> String) -> [ONNX_Node] {
        nodes.map { node in
            var node = node
            node.input = node.input.map(own)
            node.output = node.output.map(own)
            for index in node.attribute.indices where node.attribute[index].hasG {
                let graph = node.attribute[index].g
                let hidden = Set(graph.node.flatMap(\.output) + graph.initializer.map(\.name))
                node.attribute[index].g.node = renamed(graph.node) { hidden.contains($0) ? $0 : own($0) }
                for output in graph.output.indices where !hidden.contains(graph.output[output].name) {
                    node.attribute[index].g.output[output].name = own(graph.output[output].name)
                }
            }
            return node
        }
    }

    /// The nodes, and all that are within them.
    static func all(_ nodes: [ONNX_Node]) -> [ONNX_Node] {
        nodes.flatMap { node in [node] + node.attribute.flatMap { $0.hasG ? all($0.g.node) : [] } }
    }
}

extension ONNXOperator {
    /// Graphs within the graph.
    static let branches: [String: Reading] = ["If": branch]

    private static let branch: Reading = { reader, graph in
        guard graph.isConstant(0, of: reader) else {
            throw reader.error("which of its two graphs is computed depends on the picture")
        }
        let condition = try graph.requiredConstant(0, of: reader).scalar(for: reader)
        let name = condition != 0 ? "then_branch" : "else_branch"
        guard let chosen = reader.graph(name) else { throw reader.error("it has no \(name)") }
        guard chosen.input.isEmpty else { throw reader.error("its \(name) has inputs of its own") }
        try graph.read(chosen, inPlaceOf: reader)
    }
}
