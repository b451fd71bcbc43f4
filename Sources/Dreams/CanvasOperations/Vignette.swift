import Foundation
import Networks
import Pictures
import Tensors

/// Light that falls off towards the corners.
struct Vignette: ColourOperation {
    var amount: Float = 1
    var radius: Float = 0.35

    static let schema = Schema<Vignette>(
        "vignette", "darkens the canvas towards its corners",
        [
            .number("amount", \.amount, -4...4, "how much less light the corners have; below 0 more", unit: "stops"),
            .number("radius", \.radius, 0...0.99, "where it begins, 0 the middle … 1 the corners"),
        ], example: "r.vignette(1.5)",
        equation:
            "light·2^(−amount·s(t)), s(t) = t²(3 − 2t), t = (d − radius)/(1 − radius), d half diagonals from the middle"
    )

    var description: String { "vignette \(amount) from \(radius)" }
    /// Levels are changed in their place.
    var canvases: Float { 1 }

    func recolour(_ colours: consuming Tensor, in scene: OperationContext) -> Tensor {
        var colours = colours
        let (width, area) = (colours.shape.width, colours.shape.area)
        let middle = SIMD2(Float(width), Float(colours.shape.height)) / 2
        let corner = (middle * middle).sum().squareRoot()
        colours.change { place, level in
            let pixel = place % area
            let way = SIMD2(Float(pixel % width) + 0.5, Float(pixel / width) + 0.5) - middle
            let t = ((way * way).sum().squareRoot() / corner - radius) / (1 - radius)
            guard t > 0 else { return }
            level = SRGB.encoded(exp2(-amount * t * t * (3 - 2 * t)) * SRGB.linear(level))
        }
        return colours
    }
}
