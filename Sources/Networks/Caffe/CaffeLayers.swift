import Tensors

/// How each type of layer becomes a part of the graph.
enum CaffeLayers {
    typealias Reading = @Sendable (CaffeLayerReader, inout CaffeGraphBuilder) throws -> Void

    /// Every type that is supported.
    static let byType: [String: Reading] = [convolutions, pools, activations, wiring, further].reduce(into: [:]) {
        all, kind in all.merge(kind) { $1 }
    }

    // MARK: Functions of one number

    private static let activations: [String: Reading] = [
        "AbsVal": pointwise { _ in .absolute },
        "BNLL": pointwise { _ in .softplus },
        "ELU": pointwise { .elu(alpha: $0.layer.eluParam.alpha) },
        "PReLU": { reader, graph in
            let value = try graph.value(0, of: reader)
            let channels = graph.shape(value.node).channels
            let slopes = try reader.perChannel(0, channels: channels)
            try graph.append(.parametricRelu(slopes: slopes), [value.node], isFlat: value.isFlat, of: reader)
        },
        "Power": { reader, graph in
            let (power, node) = (reader.layer.powerParam, try graph.value(0, of: reader).node)
            let channels = graph.shape(node).channels
            let scale = [Float](repeating: power.scale, count: channels)
            let shift = [Float](repeating: power.shift, count: channels)
            if power.power == 1 { return try graph.affine(scale, shift, of: reader) }
            let line = try graph.step(.convolution(Convolution(scale: scale, shift: shift)), [node], of: reader)
            try graph.append(.power(power.power), [line], of: reader)
        },
        "ReLU": pointwise {
            let slope = $0.layer.reluParam.negativeSlope
            return slope == 0 ? Clip.relu : LeakyRelu(slope: slope)
        },
        "ReLU6": pointwise { _ in .clip(lower: 0, upper: 6) },
        "Sigmoid": pointwise { _ in .sigmoid },
        "TanH": pointwise { _ in .tanh },
    ]

    private static func pointwise(_ operation: @escaping @Sendable (CaffeLayerReader) -> any Operator) -> Reading {
        { reader, graph in
            let value = try graph.value(0, of: reader)
            try graph.append(operation(reader), [value.node], isFlat: value.isFlat, of: reader)
        }
    }

    // MARK: Pools and normalizations over neighbours

    private static let pools: [String: Reading] = [
        "LRN": localResponse, "Pooling": pooling,
        "Softmax": { reader, graph in
            guard [1, -3].contains(reader.layer.softmaxParam.axis) else {
                throw reader.error(
                    "it goes over axis \(reader.layer.softmaxParam.axis); axis 1, the channels, is supported")
            }
            try graph.append(.softmax, [try graph.picture(0, of: reader)], of: reader)
        },
    ]

    /// Windows that are only partly there count, and a mean counts the zeros around the input.
    private static let pooling: Reading = { reader, graph in
        let pool = reader.layer.poolingParam
        let input = try graph.picture(0, of: reader)
        let shape = graph.shape(input)
        guard pool.pool != .stochastic else { throw reader.error("it draws at random; largest and mean are supported") }
        if pool.globalPooling, pool.pool == .ave { return try graph.append(.globalAveragePool, [input], of: reader) }
        var window = try reader.window(
            kernel: pool.hasKernelH ? [pool.kernelH, pool.kernelW] : [pool.kernelSize],
            stride: pool.hasStrideH ? [pool.strideH, pool.strideW] : pool.hasStride ? [pool.stride] : [],
            pad: pool.hasPadH ? [pool.padH, pool.padW] : [pool.pad], isPool: !pool.globalPooling)
        window.ceilMode = pool.roundMode == .ceil
        if pool.globalPooling { window = Window(kernel: Extent(height: shape.height, width: shape.width)) }
        guard pool.pool == .max else {
            return try graph.append(.averagePool(window, countingPadding: true), [input], of: reader)
        }
        if pool.globalPooling { return try graph.append(.adaptivePool(AdaptivePool(.max)), [input], of: reader) }
        guard window.kernel.height * window.kernel.width > 256 else {
            return try graph.append(.maxPool(window), [input], of: reader)
        }
        guard let halves = window.maxPoolsByAxes else {
            throw reader.error("max pools of at most 256 taps a side are supported")
        }
        try graph.append(halves, to: input, of: reader)
    }

    private static let localResponse: Reading = { reader, graph in
        let parameters = reader.layer.lrnParam
        guard parameters.localSize % 2 == 1, parameters.localSize < 1024 else {
            throw reader.error("its size is \(parameters.localSize); an odd number is supported")
        }
        let isWithin = parameters.normRegion == .withinChannel
        // Within a channel Caffe leaves k aside.
        let response = LocalResponse(
            size: Int(parameters.localSize), alpha: parameters.alpha, beta: parameters.beta,
            bias: isWithin ? 1 : parameters.k, region: isWithin ? .withinChannel : .acrossChannels)
        try graph.append(.localResponse(response), [try graph.picture(0, of: reader)], of: reader)
    }
}
