import Tensors

/// No arrangement makes it possible: the usual reading has said why.
struct ONNXNoLayout: Error {}

/// Operators over any dimension of a tensor, however that lies in the activation: what an operator works on is brought into the channels,
/// and what it works along into the rows and columns.
///
/// These are read where the usual reading, which leaves an activation as it is, does not fit.
enum ONNXAnyLayout {
    private typealias Reading = ONNXOperator.Reading

    /// The operators that can be read so.
    static let byName: [String: ONNXOperator.Reading] = [
        "Add": combined(.add), "AveragePool": averagePool,
        "BatchNormalization": { try ONNXOperator.batchNormalization($0, &$1, bringing: 1) },
        "Concat": joined,
        "Conv": convolution, "Div": combined(.divide), "Gather": gathered,
        "Gemm": gemm, "LayerNormalization": normalized, "MatMul": product,
        "MaxPool": maxPool, "Mul": combined(.multiply), "Pad": padded, "ReduceL1": reduced(.sum, of: .absolute),
        "ReduceL2": reduced(.sum, of: .power(2), then: .power(0.5)), "ReduceMax": reduced(.max),
        "ReduceMean": reduced(.mean),
        "ReduceSum": reduced(.sum), "ReduceSumSquare": reduced(.sum, of: .power(2)), "Slice": sliced,
        "Softmax": softmax, "Split": split, "Sub": combined(.subtract),
    ]

    private static func combined(_ arithmetic: Arithmetic) -> Reading {
        { reader, graph in
            guard !graph.isConstant(0, of: reader), !graph.isConstant(1, of: reader) else { throw ONNXNoLayout() }
            let operands = try [graph.activation(0, of: reader), graph.activation(1, of: reader)]
            let aligned = try graph.aligned(operands[0], operands[1], reader)
            try graph.append(.arithmetic(arithmetic), aligned.nodes, layout: aligned.layout, of: reader)
        }
    }

    private static let softmax: Reading = { reader, graph in
        let operand = try graph.activation(0, of: reader)
        guard let axis = operand.layout.axis(reader.integer("axis", default: graph.opset < 13 ? 1 : -1)) else {
            throw ONNXNoLayout()
        }
        let axes = graph.opset < 13 ? Array(axis..<operand.layout.dimensions.count) : [axis]
        let brought = try graph.bringing(axes, of: operand, reader)
        try graph.append(.softmax, [brought.node], layout: brought.layout, of: reader)
    }

    /// A mean, a sum or a maximum of a function of each number, and a function of that.
    private static func reduced(
        _ kind: Reduction.Kind, of inner: (any Operator)? = nil, then outer: (any Operator)? = nil
    ) -> Reading {
        { reader, graph in
            _ = try graph.activation(0, of: reader)
            let (operand, axes) = try ONNXOperator.reduced(reader, &graph)
            let brought = try graph.bringing(axes.sorted(), of: operand, reader)
            var node = brought.node
            for operation in [inner, Reduction(kind, over: .channels), outer].compactMap(\.self) {
                node = try ONNXOperator.step(operation, node, reader, &graph)
            }
            ONNXOperator.finish(ONNXOperand(node: node, layout: brought.layout.without(axes)), axes, reader, &graph)
        }
    }

    private static let normalized: Reading = { reader, graph in
        let operand = try graph.activation(0, of: reader)
        guard let first = operand.layout.axis(reader.integer("axis", default: -1)) else { throw ONNXNoLayout() }
        let axes = Array(first..<operand.layout.dimensions.count)
        let brought = try graph.bringing(axes, of: operand, reader)
        let channels = graph.shape(brought.node).channels
        let scale = try graph.requiredConstant(1, of: reader).floats(for: reader).values
        let shift =
            try graph.constant(2, of: reader)?.floats(for: reader).values ?? [Float](repeating: 0, count: channels)
        guard scale.count == channels, shift.count == channels else { throw ONNXNoLayout() }
        let normalization = ChannelNormalization(
            scale: scale, shift: shift, epsilon: reader.float("epsilon", default: 1e-5))
        try graph.append(.channelNormalization(normalization), [brought.node], layout: brought.layout, of: reader)
        graph.pinIfOpen(operand, axes)
    }

    // MARK: Products

    /// With a constant of any rank, a convolution of one tap, in a group for each of its matrices; of two activations, a contraction.
    private static let product: Reading = { reader, graph in
        for index in [1, 0] where graph.isConstant(index, of: reader) {
            let weights = try graph.requiredConstant(index, of: reader).floats(for: reader)
            return try dense(
                try graph.activation(1 - index, of: reader), weights, isLeft: index == 0, bias: nil, reader, &graph)
        }
        let product = try graph.contracted(
            try graph.activation(0, of: reader), try graph.activation(1, of: reader), scale: 1, reader)
        graph.alias(product.node, layout: product.layout, of: reader)
    }

    private static let gemm: Reading = { reader, graph in
        let operand = try graph.activation(0, of: reader)
        let (weights, bias) = try ONNXOperator.affineMap(reader, &graph)
        try dense(operand, weights.transposed, isLeft: false, bias: bias, reader, &graph)
    }

    /// x·W + b, or W·x if `isLeft`.
    private static func dense(
        _ operand: ONNXOperand, _ weights: Tensor, isLeft: Bool, bias: [Float]?, _ reader: ONNXNodeReader,
        _ graph: inout ONNXGraphBuilder
    ) throws {
        let (rank, sizes) = (operand.layout.dimensions.count, weights.shape.dimensions)
        guard rank >= 2, (2...rank).contains(sizes.count) else { throw ONNXNoLayout() }
        let (rows, columns) = (sizes[sizes.count - 2], sizes[sizes.count - 1])
        let (inputs, outputs) = isLeft ? (columns, rows) : (rows, columns)
        let axis = rank - (isLeft ? 2 : 1)
        let batch = sizes.indices.dropLast(2).filter { sizes[$0] > 1 }.map { rank - sizes.count + $0 }
        guard operand.layout.sizes[axis] == inputs,
            batch.allSatisfy({ operand.layout.sizes[$0] == sizes[$0 - rank + sizes.count] })
        else { throw ONNXNoLayout() }
        let brought = try graph.bringing(batch + [axis], of: operand, reader)
        let groups = batch.reduce(1) { $0 * operand.layout.sizes[$1] }
        let taps = Tensor(Shape([groups * outputs, inputs, 1, 1])) { values in
            for place in 0..<groups * outputs * inputs {
                let (line, input) = place.quotientAndRemainder(dividingBy: inputs)
                let (group, output) = line.quotientAndRemainder(dividingBy: outputs)
                let inMatrix = isLeft ? output * columns + input : input * columns + output
                values[place] = weights.values[group * rows * columns + inMatrix]
            }
        }
        let convolution = Convolution(
            weights: taps, bias: bias ?? [Float](repeating: 0, count: groups * outputs),
            window: Window(kernel: Extent(1)), groups: groups)
        var layout = brought.layout.replacingChannels(axis, count: outputs)
        var stride = outputs
        for axis in batch.reversed() {
            layout = layout.withChannels(axis, count: operand.layout.sizes[axis], stride: stride)
            stride *= operand.layout.sizes[axis]
        }
        try graph.append(.convolution(convolution), [brought.node], layout: layout, of: reader)
        graph.pinIfOpen(operand, batch + [axis])
    }

    /// Many pictures, windows for instance, each of which has its own margins, as groups of channels of one.
    private static func sideBySide(
        _ operand: ONNXOperand, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws -> Graph.NodeID {
        guard operand.layout.dimensions.count == 4, operand.layout.sizes[0] > 1 else { throw ONNXNoLayout() }
        let pieces = try graph.pieces(operand)
        let numbers = pieces.numbered()
        return try graph.arranging(
            operand.node, pieces, numbers,
            to: Arrangement(channels: numbers[0] + numbers[1], rows: numbers[2], columns: numbers[3]), reader
        ).node
    }

    /// The node gives out `count` channels of each of the pictures that `operand` was.
    private static func give(
        _ node: Graph.NodeID, channels count: Int, ofEachOf operand: ONNXOperand, _ reader: ONNXNodeReader,
        _ graph: inout ONNXGraphBuilder
    ) throws {
        let layout = ONNXLayout(standard: graph.shape(node)).splitting(1, into: [operand.layout.sizes[0], count])
        guard let layout else { throw ONNXNoLayout() }
        graph.alias(node, layout: layout.squeezed([0]) ?? layout, of: reader)
        graph.pinIfOpen(operand, [0])
    }

    private static let maxPool: Reading = { reader, graph in
        let window = try reader.window(kernel: nil)
        guard window.kernel.height * window.kernel.width <= 256 else { throw ONNXNoLayout() }
        try pool(.maxPool(window), reader, &graph)
    }

    private static let averagePool: Reading = { reader, graph in
        let window = try reader.window(kernel: nil)
        guard window.dilation == Extent(1) else { throw ONNXNoLayout() }
        let counts = reader.integer("count_include_pad", default: 0) != 0
        try pool(.averagePool(window, countingPadding: counts), reader, &graph)
    }

    private static func pool(
        _ pool: any Operator, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws {
        let operand = try graph.activation(0, of: reader)
        let node = try ONNXOperator.step(pool, sideBySide(operand, reader, &graph), reader, &graph)
        try give(node, channels: operand.layout.sizes[1], ofEachOf: operand, reader, &graph)
    }

    private static let convolution: Reading = { reader, graph in
        let operand = try graph.activation(0, of: reader)
        let weights = try graph.requiredConstant(1, of: reader).floats(for: reader)
        if weights.shape.rank == 3 { return try convolutionOverLine(operand, weights, reader, &graph) }
        if weights.shape.rank == 5 { return try convolutionOfEach(operand, weights, reader, &graph) }
        guard weights.shape.rank == 4 else { throw ONNXNoLayout() }
        let brought = try sideBySide(operand, reader, &graph)
        let pictures = operand.layout.sizes[0]
        let groups = reader.integer("group", default: 1)
        let (outputs, inputs) = (weights.shape.dimensions[0], weights.shape.dimensions[1])
        let bias =
            try graph.constant(2, of: reader)?.floats(for: reader).values ?? [Float](repeating: 0, count: outputs)
        guard (1...1 << 12).contains(groups), pictures <= (1 << 24) / max(weights.values.count, 1),
            bias.count == outputs,
            outputs % groups == 0,
            graph.shape(brought).channels == pictures * groups * inputs
        else { throw ONNXNoLayout() }
        let copies = [Int](repeating: 0, count: pictures)
        let tiled = Tensor(
            shape: Shape([pictures * outputs] + weights.shape.dimensions.dropFirst()),
            values: copies.flatMap { _ in weights.values })
        let window = try reader.window(kernel: Extent(height: weights.shape.height, width: weights.shape.width))
        let convolution = Convolution(
            weights: tiled, bias: copies.flatMap { _ in bias }, window: window, groups: pictures * groups)
        let node = try ONNXOperator.step(.convolution(convolution), brought, reader, &graph)
        try give(node, channels: outputs, ofEachOf: operand, reader, &graph)
    }

    /// A line of positions is a picture of one row.
    private static func convolutionOverLine(
        _ operand: ONNXOperand, _ weights: Tensor, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws {
        let sizes = weights.shape.dimensions
        let groups = reader.integer("group", default: 1)
        let pads = try reader.integers("pads", count: 2, in: 0...1024, default: [0, 0])
        let stride = try reader.integers("strides", count: 1, in: 1...1024, default: [1])[0]
        let dilation = try reader.integers("dilations", count: 1, in: 1...1024, default: [1])[0]
        let bias =
            try graph.constant(2, of: reader)?.floats(for: reader).values ?? [Float](repeating: 0, count: sizes[0])
        guard operand.layout.dimensions.count == 3, operand.layout.dimensions[0].isEmpty, groups >= 1,
            bias.count == sizes[0],
            sizes[0] % groups == 0, operand.layout.sizes[1] == groups * sizes[1]
        else { throw ONNXNoLayout() }
        let pieces = try graph.pieces(operand)
        let numbers = pieces.numbered()
        // With one tap it does not matter where the positions lie.
        let isPlain = sizes[2] == 1 && stride == 1 && pads == [0, 0]
        let others = graph.spread(pieces, numbers, but: Set(numbers[1]))
        let brought = try graph.arranging(
            operand.node, pieces, numbers,
            to: Arrangement(
                channels: numbers[1], rows: isPlain ? others.rows : [], columns: isPlain ? others.columns : numbers[2]),
            reader)
        let window = Window(
            kernel: Extent(height: 1, width: sizes[2]), stride: Extent(height: 1, width: stride),
            dilation: Extent(height: 1, width: dilation),
            padding: .explicit(before: Extent(height: 0, width: pads[0]), after: Extent(height: 0, width: pads[1])))
        let convolution = Convolution(
            weights: Tensor(shape: Shape([sizes[0], sizes[1], 1, sizes[2]]), values: weights.values), bias: bias,
            window: window, groups: groups)
        let node = try ONNXOperator.step(.convolution(convolution), brought.node, reader, &graph)
        var layout = brought.layout.replacingChannels(1, count: sizes[0])
        if !isPlain { layout = layout.withLine(2, of: graph.shape(node).width) }
        graph.alias(node, layout: layout, of: reader)
    }

    /// A convolution over height and width alone of a tensor with a dimension behind them, each of whose places is a picture (Bello,
    /// "LambdaNetworks", 2021).
    private static func convolutionOfEach(
        _ operand: ONNXOperand, _ weights: Tensor, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws {
        let sizes = weights.shape.dimensions
        let pads = try reader.integers("pads", count: 6, in: 0...1024, default: [0, 0, 0, 0, 0, 0])
        let bias =
            try graph.constant(2, of: reader)?.floats(for: reader).values ?? [Float](repeating: 0, count: sizes[0])
        guard operand.layout.dimensions.count == 5, operand.layout.dimensions[0].isEmpty, sizes[4] == 1, pads[2] == 0,
            pads[5] == 0,
            operand.layout.sizes[1] == sizes[1], operand.layout.sizes[4] <= (1 << 24) / max(weights.values.count, 1),
            reader.integer("group", default: 1) == 1,
            try reader.integers("strides", count: 3, in: 1...1, default: [1, 1, 1]) == [1, 1, 1],
            try reader.integers("dilations", count: 3, in: 1...1, default: [1, 1, 1]) == [1, 1, 1],
            bias.count == sizes[0]
        else { throw ONNXNoLayout() }
        let pieces = try graph.pieces(operand)
        let numbers = pieces.numbered()
        let brought = try graph.arranging(
            operand.node, pieces, numbers,
            to: Arrangement(channels: numbers[4] + numbers[1], rows: numbers[2], columns: numbers[3]), reader)
        let pictures = operand.layout.sizes[4]
        let copies = [Int](repeating: 0, count: pictures)
        let window = Window(
            kernel: Extent(height: sizes[2], width: sizes[3]),
            padding: .explicit(
                before: Extent(height: pads[0], width: pads[1]), after: Extent(height: pads[3], width: pads[4])))
        let tiled = Tensor(
            shape: Shape([pictures * sizes[0], sizes[1], sizes[2], sizes[3]]),
            values: copies.flatMap { _ in weights.values })
        let convolution = Convolution(
            weights: tiled, bias: copies.flatMap { _ in bias }, window: window, groups: pictures)
        let node = try ONNXOperator.step(.convolution(convolution), brought.node, reader, &graph)
        let shape = graph.shape(node)
        let layout = brought.layout.replacingChannels(1, count: sizes[0]).withChannels(
            4, count: pictures, stride: sizes[0]
        )
        .withSide(2, isHeight: true, of: shape.height).withSide(3, isHeight: false, of: shape.width)
        graph.alias(node, layout: layout, of: reader)
        graph.pinIfOpen(operand, [4])
    }

    // MARK: Joining and cutting

    private static let joined: Reading = { reader, graph in
        let operands = try reader.node.input.indices.map { try graph.activation($0, of: reader) }
        let joined = try graph.joiningAnywhere(operands, at: reader.integer("axis", default: 1), reader)
        graph.alias(joined.node, layout: joined.layout, of: reader)
    }

    private static let gathered: Reading = { reader, graph in
        let indices = try graph.requiredConstant(1, of: reader).numbers(for: reader)
        try graph.gather(indices.integers, sizes: indices.sizes, at: reader.integer("axis", default: 0), reader)
    }

    private static let split: Reading = { reader, graph in
        let operand = try graph.activation(0, of: reader)
        guard let axis = operand.layout.axis(reader.integer("axis", default: 0)) else { throw ONNXNoLayout() }
        let (parts, isFilled) = try graph.splitting(operand.layout.sizes[axis], reader)
        guard isFilled else { throw ONNXNoLayout() }
        var first = 0
        for (output, count) in parts.enumerated() {
            let part = try graph.takingAnywhere(Array(first..<first + count), at: axis, of: operand, reader)
            graph.alias(part.node, layout: part.layout, output: output, of: reader)
            first += count
        }
    }

    private static let sliced: Reading = { reader, graph in
        var operand = try graph.activation(0, of: reader)
        guard let starts = try graph.integers("starts", orInput: 1, of: reader),
            let ends = try graph.integers("ends", orInput: 2, of: reader), starts.count == ends.count
        else { throw ONNXNoLayout() }
        let axes = try graph.integers("axes", orInput: 3, of: reader) ?? Array(starts.indices)
        let steps = try graph.constant(4, of: reader)?.numbers(for: reader).integers ?? starts.map { _ in 1 }
        guard axes.count == starts.count, steps.count == starts.count, steps.allSatisfy({ $0 > 0 }) else {
            throw ONNXNoLayout()
        }
        let followsSize = graph.followsSize
        graph.sizeIsFollowed()
        for (index, given) in axes.enumerated() {
            guard let axis = operand.layout.axis(given) else { throw ONNXNoLayout() }
            let size = operand.layout.sizes[axis]
            let bound = { (place: Int) in
                min(max(place < 0 ? place.addingReportingOverflow(size).partialValue : place, 0), size)
            }
            let places = Array(stride(from: bound(starts[index]), to: bound(ends[index]), by: steps[index]))
            if places == Array(0..<size) {
                // At another size something may be cut off.
                if followsSize { graph.pin(operand.node) }
                continue
            }
            operand = try graph.takingAnywhere(places, at: axis, of: operand, reader)
        }
        graph.alias(operand.node, layout: operand.layout, of: reader)
    }

    /// Places of a constant before and after those of a dimension.
    private static let padded: Reading = { reader, graph in
        let operand = try graph.activation(0, of: reader)
        let rank = operand.layout.dimensions.count
        let pads =
            try reader.integers("pads") ?? graph.constant(1, of: reader)?.numbers(for: reader).integers ?? []
        let value = try graph.constant(2, of: reader)?.scalar(for: reader) ?? reader.float("value", default: 0)
        guard reader.string("mode", default: "constant") == "constant", !graph.has(3, of: reader),
            pads.count == 2 * rank,
            pads.allSatisfy({ (0...4096).contains($0) }),
            let axis = (0..<rank).first(where: { pads[$0] + pads[$0 + rank] > 0 }),
            pads.indices.allSatisfy({ $0 % rank == axis || pads[$0] == 0 })
        else { throw ONNXNoLayout() }
        let size = operand.layout.sizes[axis]
        let (before, after) = (pads[axis], pads[axis + rank])
        let places = [Int](repeating: 0, count: before) + Array(0..<size) + [Int](repeating: 0, count: after)
        let part = try graph.takingAnywhere(places, at: axis, of: operand, reader)
        let isOwn = places.indices.map { (before..<before + size).contains($0) }
        let line = Convolution(scale: isOwn.map { $0 ? 1 : 0 }, shift: isOwn.map { $0 ? 0 : value })
        try graph.append(.convolution(line), [part.node], layout: part.layout, of: reader)
    }
}

extension ONNXGraphBuilder {
    /// The places of a dimension that `indices` name, counted from the end where they are negative, in dimensions of `sizes`.
    mutating func gather(_ indices: [Int], sizes: [Int], at given: Int, _ reader: ONNXNodeReader) throws {
        let operand = try activation(0, of: reader)
        guard let axis = operand.layout.axis(given) else { throw ONNXNoLayout() }
        let size = operand.layout.sizes[axis]
        let part = try takingAnywhere(indices.map { $0 < 0 ? $0 + size : $0 }, at: axis, of: operand, reader)
        guard let layout = part.layout.splitting(axis, into: sizes) else { throw ONNXNoLayout() }
        alias(part.node, layout: layout, of: reader)
    }
}

extension ONNXLayout {
    /// With dimension `axis` as `count` channels that lie `stride` apart.
    func withChannels(_ axis: Int, count: Int, stride: Int) -> ONNXLayout {
        var dimensions = dimensions
        dimensions[axis] = count > 1 ? [Atom(kind: .channels(stride: stride), size: count)] : []
        return ONNXLayout(dimensions: dimensions)
    }
}
