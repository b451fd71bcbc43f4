public import Tensors

/// Blurred by 1 4 6 4 1 in both directions, and every second position kept: the next level of a pyramid (Burt and Adelson, "The Laplacian
/// pyramid as a compact image code", 1983). Past a side its outermost positions go on, or those of the side that it meets.
public struct Halving: WholeOperator, SeparableOperator, Hashable {
    /// Which sides meet.
    public let wraps: (down: Bool, across: Bool)

    /// Of planes some of whose sides meet.
    public init(wrapsDown: Bool = false, wrapsAcross: Bool = false) { wraps = (wrapsDown, wrapsAcross) }

    public static func == (a: Halving, b: Halving) -> Bool { a.wraps == b.wraps }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(wraps.down)
        hasher.combine(wraps.across)
    }

    public var summary: String { "halving" }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { [] }

    public func shape(_ inputs: [Shape]) -> Shape {
        Shape(channels: inputs[0].channels, height: (inputs[0].height + 1) / 2, width: (inputs[0].width + 1) / 2)
    }

    package func taps(from input: Shape, to output: Shape) -> (rows: AxisTaps, columns: AxisTaps) {
        func taps(_ inputs: Int, _ outputs: Int, _ wraps: Bool) -> AxisTaps {
            AxisTaps(
                (0..<outputs).map { place in
                    zip(-2...2, [1, 4, 6, 4, 1] as [Float]).map {
                        (index: PyramidAxis.place(2 * place + $0, of: inputs, wraps: wraps), weight: $1 / 16)
                    }
                }, inputs: inputs)
        }
        return (
            taps(input.height, output.height, wraps.down), taps(input.width, output.width, wraps.across)
        )
    }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let taps = taps(from: operands[0].shape, to: output)
        return operands[0].summed(by: taps.rows, taps.columns)
    }

    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let taps = taps(from: operands[0].shape, to: seed.shape)
        return [seed.summed(by: taps.rows.turned, taps.columns.turned)]
    }
}
