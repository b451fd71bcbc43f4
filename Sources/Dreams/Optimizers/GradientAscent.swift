/// x ← x + s·g
struct GradientAscent: ElementOptimizer {
    static let schema = Schema<GradientAscent>(
        "ascent", "an optimizer that goes where the gradient does", equation: "x ← x + s·g", source: "Cauchy, 1847")

    func rule(step: Int, size: Float) -> Rule { Rule(size: size) }

    struct Rule: ElementRule {
        let size: Float
        static let remembered = 0

        @inline(__always)
        func move<Number: ElementNumber>(_ x: inout Number, along g: Number, _: inout Number, _: inout Number) {
            x = x + size * g
        }
    }
}
