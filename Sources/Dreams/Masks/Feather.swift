import Networks
import Pictures
import Tensors

/// Blurred by a fraction of the shorter side, around the sides that meet.
struct Feather: MaskWord {
    var mask = Mask.constant(1)
    var radius: Float = 0
    var wrap = Wrap.none

    static let schema = Schema<Feather>(
        "feather", "the mask with a blurred edge", on: .mask(\.mask),
        [
            .number(
                "radius", \.radius, 0...1, "as a part of the canvas's shorter side", isRequired: true, work: .reach),
            .wrap(\.wrap),
        ], positional: 1, example: "mask = p.plan:painted(\"#ff0000\"):feather(0.02)",
        equation: "m = g * mask, g ∝ exp(−d²/2σ²), σ = radius shorter sides")

    var description: String { "feather(\(mask), \(radius)\(wrap.note))" }

    func plane(on canvas: Tensor, by painter: MaskPainter) throws -> Tensor {
        let size = canvas.shape.extent
        var plane = try mask.plane(on: canvas, by: painter)
            .blurred(sigma: radius * Float(min(size.height, size.width)), edge: wrap.edges)
        // The weights of a blur sum to 1 but for their rounding.
        plane.clamp(to: 0...1)
        return plane
    }

    func bytes(on size: Extent) -> Int { max(mask.word.bytes(on: size), size.planes(4)) }
}
