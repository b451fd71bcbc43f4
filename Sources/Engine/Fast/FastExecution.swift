public import Networks
public import Tensors

/// The fast backend: oneDNN and our own kernels over blocked activations.
///
/// Forward keeps only what backward needs: the clipped outputs, as masks, and which tap won each window of a max pool.
/// Backward lets go of each as soon as it is used. Buffers are recycled, so that a step after the first allocates
/// nothing but the tensors it returns.
public final class FastExecution: Execution {
    /// The layers that `forward` returns.
    public let outputs: [Graph.NodeID]

    private let plan: FastPlan
    private let pool = BufferPool()
    private var blocks: [Block?]

    /// Makes `graph` ready for inputs of this size, as far as `outputs` need it.
    /// - Throws: `NetworkError` or `EngineError` naming the layer that does not fit or cannot be computed.
    public init(graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]) throws {
        self.outputs = outputs
        self.plan = try FastPlan(graph: graph, height: height, width: width, outputs: outputs)
        self.blocks = Array(repeating: nil, count: plan.shapes.count)
    }

    /// Computes the outputs for `input`, `[1, C, H, W]`.
    public func forward(_ input: Tensor) throws -> [Graph.NodeID: Tensor] {
        try EngineError.check(input: input.shape, is: plan.shapes[0])
        blocks = Array(repeating: nil, count: plan.shapes.count)
        blocks[0] = Block(input, isPlanar: true, from: pool)
        var results: [Graph.NodeID: Tensor] = plan.outputs.values.contains(0) ? [0: input] : [:]
        for (step, releases) in zip(plan.steps, plan.releases) {
            let output = block(of: step.output)
            try step.layer.forward(step.inputs.map { block(of: $0) }, into: output)
            for (node, value) in plan.outputs where value == step.output { results[node] = output.tensor }
            for value in releases { blocks[value] = nil }
        }
        return results
    }

    /// The gradient with respect to the last input.
    public func gradient(_ seeds: [Graph.NodeID: Tensor]) throws -> Tensor {
        var shares = [[Contribution]](repeating: [], count: plan.shapes.count)
        for (node, seed) in seeds {
            guard let value = plan.outputs[node] else { throw EngineError.notAnOutput(node: node) }
            try EngineError.check(seed: seed.shape, is: plan.shapes[value])
            let block = Block(seed, isPlanar: value == 0, from: pool)
            shares[value].append(Contribution(block: block, exclusive: true))
        }
        for step in plan.steps.reversed() {
            let gradient = join(exchange(&shares[step.output], with: []), clip: step.clip, output: step.output)
            guard let gradient else { continue }
            for (input, share) in zip(step.inputs, try step.layer.backward(gradient, pool: pool)) {
                shares[input].append(share)
            }
        }
        guard let whole = join(shares[0], clip: nil, output: 0) else { return .zeros(plan.shapes[0]) }
        return whole.tensor
    }
}

// MARK: - Blocks

extension FastExecution {
    /// The block of a value, made when it is first asked for; a member of a concatenation is a slice of the whole.
    private func block(of value: FastPlan.ValueID) -> Block {
        if let block = blocks[value] { return block }
        let shape = plan.shapes[value]
        let made =
            plan.homes[value].map { block(of: $0.whole).slice(from: $0.firstChannel, count: shape.channels) }
            ?? Block(shape, from: pool)
        blocks[value] = made
        return made
    }

    /// The sum of all shares, where the clip lets it through; nil when there are none.
    private func join(
        _ shares: [Contribution], clip: ClosedRange<Float>?, output value: FastPlan.ValueID
    ) -> Block? {
        guard let first = shares.first else { return nil }
        if shares.count == 1, clip == nil { return first.block }
        let sum =
            shares.first(where: \.exclusive)?.block
            ?? Block(first.block.shape, isPlanar: first.block.isPlanar, from: pool)
        if let clip, let output = blocks[value] {
            sum.join(shares.map(\.block), where: output, isInside: clip)
            blocks[value] = nil
        } else {
            sum.join(shares.map(\.block))
        }
        return sum
    }
}

private func exchange<Value>(_ variable: inout Value, with replacement: Value) -> Value {
    defer { variable = replacement }
    return variable
}
