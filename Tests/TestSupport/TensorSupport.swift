public import Tensors

extension Tensor {
    /// Normally distributed numbers, the same for the same seed.
    public static func noise(_ shape: Shape, seed: UInt64) -> Tensor {
        var dice = Philox(key: seed, stream: 0x7E57)
        return Tensor(shape: shape, values: (0..<shape.count).map { _ in dice.normal() })
    }

    /// ‖self − other‖ ÷ ‖other‖, or ‖self‖ when the other is zero.
    public func relativeDistance(to other: Tensor) -> Double {
        guard shape == other.shape else { return .infinity }
        var difference = self
        difference.add(other, times: -1)
        let length = Sums.squares(other.values.span).squareRoot()
        return Sums.squares(difference.values.span).squareRoot() / (length > 0 ? length : 1)
    }
}
