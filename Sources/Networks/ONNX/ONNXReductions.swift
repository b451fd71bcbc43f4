import Tensors
import Wording

/// Means, sums and lengths: over height and width, over the channels, or over a part of them.
extension ONNXOperator {
    static let reductions: [String: Reading] = [
        "ReduceL1": reduction(of: .absolute, summed: true),
        "ReduceL2": reduction(of: .power(2), summed: true, then: .power(0.5)),
        "ReduceMax": { reader, graph in
            let (operand, axes) = try reduced(reader, &graph)
            finish(try largest(over: axes, of: operand, reader, &graph), axes, reader, &graph)
        },
        "ReduceMean": reduction(summed: false),
        "ReduceSum": reduction(summed: true),
        "ReduceSumSquare": reduction(of: .power(2), summed: true),
    ]

    /// A mean or a sum of a function of each number, and a function of that.
    private static func reduction(
        of inner: (any Operator)? = nil, summed: Bool, then outer: (any Operator)? = nil
    ) -> Reading {
        { reader, graph in
            var (operand, axes) = try reduced(reader, &graph)
            if let inner {
                operand = ONNXOperand(node: try step(inner, operand.node, reader, &graph), layout: operand.layout)
            }
            // What is summed over the channels is a mean times their number, which is the same at every size.
            let channels = axes.flatMap { operand.layout.dimensions[$0] }.filter(\.isChannels)
            let count = channels.reduce(1) { $0 * $1.size }
            operand = try mean(over: axes, summed: summed, of: operand, reader, &graph)
            if summed, count > 1 {
                let channels = graph.shape(operand.node).channels
                let scale = [Float](repeating: Float(count), count: channels)
                let line = Convolution(scale: scale, shift: [Float](repeating: 0, count: channels))
                operand = ONNXOperand(
                    node: try step(.convolution(line), operand.node, reader, &graph), layout: operand.layout)
            }
            if let outer {
                operand = ONNXOperand(node: try step(outer, operand.node, reader, &graph), layout: operand.layout)
            }
            finish(operand, axes, reader, &graph)
        }
    }

    /// The largest, the reduced dimensions staying as 1: over height and width, over the channels, or over a few parts of them.
    private static func largest(
        over axes: Set<Int>, of operand: ONNXOperand, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws -> ONNXOperand {
        let (layout, parts) = (operand.layout, try wholeParts(axes, of: operand, reader))
        let isStandard = layout == ONNXLayout(standard: graph.shape(operand.node))
        let overRows = isStandard ? axes.contains(2) : parts.contains { $0.kind == .height }
        let overColumns = isStandard ? axes.contains(3) : parts.contains { $0.kind == .width }
        var result = operand
        if overRows || overColumns {
            let pool = AdaptivePool(.max, rows: overRows ? 1 : nil, columns: overColumns ? 1 : nil)
            let sides = Set(
                axes.filter { axis in layout.dimensions[axis].contains { !$0.isChannels } || isStandard && axis >= 2 })
            let node = try step(.adaptivePool(pool), operand.node, reader, &graph)
            result = ONNXOperand(node: node, layout: layout.withoutSides(sides))
        }
        guard parts.contains(where: \.isChannels) else {
            return ONNXOperand(node: result.node, layout: layout.without(axes))
        }
        if result.layout.dimensions.flatMap({ $0 }).filter(\.isChannels).allSatisfy(parts.contains) {
            let node = try step(Reduction(.max, over: .channels), result.node, reader, &graph)
            return ONNXOperand(node: node, layout: layout.without(axes))
        }
        for axis in axes.sorted() where layout.dimensions[axis].contains(where: \.isChannels) {
            let count = result.layout.sizes[axis]
            guard count <= 64 else {
                throw reader.error(
                    "it takes the largest of \(Phrases.count(count, "part")) of the channels; up to 64 are supported")
            }
            var most = try graph.taking([0], at: axis, of: result, reader)
            for place in 1..<count {
                let other = try graph.taking([place], at: axis, of: result, reader)
                let node = Graph.Node(
                    name: graph.unique(reader.name + ":max"), operation: .arithmetic(.maximum),
                    inputs: [most.node, other.node])
                most = ONNXOperand(node: try graph.append(node, of: reader), layout: most.layout)
            }
            result = most
        }
        return result
    }

    /// What a reduction reads, and the axes that it takes away.
    static func reduced(
        _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws -> (ONNXOperand, Set<Int>) {
        let operand = try graph.operand(0, of: reader)
        // No axes at all, or an empty list of them, are all of them.
        var given = try graph.integers("axes", orInput: 1, of: reader) ?? []
        if given.isEmpty, reader.integer("noop_with_empty_axes", default: 0) == 0 {
            given = Array(operand.layout.dimensions.indices)
        }
        let axes = Set(given.compactMap { operand.layout.axis($0) })
        guard axes.count == Set(given).count else {
            throw reader.error("it reduces the axes \(given.prefix(8)) of \(operand.layout.sizes)")
        }
        return (operand, axes)
    }

    /// What the axes are made of: channels, and height and width as a whole. Over a part of a side, such as the keys of an attention whose heads
    /// lie in the rows as well, they are reduced as any dimension is.
    private static func wholeParts(
        _ axes: Set<Int>, of operand: ONNXOperand, _ reader: ONNXNodeReader
    ) throws -> [ONNXLayout.Atom] {
        let parts = axes.flatMap { operand.layout.dimensions[$0] }
        guard !parts.contains(where: \.isPartOfSide) else {
            throw reader.error(
                "it reduces the axes \(axes.sorted()) of \(operand.layout.sizes), a part of a side among them")
        }
        return parts
    }

    static func finish(
        _ operand: ONNXOperand, _ axes: Set<Int>, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) {
        let keeps = reader.integer("keepdims", default: 1) != 0
        let layout = keeps ? operand.layout : operand.layout.squeezed(axes) ?? operand.layout
        graph.alias(operand.node, layout: layout, of: reader)
    }

    /// A node on the way.
    static func step(
        _ operation: any Operator, _ input: Graph.NodeID, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws -> Graph.NodeID {
        let node = Graph.Node(name: graph.unique(reader.name + ":step"), operation: operation, inputs: [input])
        return try graph.append(node, of: reader)
    }

    /// The mean, the reduced dimensions staying as 1; over height and width the sum if `summed`.
    private static func mean(
        over axes: Set<Int>, summed: Bool, of operand: ONNXOperand, _ reader: ONNXNodeReader,
        _ graph: inout ONNXGraphBuilder
    ) throws -> ONNXOperand {
        let layout = operand.layout
        let parts = try wholeParts(axes, of: operand, reader)
        let everything = layout.dimensions.flatMap { $0 }
        // An axis of height may have one position here, and more at another size.
        let isStandard = layout == ONNXLayout(standard: graph.shape(operand.node))
        let overRows = isStandard ? axes.contains(2) : parts.contains { $0.kind == .height }
        let overColumns = isStandard ? axes.contains(3) : parts.contains { $0.kind == .width }
        let overChannels = parts.contains(where: \.isChannels)
        let overAllChannels = everything.allSatisfy { !$0.isChannels || parts.contains($0) }
        if overChannels, !overAllChannels, !overRows, !overColumns, let axis = axes.first, axes.count == 1 {
            return try meanOfParts(axis, operand, reader, &graph)
        }
        guard !overChannels || overAllChannels else {
            throw reader.error(
                "it reduces the axes \(axes.sorted()) of \(layout.sizes), some of the channels among them")
        }
        var node = operand.node
        if overRows || overColumns {
            let pool = AdaptivePool(summed ? .sum : .mean, rows: overRows ? 1 : nil, columns: overColumns ? 1 : nil)
            node = try step(
                pool == AdaptivePool(.mean) ? .globalAveragePool : .adaptivePool(pool), node, reader, &graph)
        }
        if overChannels { node = try step(.channelMean, node, reader, &graph) }
        return ONNXOperand(node: node, layout: layout.without(axes))
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
