/// Networks whose silent units can be woken.
extension Graph {
    /// The same network, whose ReLUs and clips pass a gradient that would wake them where they all are silent.
    ///
    /// Forward it computes the same; it is a little slower, since these layers are computed by themselves.
    public var redirected: Graph {
        Graph(
            nodes: nodes.map { node in
                var node = node
                if let clip = node.operation as? Clip { node.operation = RedirectedClip(clip) }
                return node
            })
    }
}
