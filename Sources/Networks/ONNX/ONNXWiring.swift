import Tensors
import Wording

/// What moves numbers about: joining, cutting, turning, and other sizes.
extension ONNXOperator {
    static let wiring: [String: Reading] = [
        "Cast": identity, "Concat": concatenation, "Dropout": dropout, "Expand": expand, "Flatten": flatten,
        "Gather": gather,
        "Identity": identity, "Pad": pad, "Reshape": reshape, "Shape": shape, "Size": size, "Slice": slice,
        "Split": split, "Squeeze": squeeze, "Transpose": transpose, "Unsqueeze": unsqueeze,
    ]

    private static let identity: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        graph.alias(operand.node, layout: operand.layout, of: reader)
    }

    /// In use it changes nothing; a model exported for training says that it draws.
    private static let dropout: Reading = { reader, graph in
        if graph.has(2, of: reader), try graph.constant(2, of: reader)?.scalar(for: reader) != 0,
            try graph.constant(1, of: reader)?.scalar(for: reader) != 0
        {
            throw reader.error("it drops numbers at random; export the model for use, not for training")
        }
        try identity(reader, &graph)
    }

    /// What is stretched only to be combined with what is as large is left as it is: combining stretches it.
    private static let expand: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let numbers = try graph.requiredConstant(1, of: reader).numbers(for: reader)
        let sizes = operand.layout.sizes
        let target = graph.withoutBatch(numbers.integers)
        if try spreadsOnePosition(of: operand, to: target, numbers, reader, &graph) { return }
        graph.sizeIsFollowed()
        guard graph.isOnlyCombined(reader) || ONNXNumbers.broadcast(sizes, target) == sizes else {
            let stretched = try graph.stretched(operand, to: target, numbers, reader)
            return graph.alias(stretched.node, layout: stretched.layout, of: reader)
        }
        let missing = target.count - sizes.count
        let layout = (1...16).contains(missing) ? operand.layout.unsqueezed(Set(0..<missing)) : operand.layout
        graph.alias(operand.node, layout: layout, of: reader)
    }

    /// One position, stretched over height and width and read as it is: a resize of it.
    private static func spreadsOnePosition(
        of operand: ONNXOperand, to target: [Int], _ numbers: ONNXNumbers, _ reader: ONNXNodeReader,
        _ graph: inout ONNXGraphBuilder
    ) throws -> Bool {
        let shape = graph.shape(operand.node)
        guard !graph.isOnlyCombined(reader), operand.layout == ONNXLayout(standard: shape), shape.area == 1,
            target.count == 4, target[0] == 1, [1, shape.channels].contains(target[1]),
            target.suffix(2).allSatisfy({ (1...1 << 16).contains($0) }), target[2] * target[3] > 1
        else { return false }
        let size = graph.size(
            Extent(height: target[2], width: target[3]), from: (numbers.source(2), numbers.source(3)), of: operand.node)
        try graph.appendResize(size, of: operand.node, .nearest, reader)
        return true
    }

    // MARK: Turning

    private static let transpose: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let axes = operand.layout.dimensions.indices
        let order = reader.integers("perm") ?? axes.reversed()
        guard order.sorted() == Array(axes) else {
            throw reader.error(
                "perm is \(order.prefix(8)), and its input has \(Phrases.count(axes.count, "dimension"))")
        }
        graph.alias(operand.node, layout: operand.layout.transposed(order), of: reader)
    }

    private static let reshape: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let sizes = operand.layout.sizes
        let numbers = try graph.requiredConstant(1, of: reader).numbers(for: reader)
        var target = graph.withoutBatch(numbers.integers, count: sizes.reduce(1, *))
        // Which part goes where is the same at every size.
        graph.sizeIsFollowed()
        guard target.count <= 16, target.allSatisfy({ $0 >= -1 && $0 <= 1 << 31 }) else {
            throw reader.error("it makes \(target.prefix(8)) of \(sizes)")
        }
        if reader.integer("allowzero", default: 0) == 0 {
            for axis in target.indices where target[axis] == 0 && axis < sizes.count { target[axis] = sizes[axis] }
        }
        // A model that leaves the batch open says so where it is 1 here.
        if let open = target.firstIndex(of: -1) {
            let known = target.reduce(1) { $1 == -1 ? $0 : $0.multipliedReportingOverflow(by: $1).partialValue }
            if known > 0 { target[open] = sizes.reduce(1, *) / known }
        }
        if let layout = operand.layout.reshaped(target) {
            // Channels behind height and width are positions again.
            let spread = try graph.spreadingBlocks(ONNXOperand(node: operand.node, layout: layout), reader)
            return graph.alias(spread.node, layout: spread.layout, of: reader)
        }
        if let cut = try graph.cutting(operand, for: target, reader) {
            return graph.alias(cut.node, layout: cut.layout, of: reader)
        }
        let isOpen = target.indices.map {
            !graph.hasFixedSides && (numbers.integers[$0] == -1 || numbers.source($0) != .constant)
        }
        guard let torn = operand.layout.torn(target, isOpen: isOpen) else {
            throw reader.error(
                "it makes \(target.prefix(8)) of \(sizes), which tears height and width apart; that is not supported")
        }
        graph.alias(operand.node, layout: torn, of: reader)
    }

    private static let flatten: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let sizes = operand.layout.sizes
        let given = reader.integer("axis", default: 1)
        guard let axis = given == sizes.count ? given : operand.layout.axis(given),
            let layout = operand.layout.reshaped([sizes[..<axis].reduce(1, *), sizes[axis...].reduce(1, *)])
        else { throw reader.error("it flattens \(sizes) at axis \(given)") }
        graph.alias(operand.node, layout: layout, of: reader)
    }

    private static let squeeze: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let given =
            try graph.integers("axes", orInput: 1, of: reader)
            ?? operand.layout.dimensions.indices.filter { operand.layout.dimensions[$0].isEmpty }
        let axes = given.compactMap { operand.layout.axis($0) }
        guard axes.count == given.count, let layout = operand.layout.squeezed(Set(axes)) else {
            throw reader.error("it takes the dimensions \(given) from \(operand.layout.sizes)")
        }
        graph.alias(operand.node, layout: layout, of: reader)
    }

    private static let unsqueeze: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let given = try graph.integers("axes", orInput: 1, of: reader) ?? []
        let rank = operand.layout.dimensions.count + given.count
        let axes = given.map { $0 < 0 ? $0 + rank : $0 }
        guard rank <= 16, Set(axes).count == given.count, axes.allSatisfy({ (0..<rank).contains($0) }) else {
            throw reader.error("it adds the dimensions \(given.prefix(8)) to \(operand.layout.sizes)")
        }
        graph.alias(operand.node, layout: operand.layout.unsqueezed(Set(axes)), of: reader)
    }

    /// The shape at the size that the model is read for: what models compute of it is folded away.
    private static let shape: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let sizes = operand.layout.sizes
        let bound = { (place: Int) in min(max(place < 0 ? place + sizes.count : place, 0), sizes.count) }
        let first = bound(reader.integer("start", default: 0))
        let places = first..<max(first, bound(reader.integer("end", default: sizes.count)))
        let sources = places.map { operand.layout.source(of: $0, operand.node, graph.shape(operand.node)) }
        let chosen = sizes[places].map { Double($0) }
        try graph.define(
            .computed(ONNXNumbers(sizes: [chosen.count], values: chosen, isWhole: true, sources: sources)), of: reader)
    }

    /// How many numbers there are.
    private static let size: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let isFixed = operand.layout.dimensions.joined().allSatisfy(\.isFixed)
        let count = Double(operand.layout.sizes.reduce(1, *))
        try graph.define(
            .computed(ONNXNumbers(sizes: [], values: [count], isWhole: true, sources: [isFixed ? .constant : .mixed])),
            of: reader)
    }

    // MARK: Joining and cutting

    private static let concatenation: Reading = { reader, graph in
        if let joined = try graph.joiningTokens(at: reader.integer("axis", default: 1), reader) {
            return graph.alias(joined.node, layout: joined.layout, of: reader)
        }
        let operands = try reader.node.input.indices.map { try graph.operand($0, of: reader) }
        let joined = try graph.joining(operands, at: reader.integer("axis", default: 1), reader)
        graph.alias(joined.node, layout: joined.layout, of: reader)
    }

    private static let split: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let sizes = operand.layout.sizes
        let given = reader.integer("axis", default: 0)
        guard let axis = operand.layout.axis(given) else { throw reader.error("it cuts axis \(given) of \(sizes)") }
        let (parts, isFilled) = try graph.splitting(sizes[axis], reader)
        guard isFilled else { throw reader.error("it splits \(sizes[axis]) into \(parts.prefix(8))") }
        var first = 0
        for (output, count) in parts.enumerated() {
            let part = try graph.taking(Array(first..<first + count), at: axis, of: operand, reader)
            graph.alias(part.node, layout: part.layout, output: output, of: reader)
            first += count
        }
    }

    private static let gather: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let given = reader.integer("axis", default: 0)
        let indices = try graph.requiredConstant(1, of: reader).numbers(for: reader)
        guard let axis = operand.layout.axis(given), !indices.values.isEmpty else {
            throw reader.error("it takes \(indices.values.count) of axis \(given) of \(operand.layout.sizes)")
        }
        let size = operand.layout.sizes[axis]
        let chosen = indices.integers.map { $0 < 0 ? $0.addingReportingOverflow(size).partialValue : $0 }
        let part = try graph.taking(chosen, at: axis, of: operand, reader)
        guard let layout = part.layout.splitting(axis, into: indices.sizes) else {
            throw reader.error("it takes the numbers \(chosen.prefix(8)) of \(operand.layout.sizes)")
        }
        graph.alias(part.node, layout: layout, of: reader)
    }

    /// Channels are selected; height and width are cut, or thinned by a step.
    private static let slice: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let sizes = operand.layout.sizes
        guard let starts = try graph.integers("starts", orInput: 1, of: reader),
            let ends = try graph.integers("ends", orInput: 2, of: reader), starts.count == ends.count
        else { throw reader.error("starts and ends are missing, or of different length") }
        let followsSize = graph.followsSize
        let sources = try graph.sources(2, of: reader)
        graph.sizeIsFollowed()
        let axes = try graph.integers("axes", orInput: 3, of: reader) ?? Array(starts.indices)
        let steps = try graph.constant(4, of: reader)?.numbers(for: reader).integers ?? starts.map { _ in 1 }
        guard axes.count == starts.count, steps.count == starts.count, Set(axes).count == axes.count else {
            throw reader.error("its starts, ends, axes and steps are of different length")
        }
        var node = operand.node
        var layout = operand.layout
        for (index, ((start, end), (given, step))) in zip(zip(starts, ends), zip(axes, steps)).enumerated() {
            if let axis = layout.axis(given), (-(1 << 20)...(-1)).contains(step) {
                let part = try graph.turned(
                    ONNXOperand(node: node, layout: layout), axis, from: start, to: end, by: step, reader)
                (node, layout) = (part.node, part.layout)
                continue
            }
            guard let axis = layout.axis(given), (1...1 << 20).contains(step) else {
                throw reader.error("it cuts axis \(given) of \(sizes) in steps of \(step)")
            }
            let size = sizes[axis]
            let bound = { (place: Int) in
                min(max(place < 0 ? place.addingReportingOverflow(size).partialValue : place, 0), size)
            }
            let (first, last) = (bound(start), bound(end))
            guard first < last else { throw reader.error("it leaves nothing of axis \(given) of \(sizes)") }
            if step == 1, case let operand = ONNXOperand(node: node, layout: layout),
                graph.isTokenLine(axis, of: operand)
            {
                let part = try graph.takingTokens(first..<last, at: axis, of: operand, reader)
                (node, layout) = (part.node, part.layout)
                continue
            }
            // Up to a number, it is another part of another size.
            let side = layout.source(of: axis, node, graph.shape(node))
            let isToTheEnd =
                end >= Int(Int32.max) || end < 0 || sources.indices.contains(index) && sources[index] == side
            let isCertain = side == .constant || start >= 0 && isToTheEnd && (!followsSize || sources.contains(side))
            let isWhole = first == 0 && last == size && step == 1
            if isWhole, isCertain || layout != ONNXLayout(standard: graph.shape(node)) {
                // At another size something may be cut off.
                if !isCertain { graph.pin(node) }
                continue
            }
            (node, layout) = try cut(node, layout, axis, first, last, step, reader, &graph)
            if !isCertain { graph.pin(node) }
        }
        graph.alias(node, layout: layout, of: reader)
    }

    private static func cut(
        _ node: Graph.NodeID, _ layout: ONNXLayout, _ axis: Int, _ first: Int, _ last: Int, _ step: Int,
        _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws -> (Graph.NodeID, ONNXLayout) {
        let shape = graph.shape(node)
        func append(_ operation: any Operator, to node: Graph.NodeID) throws -> Graph.NodeID {
            let name = graph.unique(reader.name + ":cut")
            return try graph.append(Graph.Node(name: name, operation: operation, inputs: [node]), of: reader)
        }
        if layout.dimensions[axis].allSatisfy(\.isChannels) {
            let places = Array(stride(from: first, to: last, by: step))
            let part = try graph.taking(places, at: axis, of: ONNXOperand(node: node, layout: layout), reader)
            return (part.node, part.layout)
        }
        let isStandard = layout == ONNXLayout(standard: shape)
        let atoms = layout.dimensions[axis].map(\.kind)
        guard isStandard && axis >= 2 || atoms == [.height] || atoms == [.width] else {
            throw reader.error("it cuts axis \(axis) of \(layout.sizes); channels, height and width can be cut")
        }
        var (before, after, every) = (Extent(0), Extent(0), Extent(1))
        let isHeight = isStandard ? axis == 2 : atoms == [.height]
        let side: WritableKeyPath<Extent, Int> = isHeight ? \.height : \.width
        before[keyPath: side] = -first
        after[keyPath: side] = last - layout.sizes[axis]
        every[keyPath: side] = step
        var result = node
        if before != Extent(0) || after != Extent(0) || step == 1 {
            result = try append(.margins(before: before, after: after, value: 0), to: result)
        }
        if step > 1 {
            let thinning = Convolution(
                scale: [Float](repeating: 1, count: shape.channels),
                shift: [Float](repeating: 0, count: shape.channels), stride: every)
            result = try append(.convolution(thinning), to: result)
        }
        if isStandard { return (result, ONNXLayout(standard: graph.shape(result))) }
        let left = isHeight ? graph.shape(result).height : graph.shape(result).width
        return (result, layout.withSide(axis, isHeight: isHeight, of: left))
    }

    // MARK: Margins

    private static let pad: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let rank = operand.layout.dimensions.count
        let mode = reader.string("mode", default: "constant")
        let given = try reader.integers("pads") == nil ? graph.constant(1, of: reader)?.numbers(for: reader) : nil
        var pads = given?.integers ?? reader.integers("pads") ?? []
        if let axes = try graph.constant(3, of: reader)?.numbers(for: reader).integers.map({ $0 < 0 ? $0 + rank : $0 })
        {
            guard pads.count == 2 * axes.count, axes.allSatisfy({ (0..<rank).contains($0) }) else {
                throw reader.error("it has \(Phrases.count(pads.count, "pad")) for the axes \(axes.prefix(8))")
            }
            var all = [Int](repeating: 0, count: 2 * rank)
            for (index, axis) in axes.enumerated() {
                (all[axis], all[axis + rank]) = (pads[index], pads[index + axes.count])
            }
            pads = all
        }
        if mode != "constant" {
            try borders(pads, mode, operand, reader, &graph)
            if given?.followsSize == true { graph.pin(graph.nodes.count - 1) }
            return
        }
        let value = try graph.constant(2, of: reader)?.scalar(for: reader) ?? reader.float("value", default: 0)
        if try graph.padsChannels(pads, value, operand, reader) { return }
        let shape = graph.shape(operand.node)
        let sides = (0..<rank).map { operand.layout.source(of: $0, operand.node, shape) }
        guard pads.count == 2 * rank, pads.allSatisfy({ (-4096...4096).contains($0) }),
            sides.indices.allSatisfy({ pads[$0] == 0 && pads[$0 + rank] == 0 || sides[$0].isSide })
        else { throw reader.error("pads is \(pads.prefix(8)); margins of height and width are supported") }
        func margin(isHeight: Bool, from first: Int) -> Int {
            sides.firstIndex(of: .side(of: operand.node, isHeight: isHeight, times: 1)).map { pads[first + $0] } ?? 0
        }
        let before = Extent(height: margin(isHeight: true, from: 0), width: margin(isHeight: false, from: 0))
        let after = Extent(height: margin(isHeight: true, from: rank), width: margin(isHeight: false, from: rank))
        var dimensions = operand.layout.dimensions
        for (axis, side) in sides.enumerated() {
            guard case .side(_, let isHeight, _) = side else { continue }
            let size = isHeight ? shape.height + before.height + after.height : shape.width + before.width + after.width
            dimensions[axis] = size > 1 ? [ONNXLayout.Atom(kind: isHeight ? .height : .width, size: size)] : []
        }
        try graph.append(
            .margins(before: before, after: after, value: value), [operand.node],
            layout: ONNXLayout(dimensions: dimensions), of: reader)
        if given?.followsSize == true { graph.noteMarginsFollowSize(of: reader) }
    }
}

extension ONNXGraphBuilder {
    /// Into how many each a Split cuts so many: as the file says, or as even as can be; and whether these are all of them, and none is empty.
    mutating func splitting(_ size: Int, _ reader: ONNXNodeReader) throws -> (parts: [Int], isFilled: Bool) {
        let outputs = reader.node.output.count
        let even = (size + outputs - 1) / outputs
        let parts =
            try integers("split", orInput: 1, of: reader)
            ?? (0..<outputs).map { max(0, min(even, size - $0 * even)) }
        let isFilled =
            parts.count == outputs && parts.allSatisfy { $0 >= 1 && $0 <= size }
            && parts.reduce(0, { $0.addingReportingOverflow($1).partialValue }) == size
        return (parts, isFilled)
    }
}
