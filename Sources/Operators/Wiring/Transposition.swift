public import Tensors

/// The dimensions in another order: `[C, H, W]` becomes `[H, C, W]` by the order 1, 0, 2.
public struct Transposition: WholeOperator, Hashable {
    /// By dimension of the output, that of the input, counted from the channels.
    public let order: [Int]

    /// An order of 0, 1 and 2.
    public init(_ order: [Int]) {
        precondition(order.sorted() == [0, 1, 2], "\(order) is no order of three dimensions")
        self.order = order
    }

    public var summary: String { "transpose \(order.map { ["C", "H", "W"][$0] }.joined())" }

    public func shape(_ inputs: [Shape]) -> Shape {
        let sizes = inputs[0].dimensions.suffix(3)
        let turned = order.map { sizes[sizes.startIndex + $0] }
        return Shape(channels: turned[0], height: turned[1], width: turned[2])
    }

    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { [] }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let (x, order) = (operands[0], order)
        let steps = [x.shape.area, x.shape.width, 1]
        let turned = order.map { steps[$0] }
        let values = x.values
        return Tensor(unwritten: output) { line, row in
            let (channel, y) = line.quotientAndRemainder(dividingBy: output.height)
            let first = channel * turned[0] + y * turned[1]
            for column in row.indices { row[column] = values[first + column * turned[2]] }
        }
    }

    // The way back is the inverse.
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let inverse = [0, 1, 2].map { order.firstIndex(of: $0) ?? 0 }
        return [Transposition(inverse).forward([seed], to: operands[0].shape)]
    }
}
