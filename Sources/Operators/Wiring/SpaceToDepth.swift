public import Tensors

/// Positions become channels: channel c at (y·h + i, x·w + j) is channel (c·h + i)·w + j at (y, x), for blocks of h × w. Where a side is
/// no multiple of a block's, the last blocks are filled with zeros.
public struct SpaceToDepth: Operator, Hashable {
    /// How many positions become one, down and across.
    public let block: Extent

    /// By its blocks.
    public init(block: Extent) { self.block = block }

    public var summary: String { "space to depth \(block.height)×\(block.width)" }

    public func shape(_ inputs: [Shape]) -> Shape {
        Shape(
            channels: inputs[0].channels * block.height * block.width,
            height: (inputs[0].height + block.height - 1) / block.height,
            width: (inputs[0].width + block.width - 1) / block.width)
    }

    public func axisMaps(of operands: [Shape], to output: Shape) -> [AxisMap] {
        func reading(_ side: Int) -> AxisReading {
            side == 1 ? .same : .window(stride: side, reach: side, before: 0)
        }
        return [AxisMap(rows: reading(block.height), columns: reading(block.width))]
    }

    public func part(_ part: OperatorPart) -> any Operator { self }
    public var geometry: [Int] { [] }
    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int { 0 }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { [] }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let (block, wide, x) = (block, operands[0].shape, operands[0].values)
        return Tensor(unwritten: output) { line, row in
            let (index, y) = line.quotientAndRemainder(dividingBy: output.height)
            let (rest, j) = index.quotientAndRemainder(dividingBy: block.width)
            let (channel, i) = rest.quotientAndRemainder(dividingBy: block.height)
            let source = y * block.height + i
            for column in row.indices {
                let across = column * block.width + j
                row[column] =
                    source < wide.height && across < wide.width
                    ? x[(channel * wide.height + source) * wide.width + across] : 0
            }
        }
    }

    // The way back is the inverse, less what was filled.
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let (block, deep, g) = (block, seed.shape, seed.values)
        return [
            Tensor(unwritten: operands[0].shape) { line, row in
                let (channel, y) = line.quotientAndRemainder(dividingBy: operands[0].shape.height)
                let first = (channel * block.height + y % block.height) * block.width
                for column in row.indices {
                    let source = first + column % block.width
                    row[column] = g[(source * deep.height + y / block.height) * deep.width + column / block.width]
                }
            }
        ]
    }
}
