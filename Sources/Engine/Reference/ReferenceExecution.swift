public import Networks
public import Tensors

/// The reference backend: every operator by its own plain loops over planar tensors.
public final class ReferenceExecution: Execution {
    /// The layers that `forward` returns.
    public let outputs: [Graph.NodeID]

    private let steps: [Differentiation.Step]
    /// By node; nil for what the outputs do not need.
    private let shapes: [Shape?]
    private let input: Shape
    private var computed: Differentiation?

    /// Makes `graph` ready for inputs of this size, as far as `outputs` need it.
    /// - Throws: `NetworkError` naming the layer that has no room.
    public init(graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]) throws {
        self.outputs = outputs
        let all = try graph.shapes(height: height, width: width, for: outputs)
        let needed = Set(graph.computed(for: outputs)).union([0])
        input = all[0]
        shapes = all.indices.map { needed.contains($0) ? all[$0] : nil }
        steps = graph.nodes.indices.map { node in
            Differentiation.Step(
                node == 0 ? nil : graph.nodes[node].operation, graph.nodes[node].operands, varies: true)
        }
    }

    /// Computes the outputs for `input`, `[1, C, H, W]`.
    public func forward(_ input: Tensor) throws -> [Graph.NodeID: Tensor] {
        try EngineError.check(input: input.shape, is: self.input)
        let computed = Differentiation(steps, shapes: shapes) { _ in input }
        self.computed = computed
        return outputs.reduce(into: [:]) { $0[$1] = computed.values[$1] }
    }

    /// The gradient with respect to the last input.
    public func gradient(_ seeds: [Graph.NodeID: Tensor]) throws -> Tensor {
        for (node, seed) in seeds {
            guard outputs.contains(node) else { throw EngineError.notAnOutput(node: node) }
            if let shape = shapes[node] { try EngineError.check(seed: seed.shape, is: shape) }
        }
        return computed?.gradients(seeds)[0] ?? .zeros(input)
    }
}
