import Pictures
import Tensors

/// From 0 to 1 along a direction: 0° is to the right, 90° is down; `from` and `to` are places along it, 0…1.
struct Ramp: MaskWord {
    var angle: Float = 0
    var from: Float = 0
    var to: Float = 1

    static let schema = Schema<Ramp>(
        "ramp", "a mask that goes from 0 to 1 along a direction",
        [
            .number("angle", \.angle, -360...360, "0 is to the right, 90 is down", unit: "degrees", isRequired: true),
            .number("from", \.from, 0...1, "where it begins to rise, as a part of the way"),
            .number("to", \.to, 0...1, "where it has reached 1"),
        ], example: "mask = r.ramp { angle = 90, from = 0.3, to = 0.6 }",
        equation: "m = 3t² − 2t³, t = (s − from)/(to − from) within 0…1, s going from 0 to 1, corner to corner")

    var description: String { "gradient \(angle)° \(from) … \(to)" }

    func plane(on canvas: Tensor, by painter: MaskPainter) -> Tensor {
        MaskPlanes.linear(
            width: canvas.shape.width, height: canvas.shape.height, degrees: -angle, start: from, end: to)
    }
}
