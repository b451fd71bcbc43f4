import Tensors
import Wording

/// Means, sums and lengths: over height and width, over the channels, or over a part of them.
///
/// Sums over height and width are means times the number of positions that the model was read for, so that at another size
/// they are as large as there.
extension ONNXOperator {
    static let reductions: [String: Reading] = [
        "ReduceL2": reduction(squared: true, summed: true, root: true),
        "ReduceMean": reduction(squared: false, summed: false, root: false),
        "ReduceSum": reduction(squared: false, summed: true, root: false),
        "ReduceSumSquare": reduction(squared: true, summed: true, root: false),
    ]

    private static func reduction(squared: Bool, summed: Bool, root: Bool) -> Reading {
        { reader, graph in
            var operand = try graph.operand(0, of: reader)
            // No axes at all, or an empty list of them, are all of them.
            var given = try graph.integers("axes", orInput: 1, of: reader) ?? []
            if given.isEmpty, reader.integer("noop_with_empty_axes", default: 0) == 0 {
                given = Array(operand.layout.dimensions.indices)
            }
            let axes = Set(given.compactMap { operand.layout.axis($0) })
            guard axes.count == Set(given).count else {
                throw reader.error("it reduces the axes \(given.prefix(8)) of \(operand.layout.sizes)")
            }
            let sizes = operand.layout.sizes
            let count = axes.reduce(1) { $0 * sizes[$1] }
            if squared {
                operand = ONNXOperand(
                    node: try step(.activation(.power(2)), operand.node, reader, &graph), layout: operand.layout)
            }
            operand = try mean(over: axes, of: operand, reader, &graph)
            if summed, count > 1 {
                let channels = graph.shape(operand.node).channels
                let scale = [Float](repeating: Float(count), count: channels)
                let line = Convolution(scale: scale, shift: [Float](repeating: 0, count: channels))
                operand = ONNXOperand(
                    node: try step(.convolution(line), operand.node, reader, &graph), layout: operand.layout)
            }
            if root {
                operand = ONNXOperand(
                    node: try step(.activation(.power(0.5)), operand.node, reader, &graph), layout: operand.layout)
            }
            let keeps = reader.integer("keepdims", default: 1) != 0
            let layout = keeps ? operand.layout : operand.layout.squeezed(axes) ?? operand.layout
            graph.alias(operand.node, layout: layout, of: reader)
        }
    }

    /// A node on the way.
    static func step(
        _ operation: Operation, _ input: Graph.NodeID, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws -> Graph.NodeID {
        let node = Graph.Node(name: graph.unique(reader.name + ":step"), operation: operation, inputs: [input])
        return try graph.append(node, of: reader)
    }

    /// The mean, the reduced dimensions staying as 1.
    private static func mean(
        over axes: Set<Int>, of operand: ONNXOperand, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws -> ONNXOperand {
        let layout = operand.layout
        let parts = axes.flatMap { layout.dimensions[$0] }
        let everything = layout.dimensions.flatMap { $0 }
        let isStandard = layout == ONNXLayout(standard: graph.shape(operand.node))
        let overSpace = isStandard ? axes.isSuperset(of: [2, 3]) : parts.contains { !$0.isChannels }
        let overChannels = parts.contains(where: \.isChannels)
        let overAllChannels = everything.allSatisfy { !$0.isChannels || parts.contains($0) }
        guard !overSpace || everything.allSatisfy({ $0.isChannels || parts.contains($0) }) else {
            throw reader.error(
                "it reduces the axes \(axes.sorted()) of \(layout.sizes); the mean over channels, or over height and "
                    + "width, is supported")
        }
        if overChannels, !overAllChannels, !overSpace, let axis = axes.first, axes.count == 1 {
            return try meanOfParts(axis, operand, reader, &graph)
        }
        guard !overChannels || overAllChannels else {
            throw reader.error(
                "it reduces the axes \(axes.sorted()) of \(layout.sizes), some of the channels among them")
        }
        let kept = ONNXLayout(
            dimensions: layout.dimensions.indices.map { axes.contains($0) ? [] : layout.dimensions[$0] })
        var node = operand.node
        if overSpace { node = try step(.globalAveragePool, node, reader, &graph) }
        if overChannels { node = try step(.channelMean, node, reader, &graph) }
        return ONNXOperand(node: node, layout: kept)
    }

    /// The mean of activations that lie side by side in the channels.
    private static func meanOfParts(
        _ axis: Int, _ operand: ONNXOperand, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws -> ONNXOperand {
        let count = operand.layout.sizes[axis]
        guard count <= 16 else {
            throw reader.error("it reduces \(Phrases.count(count, "part")) of the channels; up to 16 are supported")
        }
        var sum = try graph.taking([0], at: axis, of: operand, reader)
        for place in 1..<count {
            let other = try graph.taking([place], at: axis, of: operand, reader)
            let node = Graph.Node(
                name: graph.unique(reader.name + ":sum"), operation: .arithmetic(.add), inputs: [sum.node, other.node])
            sum = ONNXOperand(node: try graph.append(node, of: reader), layout: sum.layout)
        }
        let channels = graph.shape(sum.node).channels
        let line = Convolution(
            scale: [Float](repeating: 1 / Float(count), count: channels),
            shift: [Float](repeating: 0, count: channels))
        return ONNXOperand(node: try step(.convolution(line), sum.node, reader, &graph), layout: sum.layout)
    }
}
