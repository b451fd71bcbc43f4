public import Networks
public import Tensors

/// The reference backend: every layer as plain loops over planar tensors, summed in double precision.
public final class ReferenceExecution: Execution {
    /// The layers that `forward` returns.
    public let outputs: [Graph.NodeID]

    private let graph: Graph
    private let shapes: [Shape]
    private let needed: [Graph.NodeID]
    private var activations: [Graph.NodeID: Tensor] = [:]

    /// Makes `graph` ready for inputs of this size, as far as `outputs` need it.
    /// - Throws: `NetworkError` naming the layer that has no room.
    public init(graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]) throws {
        self.graph = graph
        self.outputs = outputs
        shapes = try graph.shapes(height: height, width: width, for: outputs)
        needed = graph.computed(for: outputs)
    }

    /// Computes the outputs for `input`, `[1, C, H, W]`.
    public func forward(_ input: Tensor) throws -> [Graph.NodeID: Tensor] {
        try EngineError.check(input: input.shape, is: shapes[0])
        activations = [0: input]
        for node in needed {
            guard let layer = layer(of: node) else { continue }
            activations[node] = layer.forward(operands(of: node))
        }
        return activations.filter { outputs.contains($0.key) }
    }

    /// The gradient with respect to the last input.
    public func gradient(_ seeds: [Graph.NodeID: Tensor]) throws -> Tensor {
        var gradients: [Graph.NodeID: Tensor] = [:]
        for (node, seed) in seeds {
            guard outputs.contains(node) else { throw EngineError.notAnOutput(node: node) }
            try EngineError.check(seed: seed.shape, is: shapes[node])
            gradients[node] = seed
        }
        for node in needed.reversed() {
            guard let layer = layer(of: node), let seed = gradients[node],
                let output = activations[node]
            else { continue }
            let shares = layer.backward(seed, inputs: operands(of: node), output: output)
            for (input, share) in zip(graph.nodes[node].operands, shares) {
                if gradients[input]?.add(share) == nil { gradients[input] = share }
            }
        }
        return gradients[0] ?? .zeros(shapes[0])
    }

    private func operands(of node: Graph.NodeID) -> [Tensor] {
        graph.nodes[node].operands.compactMap { activations[$0] }
    }

    private func layer(of node: Graph.NodeID) -> (any ReferenceLayer)? {
        graph.nodes[node].operation.settled(to: shapes[node]).referenceLayer
    }
}
