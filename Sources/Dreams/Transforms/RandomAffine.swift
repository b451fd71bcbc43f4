import Foundation
import Pictures

/// Turned, stretched each way by itself, and leaning over.
struct RandomAffine: TransformWord {
    var turn: Float = 10
    var stretch: Float = 0.15
    var shear: Float = 0.15

    static let schema = Schema<RandomAffine>(
        "random_affine", "a transform: the view turned, stretched and leaning, each a little",
        [
            .number("turn", \.turn, 0...180, "how far it may be turned, either way", unit: "degrees"),
            .number("stretch", \.stretch, 0...1, "how far it may be stretched across, and down: by e^±stretch"),
            .number("shear", \.shear, 0...1, "how far it may lean over: 1 is by its height"),
        ], positional: 0, example: "transforms = { r.random_affine { turn = 10 } }",
        equation: "v(c + A·d) = x(c + d), A = rotation(U(±turn))·shear(U(±shear))·diag(e^U(±stretch), e^U(±stretch))",
        source: "torchvision, RandomAffine; torch-dreams")

    /// Of a shear by s, √(1 + s²/4) − s/2 in its steepest direction.
    var leastScale: Float { exp(-stretch) * ((1 + shear * shear / 4).squareRoot() - shear / 2) }

    func draw(_ drawing: inout Drawing, at moment: Moment) {
        drawing.move { view, dice in
            view.scaled(across: exp(dice.around(stretch)), down: exp(dice.around(stretch)))
                .sheared(across: dice.around(shear), down: 0).rotated(degrees: dice.around(turn))
        }
    }
}
