/// x ← x + s·g
struct GradientAscent: ElementOptimizer {
    static let schema = Schema<GradientAscent>(
        "ascent", "an optimizer that goes where the gradient does", equation: "x ← x + s·g", source: "Cauchy, 1847")

    func rule(step: Int, size: Float) -> Rule { Rule(size: size) }

    struct Rule: ElementRule {
        let size: Float
        static let remembered = 0

        func move(_ x: inout Float, along g: Float, _: inout Float, _: inout Float) { x += size * g }
    }
}
