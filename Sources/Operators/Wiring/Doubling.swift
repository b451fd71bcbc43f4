public import Tensors

/// Twice the size, or one less, by the kernel 1 4 6 4 1 among every second position: what a level of a pyramid says of the one before it
/// (Burt and Adelson, "The Laplacian pyramid as a compact image code", 1983). Past a side its outermost positions go on, or those of the side
/// that it meets.
public struct Doubling: WholeOperator, SeparableOperator, Hashable {
    /// Of the output.
    public let size: Extent
    /// Whether top and bottom meet.
    public let wrapsDown: Bool
    /// Left and right.
    public let wrapsAcross: Bool

    /// To a size, of planes some of whose sides meet.
    public init(to size: Extent, wrapsDown: Bool = false, wrapsAcross: Bool = false) {
        (self.size, self.wrapsDown, self.wrapsAcross) = (size, wrapsDown, wrapsAcross)
    }

    public var summary: String { "doubling" }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { [] }

    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        guard (size.height + 1) / 2 == inputs[0].height, (size.width + 1) / 2 == inputs[0].width else {
            throw .other("makes \(size.height) × \(size.width) of half of that, not of \(inputs[0])")
        }
        return Shape(channels: inputs[0].channels, height: size.height, width: size.width)
    }

    package func taps(from input: Shape, to output: Shape) -> (rows: AxisTaps, columns: AxisTaps) {
        AxisTaps.ofPyramid(from: input, to: output, wrapsDown: wrapsDown, wrapsAcross: wrapsAcross) { place in
            let weights: [Float] = place % 2 == 0 ? [0.125, 0.75, 0.125] : [0, 0.5, 0.5]
            return zip(-1...1, weights).filter { $1 != 0 }.map { (place / 2 + $0, $1) }
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
