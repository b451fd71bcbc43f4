import Tensors

/// A table that a model resizes itself, from the grid that it was learned for to that of the picture.
struct ONNXTable {
    /// `[1, C, rows, columns]`
    let grid: Tensor
    /// What the model makes of it at the size that it is read for.
    let resized: Tensor
    let resizing: TableResizing
}

/// Tables of positions, which are constants that another picture wants otherwise.
extension ONNXGraphBuilder {
    /// Adds numbers that differ from position to position: a table of positions, which follows the picture's size, where they are added to
    /// patches; otherwise they are known at one size.
    mutating func addPositions(_ numbers: Tensor, to operand: ONNXOperand, _ reader: ONNXNodeReader) throws {
        let shape = shape(operand.node)
        let (spread, layout) = try spread(numbers, over: operand, reader)
        let whole = Tensor.zeros(shape).combined(with: spread) { $1 }
        if let join = nodes[operand.node].operation as? TokenJoin,
            try addPositions(whole, toJoin: join, operand.node, layout, reader)
        {
            return
        }
        if shape.height > 1, shape.width > 1, spread.shape == shape, isPatches(operand.node) {
            sizeIsFollowed()
            return try append(.positionTable(table(whole)), [operand.node], layout: layout, of: reader)
        }
        try append(.constantArithmetic(.add, spread), [operand.node], layout: layout, of: reader)
        if spread.shape.area > 1 { pin(nodes.count - 1) }
    }

    /// Multiplies by numbers that differ from position to position, which are known at one size.
    mutating func multiplyPositions(_ numbers: Tensor, by operand: ONNXOperand, _ reader: ONNXNodeReader) throws {
        let (spread, layout) = try spread(numbers, over: operand, reader)
        try append(.constantArithmetic(.multiply, spread), [operand.node], layout: layout, of: reader)
        if spread.shape.area > 1 { pin(nodes.count - 1) }
    }

    /// A constant as an operand's activation has its numbers, and the layout of the result.
    private func spread(
        _ numbers: Tensor, over operand: ONNXOperand, _ reader: ONNXNodeReader
    ) throws -> (Tensor, ONNXLayout) {
        guard let spread = operand.layout.tensor(of: numbers, shape: shape(operand.node)) else {
            throw reader.error("its constant is \(numbers.shape), and its input \(operand.layout.inWords)")
        }
        let missing = numbers.shape.rank - operand.layout.dimensions.count
        return (spread, missing > 0 ? operand.layout.unsqueezed(Set(0..<missing)) : operand.layout)
    }

    /// A table of a line is one of the picture in it, and is added to that before it is joined to the other tokens, as theirs are.
    private mutating func addPositions(
        _ whole: Tensor, toJoin join: TokenJoin, _ node: Graph.NodeID, _ layout: ONNXLayout, _ reader: ONNXNodeReader
    ) throws -> Bool {
        guard nodes[node].inputs.count == 1, let picture = nodes[node].inputs.first, shape(picture).area > 1 else {
            return false
        }
        func rows(_ first: Int, _ shape: Shape) -> Tensor {
            Tensor(shape) { values in
                for place in 0..<shape.count {
                    let (channel, position) = place.quotientAndRemainder(dividingBy: shape.area)
                    values[place] = whole.values[channel * whole.shape.area + first + position]
                }
            }
        }
        var first = 0
        var parts: [TokenJoin.Part] = []
        var patches = picture
        for part in join.parts {
            switch part {
            case .operand:
                let table = table(rows(first, shape(picture)))
                patches = try append(
                    Graph.Node(
                        name: unique(reader.name + ":patches"), operation: .positionTable(table), inputs: [picture]),
                    of: reader)
                parts.append(part)
                first += shape(picture).area
            case .tokens(let tokens):
                let positions = rows(first, tokens.shape)
                parts.append(.tokens(tokens.combined(with: positions) { $0 + $1 }))
                first += tokens.shape.area
            }
        }
        sizeIsFollowed()
        try append(.tokenJoin(parts), [patches], layout: layout, of: reader)
        return true
    }

    /// The table of some numbers: the one that the model has resized to them, or they themselves.
    private func table(_ numbers: Tensor) -> PositionTable {
        if let known = tables.first(where: { $0.resized == numbers }) {
            return PositionTable(grid: known.grid, resizing: known.resizing)
        }
        return PositionTable(grid: numbers, resizing: .antialiased)
    }

    /// Whether the positions of a node are patches of the picture, cut out by windows that do not overlap.
    private func isPatches(_ node: Graph.NodeID) -> Bool {
        guard let convolution = nodes[node].operation as? Convolution else { return false }
        return convolution.window.kernel == convolution.window.stride && convolution.window.kernel != Extent(1)
    }
}

extension ONNXNumbers {
    /// Resized along the last two of four axes, as ONNX's Resize does with a table of positions; nil for what no model does with one.
    /// - Parameter inputs: the table, a region, scales and sizes.
    func resized(_ reader: ONNXNodeReader, _ inputs: [ONNXNumbers]) -> (ONNXNumbers, ONNXTable)? {
        let scales = inputs.count > 2 && !inputs[2].values.isEmpty ? inputs[2].values : nil
        let given = inputs.count > 3 && !inputs[3].values.isEmpty ? inputs[3].integers : nil
        guard sizes.count == 4, sizes[0] == 1, reader.string("mode", default: "nearest") == "cubic",
            ["half_pixel", "pytorch_half_pixel"].contains(
                reader.string("coordinate_transformation_mode", default: "half_pixel")),
            let target = given ?? scales.map({ zip(sizes, $0).map { Int((Double($0) * $1).rounded(.down)) } }),
            target.count == 4, target[..<2] == sizes[..<2], ONNXNumbers.count(target) != nil, !target.contains(0)
        else { return nil }
        let isAntialiased = reader.integer("antialias", default: 0) != 0
        guard isAntialiased || reader.float("cubic_coeff_a", default: -0.75) == -0.75 else { return nil }
        // Some models ask for a tenth of a cell more than they want, so that rounding down gives that.
        let excess = scales.map { $0[2] * Double(sizes[2]) - Double(target[2]) } ?? 0
        let resizing = isAntialiased ? TableResizing.antialiased : .bicubic(excess: excess)
        let grid = Tensor(shape: Shape(sizes), values: values.map { Float($0) })
        let resized = resizing.resized(grid, to: Shape(target))
        let numbers = ONNXNumbers(sizes: target, values: resized.values.map { Double($0) })
        return (numbers, ONNXTable(grid: grid, resized: resized, resizing: resizing))
    }
}
