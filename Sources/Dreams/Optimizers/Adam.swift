/// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², x ← x + s·m̂ ÷ (√v̂ + ε), m̂ and v̂ being m and v divided by what they are of their sums.
struct Adam: ElementOptimizer {
    var beta1: Float = 0.9
    var beta2: Float = 0.999

    static let schema = Schema<Adam>(
        "adam", "an optimizer: Adam (Kingma and Ba, 2014)", AdaptiveRule.options(\.beta1, \.beta2),
        example: "optimizer = r.adam { beta1 = 0.9, beta2 = 0.99 }",
        equation: "m ← beta1·m + (1 − beta1)·g, v ← beta2·v + (1 − beta2)·g², "
            + "x ← x + s·m/(1 − beta1ᵗ) / (√(v/(1 − beta2ᵗ)) + 10⁻¹²)",
        source: "Kingma and Ba, \"Adam: a method for stochastic optimization\", 2014")

    func rule(step: Int, size: Float) -> AdaptiveRule {
        let correction = 1 - AdaptiveRule.power(beta1, step)
        return AdaptiveRule(beta1, beta2, step: step, size: size, fromMoment: 1 / correction, fromGradient: 0)
    }
}

/// What Adam and its kin do to a number.
struct AdaptiveRule: ElementRule {
    let beta1: Float
    let beta2: Float
    let size: Float
    /// How much of the first moment, and of the gradient itself, the step is made of.
    let fromMoment: Float
    let fromGradient: Float
    /// 1 − β₂ᵗ
    let correction: Float

    static let remembered = 2

    init(_ beta1: Float, _ beta2: Float, step: Int, size: Float, fromMoment: Float, fromGradient: Float) {
        (self.beta1, self.beta2, self.size) = (beta1, beta2, size)
        (self.fromMoment, self.fromGradient) = (fromMoment, fromGradient)
        correction = 1 - AdaptiveRule.power(beta2, step)
    }

    @inline(__always)
    func move<Number: ElementNumber>(_ x: inout Number, along g: Number, _ m: inout Number, _ v: inout Number) {
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        x = x + size * (fromMoment * m + fromGradient * g) / ((v / correction).squareRoot() + 1e-12)
    }

    static func power(_ base: Float, _ exponent: Int) -> Float {
        var result: Float = 1
        for _ in 0..<exponent where result > 1e-30 { result *= base }
        return result
    }

    static func options<Word>(_ beta1: WordOption<Word>.Key<Float>, _ beta2: WordOption<Word>.Key<Float>)
        -> [WordOption<Word>]
    {
        [
            .number("beta1", beta1, 0...0.9999, "how long gradients are remembered"),
            .number("beta2", beta2, 0...0.99999, "how long their squares are"),
        ]
    }
}
