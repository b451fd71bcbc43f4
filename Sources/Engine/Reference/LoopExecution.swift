import Networks
import Tensors

/// Every operator by its own plain loops, over what a backend's memory holds: all that the reference does, and what stands in where a
/// backend supports nothing.
final class LoopExecution: Execution {
    /// The layers that `forward` returns.
    let outputs: [Graph.NodeID]

    private let backend: any Backend
    private let steps: [Differentiation.Step]
    /// By node; nil for what the outputs do not need.
    private let shapes: [Shape?]
    private let input: Shape
    private var computed: Differentiation?

    /// Makes `graph` ready for inputs of this size, as far as `outputs` need it.
    /// - Throws: `NetworkError` naming the layer that has no room.
    init(graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], on backend: any Backend) throws {
        self.outputs = outputs
        self.backend = backend
        let all = try graph.shapes(height: height, width: width, for: outputs)
        let needed = Set(graph.computed(for: outputs)).union([0])
        input = all[0]
        shapes = all.indices.map { needed.contains($0) ? all[$0] : nil }
        steps = graph.nodes.indices.map { node in
            Differentiation.Step(
                node == 0 ? nil : graph.nodes[node].operation, graph.nodes[node].operands, varies: true)
        }
    }

    func buffer(_ shape: Shape) throws -> any Buffer { try backend.buffer(shape) }

    /// Computes the outputs for `input`, `[1, C, H, W]`.
    func forward(_ input: any Buffer) throws -> [Graph.NodeID: any Buffer] {
        try EngineError.check(input: input.shape, is: self.input)
        let picture = try input.read()
        let computed = Differentiation(steps, shapes: shapes) { _ in picture }
        self.computed = computed
        return try outputs.reduce(into: [:]) { results, node in
            results[node] = try computed.values[node].map(filled)
        }
    }

    /// The gradient with respect to the last input.
    func gradient(_ seeds: [Graph.NodeID: any Buffer]) throws -> any Buffer {
        for (node, seed) in seeds {
            guard outputs.contains(node) else { throw EngineError.notAnOutput(node: node) }
            if let shape = shapes[node] { try EngineError.check(seed: seed.shape, is: shape) }
        }
        return try filled(computed?.gradients(try seeds.mapValues { try $0.read() })[0] ?? .zeros(input))
    }

    private func filled(_ tensor: Tensor) throws -> any Buffer {
        let buffer = try buffer(tensor.shape)
        try buffer.write(tensor)
        return buffer
    }
}
