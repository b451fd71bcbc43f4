import Tensors

/// Pools.
extension ONNXOperator {
    static let pools: [String: Reading] = [
        "AveragePool": averagePool, "GlobalAveragePool": globalAveragePool, "GlobalMaxPool": globalMaxPool,
        "MaxPool": maxPool,
    ]

    private static let maxPool: Reading = { reader, graph in
        let window = try reader.window(kernel: nil)
        if try adaptive(.max, window, reader, &graph) { return }
        if window.kernel.height * window.kernel.width > 256 {
            guard let halves = window.maxPoolsByAxes else {
                throw reader.error("max pools of at most 256 taps a side are supported")
            }
            try graph.append(halves, to: try graph.picture(0, of: reader), of: reader)
            return try pinIfUncertain(.max, window, reader, &graph)
        }
        let (input, padded) = graph.absorbingMargins(
            of: try graph.picture(0, of: reader), window, where: { $0 < -1e30 }, of: reader)
        try graph.append(.maxPool(padded), [input], of: reader)
        try pinIfUncertain(.max, window, reader, &graph)
    }

    private static let averagePool: Reading = { reader, graph in
        if try graph.averagesChannels(reader) { return }
        let window = try reader.window(kernel: nil)
        guard window.dilation == Extent(1) else { throw reader.error("mean pools without dilation are supported") }
        if try adaptive(.mean, window, reader, &graph) { return }
        let counts = reader.integer("count_include_pad", default: 0) != 0
        let unpadded = window.padding == .explicit(before: Extent(0), after: Extent(0))
        let (input, padded) = graph.absorbingMargins(
            of: try graph.picture(0, of: reader), window, where: { $0 == 0 && (counts || unpadded) }, of: reader)
        try graph.append(
            .averagePool(padded, countingPadding: counts || padded != window), [input], of: reader)
        try pinIfUncertain(.mean, window, reader, &graph)
    }

    private static let globalAveragePool: Reading = { reader, graph in
        try graph.append(.globalAveragePool, [try graph.picture(0, of: reader)], of: reader)
    }

    private static let globalMaxPool: Reading = { reader, graph in
        try graph.append(.adaptivePool(AdaptivePool(.max)), [try graph.picture(0, of: reader)], of: reader)
    }

    // MARK: Adaptive pools

    /// What is known of a pool that a file gives as windows.
    private enum Kind {
        case ofWindows
        /// PyTorch made windows of the sizes of its input and its output.
        case adaptive
        case uncertain
    }

    /// PyTorch's exporters write an adaptive pool as one of windows that stand side by side, which they are at the size of the
    /// export. The older one leaves out what a pool of windows says; the newer one names the module, or the call, that it was.
    private static func kind(
        _ reduction: AdaptivePool.Reduction, _ window: Window, _ reader: ONNXNodeReader, _ graph: ONNXGraphBuilder
    ) throws -> Kind {
        guard graph.isPyTorchs, window == Window(kernel: window.kernel, stride: window.kernel) else {
            return .ofWindows
        }
        let layout = try graph.operand(0, of: reader).layout.sizes
        guard layout.count == 4, layout[2] % window.kernel.height == 0, layout[3] % window.kernel.width == 0 else {
            return .ofWindows
        }
        let origin = reader.origin
        guard origin.isEmpty else {
            if origin.contains("adaptive") { return .adaptive }
            let isModules = origin.contains(reduction == .max ? ".maxpool2d" : ".avgpool2d")
            // Pools of so many taps that stand side by side are rare, and those that were adaptive are not.
            return isModules || max(window.kernel.height, window.kernel.width) <= 3 ? .ofWindows : .uncertain
        }
        let says = reduction == .max ? graph.opset < 10 || reader.has("ceil_mode") : reader.has("pads")
        return says || reader.has("auto_pad") ? .ofWindows : .adaptive
    }

    private static func adaptive(
        _ reduction: AdaptivePool.Reduction, _ window: Window, _ reader: ONNXNodeReader,
        _ graph: inout ONNXGraphBuilder
    ) throws -> Bool {
        let kind = try kind(reduction, window, reader, graph)
        if case .ofWindows = kind, graph.isOverAll(window, reader) {
            // A program that pools over all that there is, and not a few windows of it, has a row of numbers next.
            let input = try graph.picture(0, of: reader)
            try graph.append(
                reduction == .mean ? Reduction.globalAveragePool : AdaptivePool(reduction), [input], of: reader)
            if !graph.isFlattened(reader) { graph.pin(graph.nodes.count - 1) }
            return true
        }
        guard case .adaptive = kind else { return false }
        guard graph.hasFixedSides else {
            throw reader.error(
                "PyTorch wrote an adaptive pool as windows of \(window.kernel.height)×\(window.kernel.width), which are right at the size of the "
                    + "export alone, and the file leaves that open; export the model for a fixed height and width")
        }
        let input = try graph.picture(0, of: reader)
        let shape = graph.shape(input)
        let kernel = window.kernel
        // An axis that is left as it is, where the other is not, has as many outputs as inputs: AdaptiveAvgPool2d((None, 1)).
        let isFixed = kernel == Extent(1)
        let pool = AdaptivePool(
            reduction, rows: kernel.height > 1 || isFixed ? shape.height / kernel.height : nil,
            columns: kernel.width > 1 || isFixed ? shape.width / kernel.width : nil)
        try graph.append(pool == AdaptivePool(.mean) ? Reduction.globalAveragePool : pool, [input], of: reader)
        return true
    }

    private static func pinIfUncertain(
        _ reduction: AdaptivePool.Reduction, _ window: Window, _ reader: ONNXNodeReader,
        _ graph: inout ONNXGraphBuilder
    ) throws {
        guard case .uncertain = try kind(reduction, window, reader, graph) else { return }
        graph.pin(graph.nodes.count - 1)
    }
}

extension ONNXGraphBuilder {
    /// Whether a pool's one window holds all of its input, in PyTorch's file of a fixed size: `F.avg_pool2d(x, x.shape[2:])`.
    fileprivate func isOverAll(_ window: Window, _ reader: ONNXNodeReader) -> Bool {
        guard isPyTorchs, hasFixedSides, window == Window(kernel: window.kernel, stride: window.kernel),
            max(window.kernel.height, window.kernel.width) > 3, let operand = try? operand(0, of: reader)
        else { return false }
        return shape(operand.node).height == window.kernel.height && shape(operand.node).width == window.kernel.width
    }

    /// Whether what a node computes is only ever read as a row of numbers.
    fileprivate func isFlattened(_ reader: ONNXNodeReader) -> Bool {
        isOnlyRead(reader, by: ["Flatten", "Reshape", "Squeeze"])
    }
}
