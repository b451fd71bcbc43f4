import Tensors
import Wording

/// Convolutions whose weights are a mixture of several that the picture chooses (Yang et al., "CondConv: conditionally parameterized
/// convolutions for efficient inference", 2019).
///
/// A convolution by Σ rₑ·Wₑ is Σ rₑ times the convolution by Wₑ: all of them side by side, each times its share, summed.
extension ONNXOperator {
    /// A matrix of a row of numbers, which a model makes weights or biases with.
    private struct Mixture {
        /// The row.
        let shares: Graph.NodeID
        /// By number that is made, and by share.
        let weights: Tensor
        let count: Int
    }

    /// Reads a convolution whose weights are computed.
    static func conditionalConvolution(_ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder) throws {
        let kernels = try graph.operand(1, of: reader)
        let sizes = kernels.layout.sizes
        guard sizes.count == 4, let mixture = mixture(kernels, graph) else {
            throw reader.error("its weights are computed, and no mixture of constant ones by shares")
        }
        let picture = try graph.picture(0, of: reader)
        let (outputs, inputs, groups) = (sizes[0], sizes[1], reader.integer("group", default: 1))
        let (experts, channels) = (mixture.count, graph.shape(picture).channels)
        guard groups >= 1, outputs % groups == 0, inputs * groups == channels, outputs * experts <= 1 << 16 else {
            throw reader.error(
                "its weights are \(Shape(sizes)) in \(Phrases.count(groups, "group")), and its input has \(Phrases.count(channels, "channel"))"
            )
        }
        let perOutput = inputs * sizes[2] * sizes[3]
        let shape = Shape([outputs * experts, inputs, sizes[2], sizes[3]])
        let values = Tensor(shape) { values in
            for index in 0..<outputs * experts {
                let (output, expert) = index.quotientAndRemainder(dividingBy: experts)
                for tap in 0..<perOutput {
                    values[index * perOutput + tap] =
                        mixture.weights.values[(output * perOutput + tap) * experts + expert]
                }
            }
        }
        let all = Convolution(
            weights: values, bias: [Float](repeating: 0, count: outputs * experts),
            window: try reader.window(kernel: Extent(height: sizes[2], width: sizes[3])), groups: groups)
        let apart = try step(.convolution(all), picture, reader, &graph)
        let order = (0..<outputs * experts).map { $0 % experts }
        let shares = try step(.channelSelection(order), mixture.shares, reader, &graph)
        let weighted = Graph.Node(
            name: graph.unique(reader.name + ":weighted"), operation: .arithmetic(.multiply), inputs: [apart, shares])
        let parts = try graph.append(weighted, of: reader)
        let isBiased = graph.has(2, of: reader) && !graph.isConstant(2, of: reader)
        let bias = isBiased ? nil : try graph.constant(2, of: reader)?.floats(for: reader).values
        guard bias?.count ?? outputs == outputs else {
            throw reader.error(
                "\(Phrases.count(bias?.count ?? 0, "bias", "biases")) for \(Phrases.count(outputs, "channel"))")
        }
        let sum = Convolution(
            weights: Tensor(shape: Shape([outputs, experts, 1, 1]), repeating: 1),
            bias: bias ?? [Float](repeating: 0, count: outputs), window: Window(kernel: Extent(1)), groups: outputs)
        guard isBiased else { return try graph.append(.convolution(sum), [parts], of: reader) }
        let biases = try graph.operand(2, of: reader)
        guard graph.shape(biases.node) == Shape(channels: outputs, height: 1, width: 1) else {
            throw reader.error("its biases are \(biases.layout.sizes) for \(Phrases.count(outputs, "channel"))")
        }
        let summed = try step(.convolution(sum), parts, reader, &graph)
        try graph.append(.arithmetic(.add), [summed, biases.node], of: reader)
    }

    /// What an operand mixes; nil where it is made in another way.
    private static func mixture(_ operand: ONNXOperand, _ graph: ONNXGraphBuilder) -> Mixture? {
        guard let matrix = graph.nodes[operand.node].operation as? Convolution,
            matrix.window == Window(kernel: Extent(1)), matrix.groups == 1, matrix.bias.allSatisfy({ $0 == 0 }),
            let shares = graph.nodes[operand.node].inputs.first, graph.shape(shares).area == 1,
            operand.layout.channelOrder(count: matrix.outputChannels) ?? Array(0..<matrix.outputChannels)
                == Array(0..<matrix.outputChannels)
        else { return nil }
        return Mixture(shares: shares, weights: matrix.weights, count: matrix.inputChannels)
    }
}
