/// Adam, whose first moment looks one step ahead.
struct Nadam: ElementOptimizer {
    var beta1: Float = 0.9
    var beta2: Float = 0.999

    static let schema = Schema<Nadam>(
        "nadam", "an optimizer: Adam with Nesterov's momentum (Dozat, 2016)", AdaptiveRule.options(\.beta1, \.beta2),
        example: "optimizer = r.nadam { beta1 = 0.9, beta2 = 0.99 }",
        equation: "as r.adam, with beta1·m/(1 − beta1ᵗ⁺¹) + (1 − beta1)·g/(1 − beta1ᵗ) for its m/(1 − beta1ᵗ)",
        source: "Dozat, \"Incorporating Nesterov momentum into Adam\", 2016")

    func rule(step: Int, size: Float) -> AdaptiveRule {
        let (now, ahead) = (1 - AdaptiveRule.power(beta1, step), 1 - AdaptiveRule.power(beta1, step + 1))
        return AdaptiveRule(
            beta1, beta2, step: step, size: size, fromMoment: beta1 / ahead, fromGradient: (1 - beta1) / now)
    }
}
