import Pictures
import Tensors

/// A Gaussian blur after every so many steps.
struct PriorBlur: PriorWord {
    /// σ, in pixels.
    var sigma = Schedule.constant(0)
    var every = 1

    static let schema = Schema<PriorBlur>(
        "blur", "the canvas is blurred",
        [
            .schedule("blur", \.sigma, 0...100, "a Gaussian's deviation", unit: "px"),
            .integer("blur_every", \.every, 1...10_000, "steps between blurs"),
        ], equation: "x ← g * x, g ∝ exp(−d²/2·blur²), after every blur_every steps", source: "Yosinski et al., 2015")

    var description: String { "blur \(sigma) every \(every)" }
    var canvases: Float { 3 }
    var isIdle: Bool { sigma == PriorBlur().sigma }

    func apply(to canvas: inout Tensor, after step: PriorContext) {
        let sigma = sigma.value(at: step.moment)
        if sigma > 0, (step.number + 1) % every == 0 {
            canvas = canvas.blurred(sigma: sigma, edge: step.wrap.edges)
        }
    }
}
