import Tensors

/// Pools, means, and normalizations over neighbours.
extension ONNXOperator {
    static let pools: [String: Reading] = [
        "AveragePool": averagePool, "GlobalAveragePool": globalAveragePool, "GlobalMaxPool": globalMaxPool,
        "LayerNormalization": layerNormalization, "LRN": localResponse, "MaxPool": maxPool, "ReduceMean": reduceMean,
        "Softmax": softmax,
    ]

    private static let maxPool: Reading = { reader, graph in
        let window = try reader.window(kernel: nil)
        guard window.kernel.height * window.kernel.width <= 256 else {
            throw reader.error("max pools of at most 256 taps are supported")
        }
        try graph.append(.maxPool(window), [try graph.picture(0, of: reader)], of: reader)
    }

    private static let averagePool: Reading = { reader, graph in
        let window = try reader.window(kernel: nil)
        guard window.dilation == Extent(1) else { throw reader.error("mean pools without dilation are supported") }
        let counts = reader.integer("count_include_pad", default: 0) != 0
        try graph.append(
            .averagePool(window, countingPadding: counts), [try graph.picture(0, of: reader)], of: reader)
    }

    private static let globalAveragePool: Reading = { reader, graph in
        try graph.append(.globalAveragePool, [try graph.picture(0, of: reader)], of: reader)
    }

    /// At other sizes than the model was read for, the maxima of windows of that size.
    private static let globalMaxPool: Reading = { reader, graph in
        let input = try graph.picture(0, of: reader)
        let kernel = Extent(height: graph.shape(input).height, width: graph.shape(input).width)
        guard kernel.height * kernel.width <= 256 else {
            throw reader.error("max pools of at most 256 taps are supported")
        }
        try graph.append(.maxPool(Window(kernel: kernel)), [input], of: reader)
    }

    /// Over height and width, over the channels, or over all of them.
    private static let reduceMean: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let layout = operand.layout
        let given = try graph.integers("axes", orInput: 1, of: reader) ?? Array(layout.dimensions.indices)
        let axes = Set(given.compactMap { layout.axis($0) })
        guard axes.count == Set(given).count else {
            throw reader.error("it reduces the axes \(given) of \(layout.sizes)")
        }
        let parts = axes.flatMap { layout.dimensions[$0] }
        let everything = layout.dimensions.flatMap { $0 }
        let isStandard = layout == ONNXLayout(standard: graph.shape(operand.node))
        let overSpace = isStandard ? axes.isSuperset(of: [2, 3]) : parts.contains { !$0.isChannels }
        let overChannels = parts.contains(where: \.isChannels)
        guard !overSpace || everything.allSatisfy({ $0.isChannels || parts.contains($0) }),
            !overChannels || everything.allSatisfy({ !$0.isChannels || parts.contains($0) })
        else {
            throw reader.error(
                "it reduces the axes \(given) of \(layout.sizes); the mean over the channels, or over height and width, "
                    + "is supported")
        }
        let kept = ONNXLayout(
            dimensions: layout.dimensions.indices.map { axes.contains($0) ? [] : layout.dimensions[$0] })
        let result = reader.integer("keepdims", default: 1) != 0 ? kept : kept.squeezed(axes) ?? kept
        var input = operand.node
        if overSpace, overChannels {
            input = try graph.append(
                Graph.Node(name: graph.unique(reader.name + ":space"), operation: .globalAveragePool, inputs: [input]),
                of: reader)
        }
        guard overSpace || overChannels else { return graph.alias(input, layout: result, of: reader) }
        try graph.append(overChannels ? .channelMean : .globalAveragePool, [input], layout: result, of: reader)
    }

    private static let localResponse: Reading = { reader, graph in
        let size = reader.integer("size", default: 0)
        guard (1...1023).contains(size), size % 2 == 1 else {
            throw reader.error("its size is \(size); an odd number is supported")
        }
        let response = LocalResponse(
            size: size, alpha: reader.float("alpha", default: 1e-4), beta: reader.float("beta", default: 0.75),
            bias: reader.float("bias", default: 1))
        try graph.append(.localResponse(response), [try graph.picture(0, of: reader)], of: reader)
    }

    private static let layerNormalization: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let channels = graph.shape(operand.node).channels
        let last = operand.layout.dimensions.count - 1
        guard operand.layout.axis(reader.integer("axis", default: -1)) == last, last >= 0,
            operand.layout.isChannels(last, count: channels)
        else {
            throw reader.error("its input is \(operand.layout.sizes); the normalization of the channels is supported")
        }
        let scale = try graph.requiredConstant(1, of: reader).floats(for: reader).values
        let shift =
            try graph.constant(2, of: reader)?.floats(for: reader).values ?? [Float](repeating: 0, count: channels)
        guard scale.count == channels, shift.count == channels else {
            throw reader.error("\(scale.count) scales and \(shift.count) shifts for \(channels) channels")
        }
        let normalization = ChannelNormalization(
            scale: scale, shift: shift, epsilon: reader.float("epsilon", default: 1e-5))
        try graph.append(.channelNormalization(normalization), [operand.node], layout: operand.layout, of: reader)
    }

    private static let softmax: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let channels = graph.shape(operand.node).channels
        // Before version 13 it went over everything from its axis on.
        let axis = operand.layout.axis(reader.integer("axis", default: graph.opset < 13 ? 1 : -1))
        guard let axis, operand.layout.isChannels(axis, count: channels),
            graph.opset >= 13 || operand.layout.dimensions[(axis + 1)...].allSatisfy(\.isEmpty)
        else {
            throw reader.error("a softmax over the channels is supported")
        }
        try graph.append(.softmax, [operand.node], layout: operand.layout, of: reader)
    }
}
