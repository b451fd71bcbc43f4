import Networks
import Pictures
import Tensors

/// Petals around a point, each a wedge and its mirror image, from an angle on: 0° is to the right, 90° is down.
struct Kaleidoscope: MovingOperation {
    var segments = 6
    var angle: Float = 0
    var x: Float = 0.5
    var y: Float = 0.5

    static let schema = Schema<Kaleidoscope>(
        "kaleidoscope", "shows a wedge of the canvas and its mirror image, again and again around a point",
        [
            .integer(
                "segments", \.segments, 2...64, "how many petals, each of them a wedge and its mirror image",
                work: .nothing),
            .number(
                "angle", \.angle, -360...360, "where the first begins: 0 is to the right, 90 is down", unit: "degrees"),
            .middleX(\.x), .middleY(\.y),
        ], positional: 2, example: "r.kaleidoscope { segments = 8 }",
        equation:
            "y at φ = x at angle + min(t, 360°/segments − t), t = (φ − angle) mod 360°/segments, as far from the middle"
    )

    var description: String { "kaleidoscope of \(segments) from \(angle)° about (\(x), \(y))" }

    func move(_ size: Extent, seed: UInt64) -> (Tensor) -> Tensor {
        let (segments, centre, angle) = (segments, SIMD2(x, y), angle)
        return { $0.kaleidoscope(segments: segments, centre: centre, degrees: -angle) }
    }
}
