import Tensors

/// Patches that are put together, and lines that are picked out.
extension ONNXOperator {
    static let patches: [String: Reading] = [
        "Col2Im": foldedPatches,
        // With one index a place: a Gather of the first dimension.
        "GatherND": { reader, graph in
            let indices = try graph.requiredConstant(1, of: reader).numbers(for: reader)
            guard reader.integer("batch_dims", default: 0) == 0, indices.sizes.last == 1 else {
                throw reader.error(
                    "its indices are \(Shape(indices.sizes)), and lists of one index for the first dimension are supported"
                )
            }
            do {
                try graph.gather(indices.integers, sizes: indices.sizes.dropLast(), at: 0, reader)
            } catch is ONNXNoLayout {
                throw reader.error("it picks out parts of rows or columns, which cannot be followed here")
            }
        },
    ]

    /// Patches [1, C·h·w, L] laid where they were cut out, and summed where they overlap (PyTorch's fold): a transposed convolution by weights
    /// that put each number of a patch at its place.
    private static let foldedPatches: Reading = { reader, graph in
        let operand = try graph.activation(0, of: reader)
        let size = try graph.requiredConstant(1, of: reader).numbers(for: reader).integers
        let block = try graph.requiredConstant(2, of: reader).numbers(for: reader).integers
        let strides = try reader.integers("strides", count: 2, in: 1...64, default: [1, 1])
        let dilations = try reader.integers("dilations", count: 2, in: 1...64, default: [1, 1])
        let pads = try reader.integers("pads", count: 4, in: 0...1024, default: [0, 0, 0, 0])
        let sizes = operand.layout.sizes
        guard size.count == 2, block.count == 2, block.allSatisfy({ (1...64).contains($0) }), sizes.count == 3,
            sizes[0] == 1, size.allSatisfy({ (1...1 << 16).contains($0) })
        else {
            throw reader.error("it lays blocks of \(block.prefix(8)) over \(size.prefix(8)), and its input is \(sizes)")
        }
        let spans = (0...1).map { (axis: Int) -> Int in
            let reach = (block[axis] - 1) * dilations[axis] + 1
            return size[axis] + pads[axis] + pads[axis + 2] - reach
        }
        let counts = (0...1).map { (axis: Int) -> Int in spans[axis] / strides[axis] + 1 }
        let taps = block[0] * block[1]
        guard spans.allSatisfy({ $0 >= 0 }), sizes[1].isMultiple(of: taps), sizes[2] == counts[0] * counts[1],
            sizes[1].timesAtMost(taps) <= 1 << 26
        else {
            throw reader.error(
                "\(counts[0])×\(counts[1]) blocks of \(block[0])×\(block[1]) make \(size[0])×\(size[1]), and its input is \(sizes)"
            )
        }
        let input = try graph.arrangingGrid(operand, counts, reader)
        let weights = Tensor(Shape([sizes[1], 1, block[0], block[1]])) { values in
            for index in values.indices { values[index] = index / taps % taps == index % taps ? 1 : 0 }
        }
        let transposed = TransposedConvolution(
            weights: weights, bias: [Float](repeating: 0, count: sizes[1] / taps),
            stride: Extent(height: strides[0], width: strides[1]),
            dilation: Extent(height: dilations[0], width: dilations[1]),
            before: Extent(height: pads[0], width: pads[1]), after: Extent(height: pads[2], width: pads[3]),
            added: Extent(height: spans[0] % strides[0], width: spans[1] % strides[1]), groups: sizes[1] / taps)
        try graph.append(transposed.operators, to: input, of: reader)
        graph.pinIfOpen(operand, [2])
    }
}

extension ONNXGraphBuilder {
    /// The operand [1, C, L] as the picture whose positions, row by row, its last dimension is.
    fileprivate mutating func arrangingGrid(
        _ operand: ONNXOperand, _ counts: [Int], _ reader: ONNXNodeReader
    ) throws -> Graph.NodeID {
        let problem = reader.error("its \(operand.layout.sizes[2]) blocks are no picture of \(counts[0])×\(counts[1])")
        let grid = counts.filter { $0 > 1 }.map { ONNXPieces.Piece(side: .rows, stride: 1, size: $0, isOpen: true) }
        guard var pieces = ONNXPieces(operand.layout, shape(operand.node)),
            let (line, _) = ONNXPieces.refined(pieces.dimensions[2], grid)
        else { throw problem }
        pieces.dimensions[2] = line
        let numbers = pieces.numbered()
        var (rows, height) = (0, 1)
        while height < counts[0], rows < numbers[2].count {
            height *= pieces.dimensions[2][rows].size
            rows += 1
        }
        guard height == counts[0] else { throw problem }
        return try arranging(
            operand.node, pieces, numbers,
            to: Arrangement(
                channels: numbers[0] + numbers[1], rows: Array(numbers[2].prefix(rows)),
                columns: Array(numbers[2].dropFirst(rows))), reader
        ).node
    }
}
