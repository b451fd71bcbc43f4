import Tensors

extension Graph {
    /// The graph with the layer normalizations that exporters take apart put together again: (x − μ)/√(σ² + ε), then, where
    /// nobody else reads that, the scale and shift.
    func fusingNormalizations() -> Graph {
        let readers = readerCounts
        let counts = channelCounts
        var fused = nodes
        for index in nodes.indices {
            guard let (x, epsilon) = normalization(at: index) else { continue }
            let channels = counts[x]
            fused[index].operation = .channelNormalization(
                ChannelNormalization(
                    scale: [Float](repeating: 1, count: channels), shift: [Float](repeating: 0, count: channels),
                    epsilon: epsilon))
            fused[index].inputs = [x]
        }
        for index in nodes.indices {
            guard case .convolution(let line) = nodes[index].operation, let input = nodes[index].inputs.first,
                case .channelNormalization(var normalization) = fused[input].operation, readers[input] == 1,
                line.window == Window(kernel: .init(1)), line.groups == line.inputChannels,
                line.groups == line.outputChannels, normalization.scale.count == line.groups,
                normalization.scale.allSatisfy({ $0 == 1 }), normalization.shift.allSatisfy({ $0 == 0 })
            else { continue }
            normalization.scale = line.weights.values
            normalization.shift = line.bias
            fused[index].operation = .channelNormalization(normalization)
            fused[index].inputs = fused[input].inputs
            fused[index].otherNames += [nodes[input].name] + nodes[input].otherNames
        }
        return Graph(nodes: fused).keeping(ends)
    }

    /// The x that a division normalizes over its channels, and what is added to the variance.
    private func normalization(at node: NodeID) -> (x: NodeID, epsilon: Float)? {
        guard case .arithmetic(.divide) = nodes[node].operation else { return nil }
        let (centred, deviation) = (nodes[node].inputs[0], nodes[node].inputs[1])
        guard case .arithmetic(.subtract) = nodes[centred].operation,
            case .activation(.power(0.5)) = nodes[deviation].operation
        else { return nil }
        let (x, mean) = (nodes[centred].inputs[0], nodes[centred].inputs[1])
        let raised = nodes[deviation].inputs[0]
        guard case .channelMean = nodes[mean].operation, nodes[mean].inputs == [x],
            case .convolution(let line) = nodes[raised].operation, let variance = nodes[raised].inputs.first,
            nodes[raised].isLine(of: variance, slope: 1, shift: line.bias.first ?? 0),
            case .channelMean = nodes[variance].operation, isSquare(nodes[variance].inputs[0], of: centred)
        else { return nil }
        return (x, line.bias[0])
    }

    private func isSquare(_ node: NodeID, of x: NodeID) -> Bool {
        switch nodes[node].operation {
        case .activation(.power(2)): nodes[node].inputs == [x]
        case .arithmetic(.multiply): nodes[node].inputs == [x, x]
        default: false
        }
    }

    /// By node: the channels of its activation.
    var channelCounts: [Int] {
        var counts: [Int] = []
        for node in nodes {
            let inputs = node.inputs.map { counts[$0] }
            let count =
                switch node.operation {
                case .input(let channels): channels
                case .convolution(let convolution): convolution.outputChannels
                case .channelSelection(let selected): selected.count
                case .channelMean: 1
                case .concatenation: inputs.reduce(0, +)
                case .arithmetic: inputs.max() ?? 0
                default: inputs.first ?? 0
                }
            counts.append(count)
        }
        return counts
    }
}
