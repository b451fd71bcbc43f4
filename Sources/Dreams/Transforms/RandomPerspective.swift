import Pictures

/// Seen at an angle, as a sheet that leans away to some side.
struct RandomPerspective: TransformWord {
    var strength: Float = 0.3

    static let schema = Schema<RandomPerspective>(
        "random_perspective", "a transform: the view at an angle, as a sheet that leans away",
        [.number("strength", \.strength, 0...0.9, "how much nearer one corner may be than the middle, in parts")],
        example: "transforms = { r.random_perspective(0.3) }",
        equation: "v(p) = x(c + d/(1 + t·d)), d = p − c, t = (U(±s)/W, U(±s)/H), s = strength: a homography",
        source: "torchvision, RandomPerspective")

    /// Far sides may be seen from anywhere.
    var leastScale: Float { strength > 0.15 ? 0 : 1 }

    var isAffine: Bool { false }

    func draw(_ drawing: inout Drawing, at moment: Moment) {
        drawing.move { view, dice in
            // Half of it each way at most: no corner comes to the horizon.
            view.tilted(across: dice.around(strength) / 2, down: dice.around(strength) / 2)
        }
    }
}
