import Tensors

/// How each operator becomes a part of the graph.
enum ONNXOperator {
    typealias Reading = @Sendable (ONNXNodeReader, inout ONNXGraphBuilder) throws -> Void

    /// Every operator that is supported.
    static let byName: [String: Reading] = [
        "Add": addition, "AveragePool": averagePool, "BatchNormalization": batchNormalization, "Clip": clip,
        "Concat": concatenation, "Constant": constant, "Conv": convolution, "Dropout": identity,
        "Flatten": flatten, "Gemm": gemm, "GlobalAveragePool": globalAveragePool, "Identity": identity,
        "MaxPool": maxPool, "ReduceMean": reduceMean, "Relu": relu, "Reshape": flatten, "Softmax": softmax,
        "Squeeze": flatten,
    ]

    // MARK: Convolutions

    private static let convolution: Reading = { reader, graph in
        let input = try graph.operand(0, of: reader)
        let weights = try graph.requiredConstant(1, of: reader).floats(for: reader)
        let groups = reader.integer("group", default: 1)
        guard weights.shape.rank == 4 else { throw reader.error("its weights are \(weights.shape), not O×I×H×W") }
        let outputs = weights.shape.dimensions[0]
        let inputs = weights.shape.dimensions[1]
        guard groups >= 1, outputs >= 1, outputs % groups == 0, inputs * groups == graph.channelCount(input) else {
            throw reader.error(
                "its weights are \(weights.shape) in \(groups) groups, and its input has "
                    + "\(graph.channelCount(input)) channels")
        }
        let kernel = Extent(height: weights.shape.height, width: weights.shape.width)
        let bias =
            try graph.constant(2, of: reader)?.floats(for: reader).values ?? [Float](repeating: 0, count: outputs)
        guard bias.count == outputs else { throw reader.error("\(bias.count) biases for \(outputs) channels") }
        let window = try reader.window(kernel: kernel)
        graph.append(
            .convolution(Convolution(weights: weights, bias: bias, window: window, groups: groups)), [input],
            channels: outputs, isPooled: graph.isPooled(input) && kernel == Extent(1), of: reader)
    }

    /// y = α·x·Wᵀ + β·b over 1×1 activations: a convolution with a 1×1 kernel.
    private static let gemm: Reading = { reader, graph in
        let input = try graph.operand(0, of: reader)
        guard graph.isPooled(input) else {
            throw reader.error("a fully connected layer is supported after a global pool only")
        }
        var weights = try graph.requiredConstant(1, of: reader).floats(for: reader)
        guard weights.shape.rank == 2, reader.integer("transA", default: 0) == 0 else {
            throw reader.error("its weights are \(weights.shape), or its input is transposed")
        }
        if reader.integer("transB", default: 0) == 0 { weights = weights.transposed }
        weights.scale(by: reader.float("alpha", default: 1))
        let (outputs, inputs) = (weights.shape.dimensions[0], weights.shape.dimensions[1])
        guard inputs == graph.channelCount(input) else {
            throw reader.error("its weights want \(inputs) channels, and its input has \(graph.channelCount(input))")
        }
        var bias = try graph.constant(2, of: reader)?.floats(for: reader).values ?? []
        if bias.count == 1 || bias.isEmpty { bias = [Float](repeating: bias.first ?? 0, count: outputs) }
        guard bias.count == outputs else { throw reader.error("\(bias.count) biases for \(outputs) channels") }
        let beta = reader.float("beta", default: 1)
        let kernel = Tensor(shape: Shape([outputs, inputs, 1, 1]), values: weights.values)
        let dense = Convolution(weights: kernel, bias: bias.map { $0 * beta }, window: Window(kernel: Extent(1)))
        graph.append(.convolution(dense), [input], channels: outputs, isPooled: true, of: reader)
    }

    /// y = γ·(x − μ)/√(σ² + ε) + β, folded into the convolution before it, or a depthwise 1×1 convolution itself.
    private static let batchNormalization: Reading = { reader, graph in
        let input = try graph.operand(0, of: reader)
        let channels = graph.channelCount(input)
        let statistics = try (1...4).map { try graph.requiredConstant($0, of: reader).floats(for: reader).values }
        guard statistics.allSatisfy({ $0.count == channels }) else {
            throw reader.error(
                "its statistics are of \(statistics.map(\.count)) channels, and its input has \(channels)")
        }
        let epsilon = reader.float("epsilon", default: 1e-5)
        let scale = (0..<channels).map { statistics[0][$0] / (statistics[3][$0] + epsilon).squareRoot() }
        let shift = (0..<channels).map { statistics[1][$0] - statistics[2][$0] * scale[$0] }
        if graph.isOnlyReader(reader), case .convolution(let convolution) = graph.nodes[input].operation {
            graph.fold(.convolution(convolution.followed(byScale: scale, shift: shift)), into: input, of: reader)
        } else {
            let weights = Tensor(shape: Shape([channels, 1, 1, 1]), values: scale)
            let affine = Convolution(
                weights: weights, bias: shift, window: Window(kernel: Extent(1)), groups: channels)
            graph.append(
                .convolution(affine), [input], channels: channels, isPooled: graph.isPooled(input), of: reader)
        }
    }

    // MARK: Pools

    private static let maxPool: Reading = { reader, graph in
        let window = try reader.window(kernel: nil)
        guard window.dilation == Extent(1), window.kernel.height * window.kernel.width <= 256 else {
            throw reader.error("max pools without dilation and of at most 256 taps are supported")
        }
        let input = try graph.operand(0, of: reader)
        graph.append(.maxPool(window), [input], channels: graph.channelCount(input), isPooled: false, of: reader)
    }

    private static let averagePool: Reading = { reader, graph in
        let window = try reader.window(kernel: nil)
        let input = try graph.operand(0, of: reader)
        let counts = reader.integer("count_include_pad", default: 0) != 0
        graph.append(
            .averagePool(window, countingPadding: counts), [input], channels: graph.channelCount(input),
            isPooled: false, of: reader)
    }

    private static let globalAveragePool: Reading = { reader, graph in
        let input = try graph.operand(0, of: reader)
        graph.append(.globalAveragePool, [input], channels: graph.channelCount(input), isPooled: true, of: reader)
    }

    private static let reduceMean: Reading = { reader, graph in
        let axes =
            reader.has("axes")
            ? try reader.integers("axes", count: 2, in: -4...3, default: [])
            : try graph.requiredConstant(1, of: reader).floats(for: reader).values.map { Int($0) }
        guard Set(axes.map { ($0 + 4) % 4 }) == [2, 3] else {
            throw reader.error("it reduces the axes \(axes); the mean over height and width is supported")
        }
        try globalAveragePool(reader, &graph)
    }

    // MARK: Element by element

    private static let relu: Reading = { reader, graph in
        let input = try graph.operand(0, of: reader)
        graph.append(
            .relu, [input], channels: graph.channelCount(input), isPooled: graph.isPooled(input), of: reader)
    }

    private static let clip: Reading = { reader, graph in
        let input = try graph.operand(0, of: reader)
        let lower = try graph.constant(1, of: reader)?.scalar(for: reader) ?? reader.float("min", default: -.infinity)
        let upper = try graph.constant(2, of: reader)?.scalar(for: reader) ?? reader.float("max", default: .infinity)
        guard lower < upper else { throw reader.error("it clips to \(lower)…\(upper), which is empty") }
        graph.append(
            .clip(lower: lower, upper: upper), [input], channels: graph.channelCount(input),
            isPooled: graph.isPooled(input), of: reader)
    }

    private static let addition: Reading = { reader, graph in
        let inputs = try [graph.operand(0, of: reader), graph.operand(1, of: reader)]
        let channels = inputs.map { graph.channelCount($0) }
        guard channels[0] == channels[1], graph.isPooled(inputs[0]) == graph.isPooled(inputs[1]) else {
            throw reader.error("it adds \(channels[0]) channels to \(channels[1]); equal shapes are supported")
        }
        graph.append(.addition, inputs, channels: channels[0], isPooled: graph.isPooled(inputs[0]), of: reader)
    }

    private static let softmax: Reading = { reader, graph in
        let input = try graph.operand(0, of: reader)
        guard [1, -1].contains(reader.integer("axis", default: graph.isPooled(input) ? 1 : -1)) else {
            throw reader.error("a softmax over the channels is supported")
        }
        graph.append(
            .softmax, [input], channels: graph.channelCount(input), isPooled: graph.isPooled(input), of: reader)
    }

    // MARK: Wiring

    private static let concatenation: Reading = { reader, graph in
        guard reader.integer("axis", default: 1) == 1, !reader.node.input.isEmpty else {
            throw reader.error("a concatenation along the channels is supported")
        }
        let inputs = try reader.node.input.indices.map { try graph.operand($0, of: reader) }
        graph.append(
            .concatenation, inputs, channels: inputs.reduce(0) { $0 + graph.channelCount($1) },
            isPooled: inputs.allSatisfy { graph.isPooled($0) }, of: reader)
    }

    private static let identity: Reading = { reader, graph in
        graph.alias(try graph.operand(0, of: reader), of: reader)
    }

    /// [1, C, 1, 1] as [1, C]: the same numbers in the same order.
    private static let flatten: Reading = { reader, graph in
        let input = try graph.operand(0, of: reader)
        guard graph.isPooled(input) else { throw reader.error("it is supported after a global pool only") }
        graph.alias(input, of: reader)
    }

    private static let constant: Reading = { reader, graph in
        guard var tensor = reader.tensor("value") else { throw reader.error("it holds no tensor") }
        tensor.name = reader.node.output[0]
        graph.define(tensor, of: reader)
    }
}

extension Convolution {
    /// The convolution whose output channels are then multiplied by `scale` and raised by `shift`.
    package func followed(byScale scale: [Float], shift: [Float]) -> Convolution {
        var result = self
        let perChannel = weights.values.count / max(outputChannels, 1)
        for channel in 0..<outputChannels {
            for i in channel * perChannel..<(channel + 1) * perChannel { result.weights.values[i] *= scale[channel] }
            result.bias[channel] = bias[channel] * scale[channel] + shift[channel]
        }
        return result
    }
}

extension Tensor {
    /// The transpose of a matrix.
    fileprivate var transposed: Tensor {
        let (rows, columns) = (shape.dimensions[0], shape.dimensions[1])
        let turned = (0..<values.count).map { values[$0 % rows * columns + $0 / rows] }
        return Tensor(shape: Shape([columns, rows]), values: turned)
    }
}
