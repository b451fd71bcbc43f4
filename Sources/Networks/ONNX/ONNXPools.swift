import Tensors

/// Pools.
extension ONNXOperator {
    static let pools: [String: Reading] = [
        "AveragePool": averagePool, "GlobalAveragePool": globalAveragePool, "GlobalMaxPool": globalMaxPool,
        "MaxPool": maxPool,
    ]

    private static let maxPool: Reading = { reader, graph in
        let window = try reader.window(kernel: nil)
        guard window.kernel.height * window.kernel.width <= 256 else {
            throw reader.error("max pools of at most 256 taps are supported")
        }
        let (input, padded) = graph.absorbingMargins(
            of: try graph.picture(0, of: reader), window, where: { $0 < -1e30 }, of: reader)
        try graph.append(.maxPool(padded), [input], of: reader)
    }

    private static let averagePool: Reading = { reader, graph in
        let window = try reader.window(kernel: nil)
        guard window.dilation == Extent(1) else { throw reader.error("mean pools without dilation are supported") }
        let counts = reader.integer("count_include_pad", default: 0) != 0
        let unpadded = window.padding == .explicit(before: Extent(0), after: Extent(0))
        let (input, padded) = graph.absorbingMargins(
            of: try graph.picture(0, of: reader), window, where: { $0 == 0 && (counts || unpadded) }, of: reader)
        try graph.append(
            .averagePool(padded, countingPadding: counts || padded != window), [input], of: reader)
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
}
