public import Tensors

/// Blurred by 1 4 6 4 1 in both directions, and every second position kept: the next level of a pyramid (Burt and Adelson, "The Laplacian
/// pyramid as a compact image code", 1983). Past a side its outermost positions go on, or those of the side that it meets.
public struct Halving: WholeOperator, SeparableOperator, Hashable {
    /// Whether top and bottom meet.
    public let wrapsDown: Bool
    /// Left and right.
    public let wrapsAcross: Bool

    /// Of planes some of whose sides meet.
    public init(wrapsDown: Bool = false, wrapsAcross: Bool = false) {
        (self.wrapsDown, self.wrapsAcross) = (wrapsDown, wrapsAcross)
    }

    public var summary: String { "halving" }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { [] }

    public func shape(_ inputs: [Shape]) -> Shape {
        Shape(channels: inputs[0].channels, height: (inputs[0].height + 1) / 2, width: (inputs[0].width + 1) / 2)
    }

    package func taps(from input: Shape, to output: Shape) -> (rows: AxisTaps, columns: AxisTaps) {
        AxisTaps.ofPyramid(from: input, to: output, wrapsDown: wrapsDown, wrapsAcross: wrapsAcross) { place in
            zip(-2...2, [1, 4, 6, 4, 1] as [Float]).map { (2 * place + $0, $1 / 16) }
        }
    }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        operands[0].summed(by: taps(from: operands[0].shape, to: output))
    }

    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let (rows, columns) = taps(from: operands[0].shape, to: seed.shape)
        return [seed.summed(by: (rows.turned, columns.turned))]
    }
}
