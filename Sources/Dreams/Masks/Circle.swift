import Pictures
import Tensors

/// 1 inside of a circle, which is round on a canvas of any shape; the middle in fractions of the width and the height, the radius in
/// fractions of the shorter side, the edge in fractions of the radius.
struct Circle: MaskWord {
    var x: Float = 0.5
    var y: Float = 0.5
    var radius: Float = 0.4
    var softness: Float = 0.2

    static let schema = Schema<Circle>(
        "circle", "a mask that is 1 inside of a circle, round on a canvas of any shape",
        [
            .middleX(\.x), .middleY(\.y),
            .number("radius", \.radius, 0.001...4, "as a part of the canvas's shorter side"),
            .number("softness", \.softness, 0...1, "the width of the edge"),
        ], positional: 0, example: "mask = r.circle { x = 0.5, y = 0.4, radius = 0.3 }",
        equation: "m = 1 − (3t² − 2t³), t = (r − 1)/softness + ½ within 0…1, r = |p − middle|/radius")

    var description: String { "circle (\(x), \(y)) \(radius) ± \(softness)" }

    func plane(on canvas: Tensor, by painter: MaskPainter) -> Tensor {
        MaskPlanes.circle(
            width: canvas.shape.width, height: canvas.shape.height, centre: SIMD2(x, y), radius: radius,
            softness: softness)
    }
}
