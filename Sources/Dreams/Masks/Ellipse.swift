import Pictures
import Tensors

/// 1 inside of an ellipse; the middle and the radii in fractions of the width and the height, the edge in fractions of the radius.
struct Ellipse: MaskWord {
    var x: Float = 0.5
    var y: Float = 0.5
    var width: Float = 0.5
    var height: Float = 0.5
    var softness: Float = 0.2

    static let schema = Schema<Ellipse>(
        "ellipse", "a mask that is 1 inside of an ellipse, which is measured by the canvas's sides (r.circle is not)",
        [
            .middleX(\.x), .middleY(\.y),
            .number("width", \.width, 0.001...4, "the radius across, as a part of the canvas's width"),
            .number("height", \.height, 0.001...4, "the radius down, as a part of its height"),
            .number("softness", \.softness, 0...1, "the width of the edge"),
        ], positional: 0, example: "mask = r.ellipse { x = 0.5, y = 0.4, width = 0.3, height = 0.3 }",
        equation: "m = 1 − (3t² − 2t³), t = (r − 1)/softness + ½ within 0…1, r = |(p − middle)/(width, height)|")

    var description: String { "ellipse (\(x), \(y)) \(width)×\(height) ± \(softness)" }

    func plane(on canvas: Tensor, by painter: MaskPainter) -> Tensor {
        MaskPlanes.ellipse(
            width: canvas.shape.width, height: canvas.shape.height, centre: SIMD2(x, y),
            radii: SIMD2(width, height), softness: softness)
    }
}
