import Pictures

/// One of some factors.
struct RandomScale: TransformWord {
    var factors: [Float] = []

    static let schema = Schema<RandomScale>(
        "random_scale", "a transform: the view at one of some sizes",
        [.numbers("factors", \.factors, 0.1...4, count: 1...100, "one is drawn for each view")],
        example: "transforms = { r.random_scale { 0.95, 1, 1.05 } }",
        equation: "v(p) = x(middle + (p − middle)/f), f one of the factors", source: "Lucid, optvis/transform.py")

    var leastScale: Float { min(factors.min() ?? 1, 1) }

    func draw(_ drawing: inout Drawing, at moment: Moment) {
        drawing.move { $0.scaled(by: $1.one(of: factors)) }
    }
}
