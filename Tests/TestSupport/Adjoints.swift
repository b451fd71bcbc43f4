public import Tensors

/// Checks that one linear map is the transpose of another.
public enum Adjoints {
    /// |⟨A x, y⟩ − ⟨x, Aᵀ y⟩| ÷ (‖A x‖·‖y‖ + ‖x‖·‖Aᵀ y‖) for noise x and y. Rounding makes it about 1e-7; a wrong
    /// weight at a single border pixel of a small picture, 1e-3.
    public static func error(
        inputs: Shape, seed: UInt64 = 1, _ map: (Tensor) -> Tensor, transpose: (Tensor) -> Tensor
    ) -> Double {
        let x = Tensor.noise(inputs, seed: seed)
        let mapped = map(x)
        let y = Tensor.noise(mapped.shape, seed: seed &+ 1000)
        let back = transpose(y)
        guard back.shape == inputs else { return .infinity }
        let difference =
            Sums.products(mapped.values.span, y.values.span) - Sums.products(x.values.span, back.values.span)
        return abs(difference) / max(mapped.length * y.length + x.length * back.length, 1e-30)
    }
}

extension Tensor {
    /// ‖self‖₂
    fileprivate var length: Double { Sums.squares(values.span).squareRoot() }
}
