import Tensors
import Wording

/// Normalizations by what is found in the picture: over neighbours, over the channels, over groups of them.
extension ONNXOperator {
    static let normalizations: [String: Reading] = [
        "GroupNormalization": groupNormalization, "InstanceNormalization": instanceNormalization,
        "LayerNormalization": layerNormalization, "LRN": localResponse, "Softmax": softmax,
    ]

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
        if let first = operand.layout.axis(reader.integer("axis", default: -1)), first < last,
            operand.layout.dimensions[..<first].allSatisfy(\.isEmpty)
        {
            return try normalize(operand, groups: 1, size: channels, reader, &graph)
        }
        guard operand.layout.axis(reader.integer("axis", default: -1)) == last, last >= 0,
            operand.layout.isChannels(last, count: channels)
        else {
            throw reader.error("its input is \(operand.layout.sizes); the normalization of the channels is supported")
        }
        let scale = try graph.requiredConstant(1, of: reader).floats(for: reader).values
        let shift =
            try graph.constant(2, of: reader)?.floats(for: reader).values ?? [Float](repeating: 0, count: channels)
        guard scale.count == channels, shift.count == channels else {
            throw reader.error(
                "\(Phrases.count(scale.count, "scale")) and \(Phrases.count(shift.count, "shift")) for \(Phrases.count(channels, "channel"))"
            )
        }
        let normalization = ChannelNormalization(
            scale: scale, shift: shift, epsilon: reader.float("epsilon", default: 1e-5))
        try graph.append(.channelNormalization(normalization), [operand.node], layout: operand.layout, of: reader)
    }

    private static let softmax: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let channels = graph.shape(operand.node).channels
        // Before version 13 it went over everything from its axis on.
        let given = reader.integer("axis", default: graph.opset < 13 ? 1 : -1)
        guard let axis = operand.layout.axis(given),
            graph.opset >= 13 || operand.layout.dimensions[(axis + 1)...].allSatisfy(\.isEmpty)
        else { throw reader.error("it goes over axis \(given) of \(operand.layout.sizes)") }
        if operand.layout.isChannels(axis, count: channels) {
            return try graph.append(.softmax, [operand.node], layout: operand.layout, of: reader)
        }
        guard operand.layout.sizes[axis] == 2, operand.layout.channelCounts(around: axis) != nil else {
            throw reader.error(
                "it goes over axis \(given) of \(operand.layout.sizes); a softmax over the channels, or between two parts "
                    + "of them, is supported")
        }
        // Of two, each is the sigmoid of its lead.
        let parts = try [0, 1].map { try graph.taking([$0], at: axis, of: operand, reader) }
        let shares = try [(0, 1), (1, 0)].map { one, other in
            let lead = Graph.Node(
                name: graph.unique(reader.name + ":lead"), operation: .arithmetic(.subtract),
                inputs: [parts[one].node, parts[other].node])
            let node = try step(.sigmoid, try graph.append(lead, of: reader), reader, &graph)
            return ONNXOperand(node: node, layout: parts[one].layout)
        }
        let joined = try graph.joining(shares, at: axis, reader)
        graph.alias(joined.node, layout: joined.layout, of: reader)
    }

    // MARK: Over groups

    /// Zero mean and unit variance over each place of the second dimension, which is a group when the model has folded the
    /// others into the third (Wu and He, "Group normalization", 2018).
    private static let instanceNormalization: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        guard operand.layout.dimensions.count >= 3, operand.layout.dimensions[0].isEmpty,
            let (outer, groups, inner) = operand.layout.channelCounts(around: 1).map({ ($0.outer, $0.middle, $0.inner) }
            )
                ?? mixedCounts(operand.layout), outer == 1
        else { throw reader.error("its input is \(operand.layout.sizes), whose second dimension is not of channels") }
        try normalize(operand, groups: groups, size: inner, reader, &graph)
    }

    /// The groups of a layout whose later dimensions mix channels with height and width.
    private static func mixedCounts(_ layout: ONNXLayout) -> (Int, Int, Int)? {
        guard layout.dimensions[1].allSatisfy(\.isChannels) else { return nil }
        let count = { (atoms: [ONNXLayout.Atom]) in atoms.filter(\.isChannels).reduce(1) { $0 * $1.size } }
        return (1, count(layout.dimensions[1]), count(layout.dimensions.dropFirst(2).flatMap { $0 }))
    }

    private static let groupNormalization: Reading = { reader, graph in
        let input = try graph.picture(0, of: reader)
        let channels = graph.shape(input).channels
        let groups = reader.integer("num_groups", default: 0)
        guard (1...channels).contains(groups), channels % groups == 0 else {
            throw reader.error("it makes \(groups) groups of \(channels) channels")
        }
        let operand = ONNXOperand(node: input, layout: ONNXLayout(standard: graph.shape(input)))
        try normalize(operand, groups: groups, size: channels / groups, reader, &graph)
    }

    /// `groups` runs of `size` channels, each with the mean and variance of all of its numbers.
    private static func normalize(
        _ operand: ONNXOperand, groups: Int, size: Int, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws {
        let channels = graph.shape(operand.node).channels
        guard groups * size == channels,
            operand.layout.channelOrder(count: channels) ?? Array(0..<channels)
                == Array(0..<channels)
        else { throw reader.error("its groups are not of neighbouring channels") }
        let parameters = try [1, 2].map { index -> [Float] in
            let list = try graph.constant(index, of: reader)?.floats(for: reader).values ?? [index == 1 ? 1 : 0]
            return list.allSatisfy { $0 == list[0] } ? Array(list.prefix(1)) : list
        }
        guard parameters.allSatisfy({ [1, groups, channels].contains($0.count) }) else {
            throw reader.error(
                "\(parameters[0].count) scales and \(parameters[1].count) shifts for \(groups) groups of \(channels) channels"
            )
        }
        let spread = parameters.map { list in (0..<channels).map { list[$0 * list.count / channels] } }
        let epsilon = reader.float("epsilon", default: 1e-5)
        func node(_ operation: any Operator, _ inputs: [Graph.NodeID]) throws -> Graph.NodeID {
            try graph.append(
                Graph.Node(name: graph.unique(reader.name + ":step"), operation: operation, inputs: inputs), of: reader)
        }
        // The mean over the positions, then over the channels of a group; the bias is what is added to it.
        func mean(_ input: Graph.NodeID, bias: Float) throws -> Graph.NodeID {
            let weights = Tensor(
                shape: Shape([channels, size, 1, 1]),
                values: [Float](repeating: 1 / Float(size), count: channels * size))
            let average = Convolution(
                weights: weights, bias: [Float](repeating: bias, count: channels), window: Window(kernel: Extent(1)),
                groups: groups)
            return try node(.convolution(average), [try node(.globalAveragePool, [input])])
        }
        let centred = try node(.arithmetic(.subtract), [operand.node, try mean(operand.node, bias: 0)])
        let variance = try mean(try node(.power(2), [centred]), bias: epsilon)
        let scaled = try node(.arithmetic(.multiply), [centred, try node(.power(-0.5), [variance])])
        try graph.append(
            .convolution(Convolution(scale: spread[0], shift: spread[1])), [scaled], layout: operand.layout, of: reader)
    }
}
