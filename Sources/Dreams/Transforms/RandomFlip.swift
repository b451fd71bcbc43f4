import Pictures
import Tensors

/// Mirrored half of the time.
struct RandomFlip: TransformWord {
    static let schema = Schema<RandomFlip>(
        "random_flip", "a transform: every second view mirrored", example: "transforms = { r.random_flip() }",
        equation: "v[h, w] = x[h, W − 1 − w] of half the views")

    func draw(_ drawing: inout Drawing, at moment: Moment) {
        drawing.move { $1.uniform() < 0.5 ? $0.flippedAcross() : $0 }
    }
}
