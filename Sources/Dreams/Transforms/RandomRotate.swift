import Pictures

/// One of some angles, in degrees.
struct RandomRotate: TransformWord {
    var angles: [Float] = []

    static let schema = Schema<RandomRotate>(
        "random_rotate", "a transform: the view turned by one of some angles",
        [.numbers("angles", \.angles, -180...180, count: 1...360, "one is drawn for each view", unit: "degrees")],
        example: "transforms = { r.random_rotate { -5, 0, 5 } }",
        equation: "v(p) = x(middle + R(a)·(p − middle)), a one of the angles", source: "Lucid, optvis/transform.py")

    func draw(_ drawing: inout Drawing, at moment: Moment) {
        drawing.move { $0.rotated(degrees: $1.one(of: angles)) }
    }
}
