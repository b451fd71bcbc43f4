import Networks
import Pictures
import Tensors

/// Turned about the middle, in degrees clockwise.
struct Rotate: MovingOperation {
    var angle: Float = 0
    var wrap = Wrap.none

    static let schema = Schema<Rotate>(
        "rotate", "turns the canvas about its middle",
        [
            .number("angle", \.angle, -3600...3600, "clockwise", unit: "degrees", isRequired: true), .wrap(\.wrap),
        ], positional: 1, example: "r.rotate(15)",
        equation: "y(p) = x(middle + R(−angle)·(p − middle)), R turning clockwise")

    var description: String { "rotate by \(angle)°\(wrap.note)" }

    func move(_ size: Extent, seed: UInt64) -> (Tensor) -> Tensor {
        size.view(wrap).rotated(degrees: -angle).sample
    }
}
