import Tensors

extension Graph {
    /// The graph with the layer normalizations that exporters take apart put together again: (x − μ)/√(σ² + ε), then, where
    /// nobody else reads that, the scale and shift.
    /// - Parameter shapes: those of a graph at the size that it was read for.
    func fusingNormalizations(_ shapes: (Graph) throws -> [Shape]) rethrows -> Graph {
        let readers = readerCounts
        let candidates = nodes.indices.compactMap { index in
            normalization(at: index).map { (index, $0.x, $0.epsilon) }
        }
        guard !candidates.isEmpty else { return self }
        let shapes = try shapes(self)
        var fused = nodes
        for (index, x, epsilon) in candidates {
            let channels = shapes[x].channels
            fused[index].operation = ChannelNormalization(
                scale: [Float](repeating: 1, count: channels), shift: [Float](repeating: 0, count: channels),
                epsilon: epsilon)
            fused[index].inputs = [x]
        }
        for index in nodes.indices {
            guard let line = nodes[index].operation as? Convolution, let input = nodes[index].inputs.first,
                var normalization = fused[input].operation as? ChannelNormalization, readers[input] == 1,
                line.window == Window(kernel: .init(1)), line.groups == line.inputChannels,
                line.groups == line.outputChannels, normalization.scale.count == line.groups,
                normalization.scale.allSatisfy({ $0 == 1 }), normalization.shift.allSatisfy({ $0 == 0 })
            else { continue }
            normalization.scale = line.weights.values
            normalization.shift = line.bias
            fused[index].operation = normalization
            fused[index].inputs = fused[input].inputs
            fused[index].otherNames += [nodes[input].name] + nodes[input].otherNames
        }
        return Graph(nodes: fused, closed: closed).keeping(ends)
    }

    /// The x that a division normalizes over its channels, and what is added to the variance.
    private func normalization(at node: NodeID) -> (x: NodeID, epsilon: Float)? {
        guard nodes[node].operation as? Arithmetic == .divide else { return nil }
        let (centred, deviation) = (nodes[node].inputs[0], nodes[node].inputs[1])
        guard nodes[centred].operation as? Arithmetic == .subtract,
            nodes[deviation].operation as? Power == .power(0.5)
        else { return nil }
        let (x, mean) = (nodes[centred].inputs[0], nodes[centred].inputs[1])
        let raised = nodes[deviation].inputs[0]
        guard nodes[mean].operation as? Reduction == .channelMean, nodes[mean].inputs == [x],
            let line = nodes[raised].operation as? Convolution, let variance = nodes[raised].inputs.first,
            nodes[raised].isLine(of: variance, slope: 1, shift: line.bias.first ?? 0),
            nodes[variance].operation as? Reduction == .channelMean, isSquare(nodes[variance].inputs[0], of: centred)
        else { return nil }
        return (x, line.bias[0])
    }

    /// Whether a node is the square of another.
    func isSquare(_ node: NodeID, of x: NodeID) -> Bool {
        nodes[node].operation as? Power == .power(2) && nodes[node].inputs == [x]
            || nodes[node].operation as? Arithmetic == .multiply && nodes[node].inputs == [x, x]
    }
}
