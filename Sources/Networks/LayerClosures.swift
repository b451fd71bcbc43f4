/// What of a file cannot be computed, as it is found while reading.
struct LayerClosures {
    /// Where the way to what a layer gives out ends.
    private var ends: [String: ClosedLayer.End] = [:]
    private var layers: [(layer: ClosedLayer, reads: [Graph.NodeID])] = []
    /// What was said of the first layer that cannot be computed.
    private(set) var first: NetworkError?

    /// The activations that layers read which cannot be computed: the last that can.
    var frontier: [Graph.NodeID] { layers.flatMap(\.reads) }

    /// Whether it cannot be computed.
    func holds(_ tensor: String) -> Bool { ends[tensor] != nil }

    /// Where the way to any of these ends; nil where they all can be computed.
    func end(of tensors: [String]) -> ClosedLayer.End? { tensors.lazy.compactMap { ends[$0] }.first }

    /// What comes from outside, and is no part of the picture.
    mutating func close(_ tensor: String, _ end: ClosedLayer.End) { ends[tensor] = end }

    /// A layer that cannot be computed, and with it all that reads what it gives out.
    /// - Parameters:
    ///   - outputs: what it gives out.
    ///   - reads: the activations that it reads.
    ///   - error: what was said of it, where it is not behind another.
    mutating func close(
        _ name: String, _ operation: String, giving outputs: [String], reading reads: [Graph.NodeID],
        _ end: ClosedLayer.End, error: NetworkError? = nil
    ) {
        first = first ?? error
        let names = outputs.filter { !$0.isEmpty }
        for output in names { ends[output] = end }
        let layer = ClosedLayer(
            name: name, otherNames: names.filter { $0 != name }, operation: operation, reads: [], end: end)
        layers.append((layer, reads))
    }

    /// The layers, those that they read being named as they are called in the end.
    func layers(_ nodes: [Graph.Node]) -> [ClosedLayer] {
        layers.map { layer, reads in
            var layer = layer
            layer.reads = reads.map { nodes[$0].name }
            return layer
        }
    }

    /// What is left of a graph without them: what leads to `ends`, and to what they read.
    /// - Throws: what was said of the first, where nothing that computes anything is left.
    func reached(of graph: Graph, _ ends: [Graph.NodeID]) throws -> Graph {
        let reached = graph.keeping(ends)
        guard !reached.computesSomething, let layer = graph.closed.first else { return reached }
        throw first
            ?? NetworkError.node(name: layer.end.name, operation: layer.end.operation, problem: layer.end.problem)
    }
}
