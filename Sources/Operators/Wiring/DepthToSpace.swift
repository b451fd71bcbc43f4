public import Tensors

/// Channels become positions: channel (c·h + i)·w + j at (y, x) is channel c at (y·h + i, x·w + j), for blocks of h × w (Shi et al.,
/// "Real-time single image and video super-resolution using an efficient sub-pixel convolutional neural network", 2016).
public struct DepthToSpace: Operator, Hashable {
    /// How many positions a position becomes, down and across.
    public let block: Extent

    /// By its blocks.
    public init(block: Extent) { self.block = block }

    public var summary: String { "depth to space \(block.height)×\(block.width)" }

    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        let (shape, share) = (inputs[0], block.height * block.width)
        guard shape.channels % share == 0 else {
            throw .other("\(shape.channels) channels do not make blocks of \(block.height)×\(block.width)")
        }
        return Shape(
            channels: shape.channels / share, height: shape.height * block.height, width: shape.width * block.width)
    }

    public func axisMaps(of operands: [Shape], to output: Shape) -> [AxisMap] {
        func reading(_ side: Int) -> AxisReading { side == 1 ? .same : .scaled(up: side, down: 1, neighbour: 0) }
        return [AxisMap(rows: reading(block.height), columns: reading(block.width))]
    }

    public func part(_ part: OperatorPart) -> any Operator { self }
    public var geometry: [Int] { [] }
    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int { 0 }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { [] }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let (block, deep, x) = (block, operands[0].shape, operands[0].values)
        return Tensor(unwritten: output) { line, row in
            let (channel, y) = line.quotientAndRemainder(dividingBy: output.height)
            let first = (channel * block.height + y % block.height) * block.width
            for column in row.indices {
                let source = first + column % block.width
                row[column] = x[(source * deep.height + y / block.height) * deep.width + column / block.width]
            }
        }
    }

    // The way back is the inverse.
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        [SpaceToDepth(block: block).forward([seed], to: operands[0].shape)]
    }
}
