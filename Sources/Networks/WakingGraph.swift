/// Networks whose silent units can be woken.
extension Graph {
    /// The same network, whose ReLUs and clips pass a gradient that would wake them where they all are silent.
    ///
    /// Forward it computes the same; it is slower, since these layers keep their activations.
    public var waking: Graph {
        Graph(
            nodes: nodes.map { node in
                var node = node
                switch node.operation {
                case .relu: node.operation = .waking(lower: 0, upper: .infinity)
                case .clip(let lower, let upper): node.operation = .waking(lower: lower, upper: upper)
                default: break
                }
                return node
            })
    }
}
