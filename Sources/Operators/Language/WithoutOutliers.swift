public import Tensors

/// All positions but those that are far longer than most: y[:, p] = x[:, p] where ‖x[:, p]‖ ≤ limit · median, and 0 elsewhere.
///
/// Vision transformers without registers keep notes in a few tokens of huge norm, mostly where the picture is plain (Darcet et al., "Vision
/// transformers need registers", 2023). An objective that grows with them dreams there, and nowhere else. Which positions they are has no slope.
public struct WithoutOutliers: WholeOperator, Hashable {
    /// How many times as long as the median a position may be.
    public let limit: Float

    /// Without what is longer than so many medians.
    public init(limit: Float) { self.limit = limit }

    public var summary: String { "without outliers" }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { .operands }

    public func shape(_ inputs: [Shape]) -> Shape { inputs[0] }

    /// Whether each position stays.
    private func kept(_ x: Tensor) -> [Bool] {
        let area = x.shape.area
        var squares = [Double](repeating: 0, count: area)
        for (index, value) in x.values.enumerated() { squares[index % area] += Double(value) * Double(value) }
        let median = squares.sorted()[area / 2]
        return squares.map { $0 <= Double(limit) * Double(limit) * median }
    }

    private func masked(_ values: Tensor, by x: Tensor) -> Tensor {
        let (kept, area) = (kept(x), x.shape.area)
        var result = values
        for index in result.values.indices where !kept[index % area] { result.values[index] = 0 }
        return result
    }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor { masked(operands[0], by: operands[0]) }

    // ∂/∂x[:, p] = g[:, p] where p stays
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        [masked(seed, by: operands[0])]
    }
}
