/// v ← μ·v + g, x ← x + s·v
struct Momentum: ElementOptimizer {
    /// μ
    var inertia: Float = 0.9

    static let schema = Schema<Momentum>(
        "momentum", "an optimizer that keeps going where it went (Polyak, 1964)",
        [.number("inertia", \.inertia, 0...0.999, "how much of the last step stays")],
        example: "optimizer = r.momentum(0.8)", equation: "v ← inertia·v + g, x ← x + s·v",
        source: "Polyak, \"Some methods of speeding up the convergence of iteration methods\", 1964")

    func rule(step: Int, size: Float) -> Rule { Rule(size: size, inertia: inertia) }

    struct Rule: ElementRule {
        let size: Float
        let inertia: Float
        static let remembered = 1

        @inline(__always)
        func move<Number: ElementNumber>(_ x: inout Number, along g: Number, _ v: inout Number, _: inout Number) {
            v = inertia * v + g
            x = x + size * v
        }
    }
}
