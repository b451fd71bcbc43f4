import Tensors

/// Tensors that are brought into one arrangement, to be combined, joined or multiplied.
extension ONNXGraphBuilder {
    /// Two operands that are combined element by element, so arranged that one is stretched over whole sides of the other.
    mutating func aligned(
        _ a: ONNXOperand, _ b: ONNXOperand, _ reader: ONNXNodeReader
    ) throws -> (nodes: [Graph.NodeID], layout: ONNXLayout) {
        var (left, right) = (try pieces(a), try pieces(b))
        let rank = max(left.dimensions.count, right.dimensions.count)
        left.widen(to: rank)
        right.widen(to: rank)
        var numbering = ONNXNumbering()
        for axis in 0..<rank { try numbering.match(axis, &left, axis, &right) }
        let (own, others) = (numbering.first, numbering.second)
        let (mine, theirs) = (Set(own.joined()), Set(others.joined()))
        let target: Arrangement
        if theirs.isSubset(of: mine), let kept = left.arrangement(own).keeping(theirs) {
            target = kept
        } else if mine.isSubset(of: theirs), let kept = right.arrangement(others).keeping(mine) {
            target = kept
        } else {
            // What both have is in the channels, what one of them has on a side of its own.
            let shared = own.joined().filter(theirs.contains)
            let (aOnly, bOnly) = (
                own.joined().filter { !theirs.contains($0) }, others.joined().filter { !mine.contains($0) }
            )
            let open = shared.filter { numbering.isOpen[$0] }
            let spread = aOnly.isEmpty || bOnly.isEmpty ? open : []
            target = Arrangement(
                channels: shared.filter { !spread.contains($0) }, rows: aOnly.isEmpty ? spread : aOnly,
                columns: bOnly.isEmpty && !aOnly.isEmpty ? spread : bOnly)
        }
        let nodes = [
            try arranging(a.node, left, own, to: target, reader).node,
            try arranging(b.node, right, others, to: target, reader).node,
        ]
        let numbers = zip(own, others).map { $0.isEmpty ? $1 : $0 }
        return (nodes, ONNXLayout(numbers, target, sizes: numbering.sizes, isOpen: numbering.isOpen))
    }

    /// The product of […, M, K] and […, K, N], summed over K.
    mutating func contracted(
        _ a: ONNXOperand, _ b: ONNXOperand, scale: Float, _ reader: ONNXNodeReader
    ) throws -> ONNXOperand {
        var (left, right) = (try pieces(a), try pieces(b))
        let rank = max(left.dimensions.count, right.dimensions.count)
        let (ours, theirs) = (a.layout.sizes, b.layout.sizes)
        guard ours.count >= 2, theirs.count >= 2, ours[ours.count - 1] == theirs[theirs.count - 2] else {
            throw ONNXNoLayout()
        }
        left.widen(to: rank)
        right.widen(to: rank)
        var numbering = ONNXNumbering()
        for axis in 0..<rank - 2 { try numbering.match(axis, &left, axis, &right) }
        numbering.own(rank - 2, left)
        try numbering.match(rank - 1, &left, rank - 2, &right)
        numbering.others(rank - 1, right)
        let (first, second) = (numbering.first, numbering.second)
        var numbers = zip(first, second).map { $0.isEmpty ? $1 : $0 }
        (numbers[rank - 2], numbers[rank - 1]) = (first[rank - 2], second[rank - 1])
        // What is the same at every size is in the channels; what follows the picture's in the rows and columns.
        let open = numbers.map { $0.filter { numbering.isOpen[$0] } }
        let before = open.dropLast().flatMap { $0 }
        let behind = open[rank - 1]
        let isFew = before.count + behind.count <= 2
        let rows = isFew ? Array((before + behind).prefix(1)) : before
        let columns = isFew ? Array((before + behind).dropFirst()) : behind
        let output = Arrangement(
            channels: numbers.joined().filter { !numbering.isOpen[$0] }, rows: rows, columns: columns)
        let known = [(left.arrangement(first), shape(a.node)), (right.arrangement(second), shape(b.node))]
        let flat = numbering.pieces
        let (sizes, isCertain) = partSizes(flat, known)
        let node = try append(
            Graph.Node(
                name: unique(reader.name + ":product"),
                operation: Contraction(sizes, known[0].0, known[1].0, to: output, scale: scale),
                inputs: [a.node, b.node]),
            of: reader)
        if !isCertain { pin(node) }
        return ONNXOperand(
            node: node, layout: ONNXLayout(numbers, output, sizes: numbering.sizes, isOpen: numbering.isOpen))
    }

    /// What queries and keys agree, or what becomes of it, as numbers.
    mutating func computed(_ agreed: ONNXScores, _ reader: ONNXNodeReader) throws -> ONNXOperand {
        let product = try contracted(agreed.queries, agreed.keys, scale: agreed.scale, reader)
        guard var layout = product.layout.reshaped(agreed.sizes) else { throw ONNXNoLayout() }
        var node = product.node
        for bias in agreed.biases {
            guard let numbers = layout.tensor(of: bias, shape: shape(node)) else { throw ONNXNoLayout() }
            node = try ONNXOperator.step(.constantArithmetic(.add, numbers), node, reader, &self)
            pin(node)
        }
        if agreed.isWeights {
            let brought = try bringing([agreed.sizes.count - 1], of: ONNXOperand(node: node, layout: layout), reader)
            node = try ONNXOperator.step(.softmax, brought.node, reader, &self)
            layout = brought.layout
        }
        return ONNXOperand(node: node, layout: layout)
    }

    /// Operands one after the other along any dimension.
    mutating func joiningAnywhere(_ operands: [ONNXOperand], at given: Int, _ reader: ONNXNodeReader) throws
        -> ONNXOperand
    {
        guard let model = operands.first, let axis = model.layout.axis(given) else { throw ONNXNoLayout() }
        var (first, all) = (try pieces(model), try operands.map { try pieces($0) })
        guard all.allSatisfy({ $0.dimensions.count == first.dimensions.count }) else { throw ONNXNoLayout() }
        // Twice, so that all are cut where any of them is.
        for _ in 0..<2 {
            for index in all.indices {
                for other in first.dimensions.indices where other != axis {
                    guard
                        let (a, b) = ONNXPieces.refined(first.dimensions[other], all[index].dimensions[other])
                    else { throw ONNXNoLayout() }
                    (first.dimensions[other], all[index].dimensions[other]) = (a, b)
                }
            }
        }
        let numbers = first.numbered()
        let others = spread(first, numbers, but: Set(numbers[axis]))
        let next = numbers.joined().count
        var nodes: [Graph.NodeID] = []
        var layout = model.layout
        for (operand, pieces) in zip(operands, all) {
            var own = numbers
            own[axis] = pieces.dimensions[axis].indices.map { next + $0 }
            let brought = try arranging(
                operand.node, pieces, own,
                to: Arrangement(channels: own[axis], rows: others.rows, columns: others.columns), reader)
            nodes.append(brought.node)
            if nodes.count == 1 { layout = brought.layout }
        }
        let node = try append(
            Graph.Node(name: unique(reader.name + ":join"), operation: .concatenation, inputs: nodes), of: reader)
        for operand in operands { pinIfOpen(operand, [axis]) }
        return ONNXOperand(node: node, layout: layout.replacingChannels(axis, count: shape(node).channels))
    }

    /// Those at `places` of any dimension.
    mutating func takingAnywhere(
        _ places: [Int], at axis: Int, of operand: ONNXOperand, _ reader: ONNXNodeReader
    ) throws -> ONNXOperand {
        let size = operand.layout.sizes[axis]
        guard !places.isEmpty, places.allSatisfy({ (0..<size).contains($0) }) else { throw ONNXNoLayout() }
        let brought = try bringing([axis], of: operand, reader)
        let node = try append(
            Graph.Node(
                name: unique(reader.name + ":select"), operation: .channelSelection(places), inputs: [brought.node]),
            of: reader)
        pinIfOpen(operand, [axis])
        return ONNXOperand(node: node, layout: brought.layout.replacingChannels(axis, count: places.count))
    }

    /// The last node holds for this size alone where dimensions that it treats place by place follow the picture's.
    mutating func pinIfOpen(_ operand: ONNXOperand, _ axes: [Int]) {
        if axes.contains(where: { operand.layout.dimensions[$0].contains { !$0.isFixed } }) { pin(nodes.count - 1) }
    }
}

/// Numbers for the pieces of two tensors, the same for those that they share.
private struct ONNXNumbering {
    var first: [[Int]] = []
    var second: [[Int]] = []
    /// By number.
    var pieces: [ONNXPieces.Piece] = []

    var sizes: [Int] { pieces.map(\.size) }
    var isOpen: [Bool] { pieces.map(\.isOpen) }

    /// Dimension `axis` of the one and `other` of the other are the same, or one of them is 1.
    mutating func match(_ axis: Int, _ left: inout ONNXPieces, _ other: Int, _ right: inout ONNXPieces) throws {
        make(left.dimensions.count)
        let (a, b) = (left.dimensions[axis], right.dimensions[other])
        guard !a.isEmpty, !b.isEmpty else {
            if !a.isEmpty { own(axis, left) }
            if !b.isEmpty { others(other, right) }
            return
        }
        guard let refined = ONNXPieces.refined(a, b) else { throw ONNXNoLayout() }
        (left.dimensions[axis], right.dimensions[other]) = refined
        first[axis] = zip(refined.0, refined.1).map { add($0, isOpen: $0.isOpen && $1.isOpen) }
        second[other] = first[axis]
    }

    /// Dimension `axis` of the first alone.
    mutating func own(_ axis: Int, _ left: ONNXPieces) {
        make(left.dimensions.count)
        first[axis] = left.dimensions[axis].map { add($0, isOpen: $0.isOpen) }
    }

    /// Dimension `axis` of the second alone.
    mutating func others(_ axis: Int, _ right: ONNXPieces) {
        make(right.dimensions.count)
        second[axis] = right.dimensions[axis].map { add($0, isOpen: $0.isOpen) }
    }

    private mutating func make(_ rank: Int) {
        if first.isEmpty {
            (first, second) = ([[Int]](repeating: [], count: rank), [[Int]](repeating: [], count: rank))
        }
    }

    private mutating func add(_ piece: ONNXPieces.Piece, isOpen: Bool) -> Int {
        pieces.append(ONNXPieces.Piece(side: piece.side, stride: piece.stride, size: piece.size, isOpen: isOpen))
        return pieces.count - 1
    }
}

extension ONNXPieces {
    /// With dimensions of 1 before the others, as broadcasting has it.
    fileprivate mutating func widen(to rank: Int) {
        dimensions = [[Piece]](repeating: [], count: rank - dimensions.count) + dimensions
    }
}

extension Arrangement {
    /// Itself, where each side is made of `parts` alone, or of others alone; nil where one mixes them.
    fileprivate func keeping(_ parts: Set<Int>) -> Arrangement? {
        let isStraight = [channels, rows, columns].allSatisfy { side in
            Set(side.map(parts.contains)).count <= 1
        }
        return isStraight ? self : nil
    }
}
