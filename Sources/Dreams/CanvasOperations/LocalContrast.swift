import Networks
import Pictures
import Tensors

/// Lightness away from what lies around it: structure without harder blacks and whites.
struct LocalContrast: ColourOperation {
    var amount: Float = 0.5
    var radius: Float = 0.05

    static let schema = Schema<LocalContrast>(
        "local_contrast", "lifts lightness from what lies around it, and leaves colours, black and white as they are",
        [
            .number("amount", \.amount, -1...4, "how much; below 0 it grows softer"),
            .number("radius", \.radius, 0.001...0.5, "of what lies around, in shorter sides", work: .reach),
        ], example: "r.local_contrast(1, 0.04)",
        equation: "L of Oklab: y = L + amount·4L(1 − L)·(L − g * L), g ∝ exp(−d²/2σ²), σ = radius shorter sides")

    var description: String { "local contrast \(amount) at \(radius)" }
    var canvases: Float { 2.1 }

    func recolour(_ colours: consuming Tensor, in scene: OperationContext) -> Tensor {
        let around = Oklab.lightness(of: colours).blurred(sigma: radius * colours.shape.extent.shorter)
        let smooth = around.values.span
        return Oklab.mapLightness(of: colours) { pixel, lightness in
            let middling = 4 * lightness * (1 - lightness)
            return lightness + amount * middling * (lightness - smooth[pixel])
        }
    }
}
