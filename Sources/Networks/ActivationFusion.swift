import Tensors

extension Graph {
    /// The graph with the activations that exporters take apart put together again.
    ///
    /// x·σ(x) is swish; x·σ(1.702·x) is CLIP's GELU; ½·x·(1 + erf(x/√2)) is GELU; x·clip(x/6 + ½, 0, 1) is hard swish. What nobody reads any more is
    /// left out.
    func fusingActivations() -> Graph {
        let readers = readerCounts
        var fused = nodes
        for index in nodes.indices {
            guard let (activation, x) = activation(at: index, readers: readers) else { continue }
            fused[index].operation = activation
            fused[index].inputs = [x]
        }
        return Graph(nodes: fused, closed: closed).keeping(ends)
    }

    /// The activation that ends at a node, and what enters it.
    private func activation(at node: NodeID, readers: [Int]) -> (any ElementFunction, NodeID)? {
        if nodes[node].operation as? Arithmetic == .multiply {
            let (a, b) = (nodes[node].inputs[0], nodes[node].inputs[1])
            for (factor, gate) in [(a, b), (b, a)] where readers[gate] == 1 {
                if nodes[gate].operation is Sigmoid, nodes[gate].inputs == [factor] {
                    return (Swish(), factor)
                }
                if nodes[gate].operation is Sigmoid,
                    nodes[nodes[gate].inputs[0]].isLine(of: factor, slope: QuickGelu.slope, shift: 0)
                {
                    return (QuickGelu(), factor)
                }
                if nodes[gate].operation as? Clip == .clip(lower: 0, upper: 1),
                    nodes[nodes[gate].inputs[0]].isLine(of: factor, slope: 1 / 6, shift: 0.5)
                {
                    return (HardSwish(), factor)
                }
                if let x = argumentOfBell(gate), nodes[factor].isLine(of: x, slope: 0.5, shift: 0) {
                    return (Gelu(), x)
                }
            }
        } else if nodes[node].operation is Convolution {
            let product = nodes[node].inputs[0]
            guard readers[product] == 1, nodes[product].operation as? Arithmetic == .multiply,
                nodes[node].isLine(of: product, slope: 0.5, shift: 0)
            else { return nil }
            let (a, b) = (nodes[product].inputs[0], nodes[product].inputs[1])
            if argumentOfBell(b) == a { return (Gelu(), a) }
            if argumentOfBell(a) == b { return (Gelu(), b) }
        }
        return nil
    }

    /// The x of a node that computes 1 + erf(x/√2).
    private func argumentOfBell(_ node: NodeID) -> NodeID? {
        guard let bell = nodes[node].inputs.first, nodes[node].isLine(of: bell, slope: 1, shift: 1),
            nodes[bell].operation is Erf
        else { return nil }
        let scaled = nodes[bell].inputs[0]
        guard let x = nodes[scaled].inputs.first else { return nil }
        return nodes[scaled].isLine(of: x, slope: Float(0.5).squareRoot(), shift: 0) ? x : nil
    }
}

extension Graph.Node {
    /// Whether the node computes slope·x + shift in every channel.
    func isLine(of x: Graph.NodeID, slope: Float, shift: Float) -> Bool {
        guard let line = operation as? Convolution, inputs == [x], line.groups == line.outputChannels,
            line.groups == line.inputChannels, line.window == Window(kernel: Extent(1))
        else { return false }
        return line.weights.values.allSatisfy { abs($0 - slope) < 1e-4 }
            && line.bias.allSatisfy { abs($0 - shift) < 1e-4 }
    }
}
