/// c = β₁m + (1 − β₁)g, x ← x + s·sign(c), m ← β₂m + (1 − β₂)g: the sign of a moment, so that every number moves by the step size,
/// up or down, and none stands still.
///
/// Of pixels that is a step of just so many levels in every colour of every pixel, three to ten times as much as Adam's of the same
/// step size once that has settled: a step size of 0.3 does what Adam does with 1 to 3. The paper's decay of weights is left out: levels decay towards grey, by
/// r.stage's `priors`, and not towards black.
struct Lion: ElementOptimizer {
    var beta1: Float = 0.9
    var beta2: Float = 0.99

    static let schema = Schema<Lion>(
        "lion", "an optimizer that moves every number by the step size, up or down: Lion (Chen et al., 2023)",
        [
            .number("beta1", \.beta1, 0...0.9999, "how much of the direction is remembered, and not the gradient"),
            .number("beta2", \.beta2, 0...0.99999, "how long gradients are remembered"),
        ], example: "optimizer = r.lion {}, step_size = 0.5",
        equation: "x ← x + s·sign(beta1·m + (1 − beta1)·g), m ← beta2·m + (1 − beta2)·g",
        source: "Chen et al., \"Symbolic discovery of optimization algorithms\", 2023 (arXiv:2302.06675)")

    func rule(step: Int, size: Float) -> Rule { Rule(size: size, beta1: beta1, beta2: beta2) }

    struct Rule: ElementRule {
        let size: Float
        let beta1: Float
        let beta2: Float
        static let remembered = 1

        @inline(__always)
        func move<Number: ElementNumber>(_ x: inout Number, along g: Number, _ m: inout Number, _: inout Number) {
            x = x + size * (beta1 * m + (1 - beta1) * g).signum
            m = beta2 * m + (1 - beta2) * g
        }
    }
}
