import Tensors

/// A tensor taken to pieces: what each of its dimensions is made of, and where in the activation that lies.
struct ONNXPieces {
    /// A part of a dimension.
    struct Piece {
        let side: ONNXLayout.Atom.Side
        let stride: Int
        let size: Int
        /// Whether it follows the picture's size.
        let isOpen: Bool
    }

    /// By dimension, the slowest first; none where it is 1.
    var dimensions: [[Piece]]

    /// The pieces of an operand; nil where they are not all of its activation.
    init?(_ layout: ONNXLayout, _ shape: Shape) {
        dimensions = layout.dimensions.map { atoms in
            atoms.map { Piece(side: $0.side, stride: $0.stride, size: $0.size, isOpen: !$0.isFixed) }
        }
        for (side, size) in [
            (ONNXLayout.Atom.Side.channels, shape.channels), (.rows, shape.height), (.columns, shape.width),
        ] {
            var stride = 1
            for piece in dimensions.joined().filter({ $0.side == side }).sorted(by: { $0.stride < $1.stride }) {
                guard piece.stride == stride else { return nil }
                stride *= piece.size
            }
            guard stride == size else { return nil }
        }
    }

    /// Numbers for the pieces, from `first` on.
    func numbered(from first: Int = 0) -> [[Int]] {
        var next = first
        return dimensions.map { pieces in
            defer { next += pieces.count }
            return Array(next..<next + pieces.count)
        }
    }

    /// Where the pieces lie, by their numbers.
    func arrangement(_ numbers: [[Int]]) -> Arrangement {
        let all = zip(dimensions.joined(), numbers.joined()).sorted { $0.0.stride > $1.0.stride }
        let on = { (side: ONNXLayout.Atom.Side) in all.filter { $0.0.side == side }.map(\.1) }
        return Arrangement(channels: on(.channels), rows: on(.rows), columns: on(.columns))
    }

    /// Two dimensions of one size, cut where either of them is.
    static func refined(_ a: [Piece], _ b: [Piece]) -> ([Piece], [Piece])? {
        var (left, right) = (a[...], b[...])
        var result: ([Piece], [Piece]) = ([], [])
        while let x = left.popFirst() {
            guard let y = right.popFirst() else { return nil }
            if x.size == y.size {
                result.0.append(x)
                result.1.append(y)
            } else if x.size > y.size, let (outer, inner) = x.cut(like: y) {
                result.0.append(outer)
                result.1.append(y)
                left = ([inner] + left)[...]
            } else if y.size > x.size, let (outer, inner) = y.cut(like: x) {
                result.0.append(x)
                result.1.append(outer)
                right = ([inner] + right)[...]
            } else {
                return nil
            }
        }
        return right.isEmpty ? result : nil
    }
}

extension ONNXPieces.Piece {
    /// In two, the outer of which is as large as another; what follows the picture's size in that does so here.
    fileprivate func cut(like other: ONNXPieces.Piece) -> (outer: ONNXPieces.Piece, inner: ONNXPieces.Piece)? {
        guard size.isMultiple(of: other.size) else { return nil }
        let rest = size / other.size
        return (
            ONNXPieces.Piece(side: side, stride: stride * rest, size: other.size, isOpen: isOpen && other.isOpen),
            ONNXPieces.Piece(side: side, stride: stride, size: rest, isOpen: isOpen && !other.isOpen)
        )
    }
}

extension ONNXLayout.Atom {
    /// The side of the activation that it is a part of.
    var side: Side {
        switch kind {
        case .channels: .channels
        case .height: .rows
        case .width: .columns
        case .part(let side, _, _): side
        }
    }

    /// How far its places lie apart on their side.
    var stride: Int {
        switch kind {
        case .channels(let stride), .part(_, let stride, _): stride
        case .height, .width: 1
        }
    }
}

extension ONNXLayout {
    /// Whether a side has been taken apart.
    var hasParts: Bool {
        dimensions.joined().contains { if case .part = $0.kind { true } else { false } }
    }

    /// Dimensions of numbered pieces, of an activation in this arrangement.
    init(_ numbers: [[Int]], _ arrangement: Arrangement, sizes: [Int], isOpen: [Bool]) {
        var atoms: [Int: Atom] = [:]
        for (side, parts) in [
            (Atom.Side.channels, arrangement.channels), (.rows, arrangement.rows), (.columns, arrangement.columns),
        ] {
            var stride = 1
            for part in parts.reversed() {
                let isPlain = side == .channels && !isOpen[part]
                let kind =
                    isPlain ? Atom.Kind.channels(stride: stride) : .part(of: side, stride: stride, isOpen: isOpen[part])
                atoms[part] = Atom(kind: kind, size: sizes[part])
                stride *= sizes[part]
            }
        }
        self.init(dimensions: numbers.map { $0.compactMap { atoms[$0] } })
    }

    /// As `reshaped`, where height or width are torn apart: which of their parts follow the picture's size, the target says.
    func torn(_ target: [Int], isOpen: [Bool]) -> ONNXLayout? {
        var rest = dimensions.flatMap { $0 }[...]
        var result: [[Atom]] = []
        for (wanted, follows) in zip(target, isOpen) {
            var open = wanted
            var atoms: [Atom] = []
            while open > 1 {
                guard let next = rest.popFirst() else { return nil }
                let isPart: Bool = if case .part = next.kind { true } else { false }
                if open.isMultiple(of: next.size) {
                    open /= next.size
                    atoms.append(
                        isPart && atoms.isEmpty && open == 1
                            ? next.part(next.size, next.stride, follows && !next.isFixed) : next)
                } else if next.size.isMultiple(of: open) {
                    let inner = next.size / open
                    atoms.append(next.part(open, next.stride * inner, follows && !next.isFixed))
                    rest = ([next.part(inner, next.stride, !next.isFixed)] + rest)[...]
                    open = 1
                } else {
                    return nil
                }
            }
            result.append(atoms)
        }
        return rest.isEmpty ? ONNXLayout(dimensions: result) : nil
    }
}

extension ONNXLayout.Atom {
    fileprivate func part(_ size: Int, _ stride: Int, _ isOpen: Bool) -> ONNXLayout.Atom {
        if case .channels = kind { return ONNXLayout.Atom(kind: .channels(stride: stride), size: size) }
        return ONNXLayout.Atom(kind: .part(of: side, stride: stride, isOpen: isOpen), size: size)
    }
}

extension ONNXGraphBuilder {
    /// The pieces of an operand.
    func pieces(_ operand: ONNXOperand) throws -> ONNXPieces {
        guard let pieces = ONNXPieces(operand.layout, shape(operand.node)) else { throw ONNXNoLayout() }
        return pieces
    }

    /// The operand with its pieces arranged otherwise; itself where they are so already.
    /// - Parameter numbers: of the pieces, and so of the parts of `arrangement`.
    mutating func arranging(
        _ node: Graph.NodeID, _ pieces: ONNXPieces, _ numbers: [[Int]], to arrangement: Arrangement,
        _ reader: ONNXNodeReader
    ) throws -> ONNXOperand {
        // Numbers that many tensors share are counted anew here.
        let all = Array(numbers.joined())
        let place = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($0.element, $0.offset) })
        let own = numbers.map { $0.compactMap { place[$0] } }
        let to = Arrangement(
            channels: arrangement.channels.compactMap { place[$0] }, rows: arrangement.rows.compactMap { place[$0] },
            columns: arrangement.columns.compactMap { place[$0] })
        let flat = Array(pieces.dimensions.joined())
        let layout = ONNXLayout(own, to, sizes: flat.map(\.size), isOpen: flat.map(\.isOpen))
        let from = pieces.arrangement(own)
        if from == to { return ONNXOperand(node: node, layout: layout) }
        let (sizes, isCertain) = partSizes(flat, [(from, shape(node))])
        let made = try append(
            Graph.Node(
                name: unique(reader.name + ":arrange"), operation: Rearrangement(sizes, from: from, to: to),
                inputs: [node]),
            of: reader)
        if !isCertain { pin(made) }
        return ONNXOperand(node: made, layout: layout)
    }

    /// The sizes of parts, open where that can be solved at another size; and whether they hold there.
    func partSizes(_ pieces: [ONNXPieces.Piece], _ known: [(Arrangement, Shape)]) -> (PartSizes, isCertain: Bool) {
        let sizes = PartSizes(pieces.map { $0.isOpen ? nil : $0.size })
        // A file of one size does not tell which parts of a side follow it.
        let isTold =
            !hasFixedSides
            || known.allSatisfy { arrangement, _ in
                [arrangement.rows, arrangement.columns].allSatisfy { $0.count < 2 }
            }
        if isTold, let solved = try? sizes.solved(known), solved == pieces.map(\.size) { return (sizes, true) }
        return (PartSizes(pieces.map(\.size)), false)
    }

    /// Where other pieces than `taken` go: channels stay with the positions that they stand behind in the tensor, and no side gets two that
    /// follow the picture's size where that can be helped.
    func spread(
        _ pieces: ONNXPieces, _ numbers: [[Int]], but taken: Set<Int>
    ) -> (rows: [Int], columns: [Int]) {
        var (rows, columns): ([Int], [Int]) = ([], [])
        var (rowsOpen, columnsOpen) = (0, 0)
        let sizes = Dictionary(uniqueKeysWithValues: zip(numbers.joined(), pieces.dimensions.joined().map(\.size)))
        func length(_ side: [Int]) -> Int { side.reduce(1) { $0 * (sizes[$1] ?? 1) } }
        for (parts, places) in zip(pieces.dimensions, numbers) {
            var side = ONNXLayout.Atom.Side.rows
            for (piece, number) in zip(parts, places) where !taken.contains(number) {
                if piece.side != .channels { side = piece.side }
                // A side has room for so many.
                if !piece.isOpen, length(side == .rows ? rows : columns) * piece.size > 1 << 15 {
                    side = side == .rows ? .columns : .rows
                }
                if piece.isOpen {
                    side =
                        side == .rows && rowsOpen > columnsOpen
                        ? .columns : side == .columns && columnsOpen > rowsOpen ? .rows : side
                }
                if side == .columns {
                    columns.append(number)
                    columnsOpen += piece.isOpen ? 1 : 0
                } else {
                    rows.append(number)
                    rowsOpen += piece.isOpen ? 1 : 0
                }
            }
        }
        return (rows, columns)
    }

    /// The operand with some dimensions as all of its channels, in this order; and the numbers of what lies on which side, by dimension.
    mutating func bringing(
        _ axes: [Int], of operand: ONNXOperand, _ reader: ONNXNodeReader
    ) throws -> ONNXOperand {
        let pieces = try pieces(operand)
        let numbers = pieces.numbered()
        let channels = axes.flatMap { numbers[$0] }
        let others = spread(pieces, numbers, but: Set(channels))
        return try arranging(
            operand.node, pieces, numbers,
            to: Arrangement(channels: channels, rows: others.rows, columns: others.columns), reader)
    }

    /// The operand as the picture that its four dimensions are; nil where they are none.
    mutating func arrangingPicture(_ operand: ONNXOperand, _ reader: ONNXNodeReader) throws -> ONNXOperand? {
        guard operand.layout.dimensions.count == 4, let pieces = ONNXPieces(operand.layout, shape(operand.node)) else {
            return nil
        }
        let numbers = pieces.numbered()
        // A batch of windows stands before the channels, and is looked through picture by picture. Where rows or columns alone stand, a model
        // has its channels last; heads that lie in them stand with channels.
        let second = operand.layout.dimensions[1]
        let isTurned = second.contains { [.height, .width].contains($0.kind) } && !second.contains(where: \.isChannels)
        guard numbers[0].isEmpty, !isTurned else { return nil }
        let arranged = try arranging(
            operand.node, pieces, numbers, to: Arrangement(channels: numbers[1], rows: numbers[2], columns: numbers[3]),
            reader)
        return ONNXOperand(node: arranged.node, layout: ONNXLayout(standard: shape(arranged.node)))
    }
}
