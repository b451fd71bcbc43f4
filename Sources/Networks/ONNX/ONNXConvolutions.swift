import Tensors
import Wording

/// Convolutions, and what becomes one: fully connected layers and batch normalization.
extension ONNXOperator {
    static let convolutions: [String: Reading] = [
        "BatchNormalization": batchNormalization, "Conv": convolution, "Gemm": gemm, "MatMul": product,
    ]

    private static let convolution: Reading = { reader, graph in
        if !graph.isConstant(1, of: reader) { return try conditionalConvolution(reader, &graph) }
        let weights = try graph.requiredConstant(1, of: reader).floats(for: reader)
        if weights.shape.rank == 3 { return try convolutionOverChannels(weights, reader, &graph) }
        let picture = try graph.picture(0, of: reader)
        let groups = reader.integer("group", default: 1)
        guard weights.shape.rank == 4 else { throw reader.error("its weights are \(weights.shape), not O×I×H×W") }
        let outputs = weights.shape.dimensions[0]
        let inputs = weights.shape.dimensions[1]
        let channels = graph.shape(picture).channels
        guard groups >= 1, outputs >= 1, outputs % groups == 0, channels % groups == 0, inputs == channels / groups,
            weights.shape.area > 0
        else {
            throw reader.error(
                "its weights are \(weights.shape) in \(Phrases.count(groups, "group")), and its input has \(Phrases.count(channels, "channel"))"
            )
        }
        let kernel = Extent(height: weights.shape.height, width: weights.shape.width)
        let bias =
            try graph.constant(2, of: reader)?.floats(for: reader).values ?? [Float](repeating: 0, count: outputs)
        guard bias.count == outputs else {
            throw reader.error(
                "\(Phrases.count(bias.count, "bias", "biases")) for \(Phrases.count(outputs, "channel"))")
        }
        let (input, window) = graph.absorbingMargins(
            of: picture, try reader.window(kernel: kernel), where: { $0 == 0 }, of: reader)
        try graph.append(
            .convolution(Convolution(weights: weights, bias: bias, window: window, groups: groups)), [input],
            of: reader)
    }

    /// One kernel that walks over the channels, as in ECA-Net (Wang et al., 2020): a band matrix.
    private static func convolutionOverChannels(
        _ weights: Tensor, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws {
        let operand = try graph.operand(0, of: reader)
        let channels = graph.shape(operand.node).channels
        let length = weights.shape.dimensions[2]
        let pads = try reader.integers("pads", count: 2, in: 0...1024, default: [0, 0])
        guard weights.shape.dimensions == [1, 1, length], length >= 1, pads[0] + pads[1] == length - 1,
            try reader.integers("strides", count: 1, in: 1...1, default: [1]) == [1],
            try reader.integers("dilations", count: 1, in: 1...1, default: [1]) == [1],
            operand.layout.dimensions.count == 3, operand.layout.isChannels(2, count: channels), channels <= 1 << 13
        else {
            throw reader.error("its weights are \(weights.shape), and its input \(operand.layout.sizes)")
        }
        var band = [Float](repeating: 0, count: channels * channels)
        for output in 0..<channels {
            for tap in 0..<length {
                let input = output + tap - pads[0]
                if (0..<channels).contains(input) { band[output * channels + input] = weights.values[tap] }
            }
        }
        let bias = try graph.constant(2, of: reader)?.scalar(for: reader) ?? 0
        let convolution = Convolution(
            weights: Tensor(shape: Shape([channels, channels, 1, 1]), values: band),
            bias: [Float](repeating: bias, count: channels), window: Window(kernel: Extent(1)))
        try graph.append(.convolution(convolution), [operand.node], layout: operand.layout, of: reader)
    }

    /// y = α·x·Wᵀ + β·b
    private static let gemm: Reading = { reader, graph in
        let (weights, bias) = try affineMap(reader, &graph)
        try dense(weights, bias, reader, &graph)
    }

    /// The weights of a Gemm, α·W as [O, I], and its bias, β·b.
    static func affineMap(
        _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws -> (weights: Tensor, bias: [Float]) {
        var weights = try graph.requiredConstant(1, of: reader).floats(for: reader)
        guard weights.shape.rank == 2, reader.integer("transA", default: 0) == 0 else {
            throw reader.error("its weights are \(weights.shape), or its input is transposed")
        }
        if reader.integer("transB", default: 0) == 0 { weights = weights.transposed }
        let alpha = reader.float("alpha", default: 1)
        if alpha != 1 { weights.scale(by: alpha) }
        let outputs = weights.shape.dimensions[0]
        var bias = try graph.constant(2, of: reader)?.floats(for: reader).values ?? []
        if bias.count <= 1 { bias = [Float](repeating: bias.first ?? 0, count: outputs) }
        guard bias.count == outputs else {
            throw reader.error(
                "\(Phrases.count(bias.count, "bias", "biases")) for \(Phrases.count(outputs, "channel"))")
        }
        let beta = reader.float("beta", default: 1)
        return (weights, bias.map { $0 * beta })
    }

    /// y = x·W, over the last dimension.
    static let matMul: Reading = { reader, graph in
        let weights = try graph.requiredConstant(1, of: reader).floats(for: reader)
        guard weights.shape.rank == 2 else {
            throw reader.error("its second input is \(weights.shape); a constant matrix is supported")
        }
        let outputs = weights.shape.dimensions[1]
        try dense(weights.transposed, [Float](repeating: 0, count: outputs), reader, &graph)
    }

    /// A fully connected layer over the last dimension, `weights` [O, I], as a convolution: with one tap where that
    /// dimension holds the channels, with H × W taps where it holds the whole activation, so that a larger picture gives
    /// a map of answers.
    private static func dense(
        _ weights: Tensor, _ bias: [Float], _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws {
        let operand = try graph.operand(0, of: reader)
        let shape = graph.shape(operand.node)
        let (outputs, inputs) = (weights.shape.dimensions[0], weights.shape.dimensions[1])
        let last = operand.layout.dimensions.count - 1
        guard outputs >= 1, last >= 0, operand.layout.sizes[last] == inputs else {
            throw reader.error("its weights want \(inputs) numbers, and its input is \(operand.layout.sizes)")
        }
        let atoms = operand.layout.dimensions[last]
        let others = operand.layout.dimensions.dropLast().flatMap { $0 }
        let kernel = Extent(
            height: atoms.first { $0.kind == .height }?.size ?? 1, width: atoms.first { $0.kind == .width }?.size ?? 1)
        guard !others.contains(where: \.isChannels), kernel == Extent(1) || others.isEmpty, !operand.layout.hasParts
        else {
            throw reader.error("its input is \(operand.layout.sizes), whose last dimension is not all of the channels")
        }
        let taps = (0..<inputs).map { tap(of: $0, atoms, kernel) }
        var values = weights.values
        if taps != Array(0..<inputs) {
            for row in stride(from: 0, to: values.count, by: inputs) {
                for index in 0..<inputs { values[row + taps[index]] = weights.values[row + index] }
            }
        }
        let convolution = Convolution(
            weights: Tensor(shape: Shape([outputs, shape.channels, kernel.height, kernel.width]), values: values),
            bias: bias, window: Window(kernel: kernel))
        try graph.append(
            .convolution(convolution), [operand.node],
            layout: operand.layout.replacingChannels(last, count: outputs), of: reader)
    }

    /// Where in [C][H][W] the number `index` of a dimension made of `atoms` lies.
    private static func tap(of index: Int, _ atoms: [ONNXLayout.Atom], _ kernel: Extent) -> Int {
        var rest = index
        return atoms.reversed().reduce(0) { tap, atom in
            defer { rest /= atom.size }
            let place = rest % atom.size
            switch atom.kind {
            case .channels(let stride): return tap + place * stride * kernel.height * kernel.width
            case .height: return tap + place * kernel.width
            case .width: return tap + place
            case .part: return tap
            }
        }
    }

    /// Why a normalization in training is refused, and what to do.
    private static let trainingNormalization =
        "it is in training mode, and takes the statistics of its input instead of those that it learned; call model.eval() before "
        + "exporting, and export for use, not for training. A BatchNorm2d with track_running_stats=False has learned none: before that, "
        + "make it one with track_running_stats=True, and let it see some pictures in training mode"

    /// y = γ·(x − μ)/√(σ² + ε) + β
    private static let batchNormalization: Reading = { try batchNormalization($0, &$1, bringing: nil) }

    /// - Parameter axis: a dimension that is brought into the channels before.
    static func batchNormalization(
        _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder, bringing axis: Int?
    ) throws {
        var operand = try graph.activation(0, of: reader)
        if let axis, axis < operand.layout.dimensions.count {
            operand = try graph.bringing([axis], of: operand, reader)
        }
        let channels = graph.shape(operand.node).channels
        guard operand.layout.dimensions.count > 1, operand.layout.isChannels(1, count: channels) else {
            throw reader.error("its input is \(operand.layout.sizes), whose second dimension is not the channels")
        }
        guard !reader.isInTraining else { throw reader.refusal(ONNXOperator.trainingNormalization) }
        let statistics = try (1...4).map { try graph.requiredConstant($0, of: reader).floats(for: reader).values }
        guard statistics.allSatisfy({ $0.count == channels }) else {
            throw reader.error(
                "its statistics are of \(statistics.map(\.count)) channels, and its input has \(channels)")
        }
        let epsilon = reader.float("epsilon", default: 1e-5)
        let scale = (0..<channels).map { statistics[0][$0] / (statistics[3][$0] + epsilon).squareRoot() }
        let shift = (0..<channels).map { statistics[1][$0] - statistics[2][$0] * scale[$0] }
        // In training its output had mean β and deviation |γ|, σ² being the variance of its input.
        let known = Graph.ChannelStatistics(means: statistics[1], deviations: statistics[0].map(abs))
        try affine(scale, shift, operand, layout: operand.layout, statistics: known, reader, &graph)
    }

    /// y = scale[c]·x + shift[c]: a part of the convolution before it, when nobody else reads that, or a depthwise
    /// convolution of one tap.
    static func affine(
        _ scale: [Float], _ shift: [Float], _ operand: ONNXOperand, layout: ONNXLayout, input index: Int = 0,
        statistics: Graph.ChannelStatistics? = nil, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws {
        if graph.isOnlyReader(reader, ofInput: index), !graph.followsSize,
            graph.nodes[operand.node].operation is Convolution
        {
            try graph.fold(scale, shift, into: operand.node, layout: layout, statistics: statistics, of: reader)
        } else {
            try graph.append(
                .convolution(Convolution(scale: scale, shift: shift)), [operand.node], layout: layout,
                statistics: statistics, of: reader)
        }
    }
}

extension Tensor {
    /// The transpose of a matrix.
    var transposed: Tensor {
        let (rows, columns) = (shape.dimensions[0], shape.dimensions[1])
        return Tensor(Shape([columns, rows])) { turned in
            for row in 0..<rows {
                for column in 0..<columns { turned[column * rows + row] = values[row * columns + column] }
            }
        }
    }
}
