/// What enters an activation function, for dreams that a silent unit must not stop.
extension Graph {
    /// The node that holds what enters `node`'s activation function, in a graph that has it.
    ///
    /// For a ReLU or a clip that is its input; for a concatenation, the concatenation of what enters the activation
    /// functions of its members, which is appended as a new node (`fire8/concat:pre`); any other node is its own.
    public func addingPreActivation(of node: NodeID) -> (graph: Graph, node: NodeID) {
        if nodes[node].operation is any ActivationFunction { return (self, nodes[node].inputs[0]) }
        if let line = line(shownBy: node), nodes[line].operation is any ActivationFunction {
            return (self, shown(nodes[line].inputs[0]))
        }
        guard nodes[node].operation is Concatenation else { return (self, node) }
        var graph = self
        var members: [NodeID] = []
        for input in nodes[node].inputs {
            let (grown, member) = graph.addingPreActivation(of: input)
            graph = grown
            members.append(member)
        }
        guard members != nodes[node].inputs else { return (self, node) }
        let name = nodes[node].name + ":pre"
        if let known = graph.nodes.firstIndex(where: { $0.name == name }) { return (graph, known) }
        let appended = Node(name: name, operation: .concatenation, inputs: members)
        return (Graph(nodes: graph.nodes + [appended]), graph.nodes.count)
    }
}
