import Tensors

/// Cutting and joining along the channels, or along a part of them: a model may have split them into groups, or have laid
/// several activations side by side.
extension ONNXLayout {
    /// By dimension: the channels, relative to the first, that its places stand for; nil when a dimension mixes channels
    /// with height or width.
    private var channelOffsets: [[Int]]? {
        var offsets: [[Int]] = []
        for atoms in dimensions {
            let parts = atoms.filter(\.isChannels)
            guard parts.isEmpty || parts.count == atoms.count else { return nil }
            offsets.append(
                parts.reduce([0]) { order, part in
                    guard case .channels(let stride) = part.kind else { return order }
                    return order.flatMap { first in (0..<part.size).map { first + $0 * stride } }
                })
        }
        return offsets
    }

    /// Those at `places` of dimension `axis`: the channels that are left, in the order of the tensor, and the layout of an
    /// activation that has just those. Nil when the dimension is not made of channels, or holds no such place.
    func taking(_ places: [Int], at axis: Int) -> (channels: [Int], layout: ONNXLayout)? {
        guard dimensions[axis].allSatisfy(\.isChannels), var offsets = channelOffsets,
            places.allSatisfy(offsets[axis].indices.contains)
        else { return nil }
        offsets[axis] = places.map { offsets[axis][$0] }
        guard ONNXNumbers.count(offsets.map(\.count), limit: 1 << 20) != nil else { return nil }
        let channels = offsets.reduce([0]) { order, offsets in order.flatMap { first in offsets.map { first + $0 } } }
        var result = dimensions
        var stride = 1
        for (index, places) in offsets.enumerated().reversed() where result[index].allSatisfy(\.isChannels) {
            result[index] = places.count > 1 ? [Atom(kind: .channels(stride: stride), size: places.count)] : []
            stride *= places.count
        }
        return (channels, ONNXLayout(dimensions: result))
    }

    /// How many places each dimension has for channels before `axis`, at it, and after it.
    func channelCounts(around axis: Int) -> (outer: Int, middle: Int, inner: Int)? {
        guard dimensions[axis].allSatisfy(\.isChannels), let offsets = channelOffsets else { return nil }
        let count = { (part: ArraySlice<[Int]>) in part.reduce(1) { $0 * $1.count } }
        return (count(offsets[..<axis]), offsets[axis].count, count(offsets[(axis + 1)...]))
    }

    /// Whether both are the same but for dimension `axis`.
    func agrees(with other: ONNXLayout, exceptAt axis: Int) -> Bool {
        dimensions.count == other.dimensions.count
            && dimensions.indices.allSatisfy { index in
                index == axis
                    || sizes[index] == other.sizes[index]
                        && dimensions[index].filter { !$0.isChannels }
                            == other.dimensions[index].filter { !$0.isChannels }
            }
    }
}

extension ONNXGraphBuilder {
    /// Selects those at `places` of an operand's dimension; the operand itself when those are all, in their order.
    mutating func taking(
        _ places: [Int], at axis: Int, of operand: ONNXOperand, _ reader: ONNXNodeReader
    ) throws -> ONNXOperand {
        if isTokenLine(axis, of: operand), let first = places.first, places == Array(first..<first + places.count),
            first >= 0, first + places.count <= shape(operand.node).area
        {
            return try takingTokens(first..<first + places.count, at: axis, of: operand, reader)
        }
        guard let (channels, layout) = operand.layout.taking(places, at: axis), !channels.isEmpty else {
            throw reader.error(
                "it takes \(places.count) of axis \(axis) of \(operand.layout.sizes); the channels can be cut")
        }
        if channels == Array(0..<shape(operand.node).channels) {
            return ONNXOperand(node: operand.node, layout: layout)
        }
        let node = Graph.Node(
            name: unique(reader.name + ":select"), operation: .channelSelection(channels), inputs: [operand.node])
        return ONNXOperand(node: try append(node, of: reader), layout: layout)
    }

    /// Several operands one after the other along a dimension that is made of channels.
    mutating func joining(_ operands: [ONNXOperand], at given: Int, _ reader: ONNXNodeReader) throws -> ONNXOperand {
        guard let first = operands.first, let axis = first.layout.axis(given),
            operands.allSatisfy({ $0.layout.agrees(with: first.layout, exceptAt: axis) })
        else {
            throw reader.error(
                "it joins \(operands.prefix(4).map(\.layout.sizes)) along axis \(given), which do not fit")
        }
        var straight: [ONNXOperand] = []
        var middles: [Int] = []
        var around = (outer: 1, inner: 1)
        for operand in operands {
            guard let counts = operand.layout.channelCounts(around: axis) else {
                throw reader.error("a concatenation along the channels is supported")
            }
            straight.append(try taking(Array(0..<counts.middle), at: axis, of: operand, reader))
            middles.append(counts.middle)
            around = (counts.outer, counts.inner)
        }
        let total = middles.reduce(0, +)
        guard let count = ONNXNumbers.count([around.outer, total, around.inner], limit: 1 << 20) else {
            throw reader.error("it makes more channels than are supported")
        }
        var node = try append(
            Graph.Node(name: unique(reader.name + ":join"), operation: .concatenation, inputs: straight.map(\.node)),
            of: reader)
        // The parts of each operand that come before the axis stand apart in the joined tensor.
        var order: [Int] = []
        for outer in 0..<around.outer {
            var start = 0
            for middle in middles {
                let block = middle * around.inner
                order += start + outer * block..<start + (outer + 1) * block
                start += block * around.outer
            }
        }
        if order != Array(0..<count) {
            node = try append(
                Graph.Node(name: unique(reader.name + ":order"), operation: .channelSelection(order), inputs: [node]),
                of: reader)
        }
        return ONNXOperand(node: node, layout: try joinedLayout(straight[0].layout, axis, total, reader))
    }

    /// The layout with `total` places at `axis`, all channels in the tensor's order.
    private func joinedLayout(
        _ layout: ONNXLayout, _ axis: Int, _ total: Int, _ reader: ONNXNodeReader
    ) throws -> ONNXLayout {
        var dimensions = layout.dimensions
        var stride = 1
        for index in dimensions.indices.reversed() where dimensions[index].allSatisfy(\.isChannels) {
            let size = index == axis ? total : layout.sizes[index]
            dimensions[index] = size > 1 ? [ONNXLayout.Atom(kind: .channels(stride: stride), size: size)] : []
            stride *= size
        }
        return ONNXLayout(dimensions: dimensions)
    }
}
