import Networks
import Pictures
import Tensors

/// A Gaussian of a radius.
struct CanvasBlur: CanvasOperationWord {
    var radius: Float = 0
    var wrap = Wrap.none

    static let schema = Schema<CanvasBlur>(
        "blur", "blurs the canvas",
        [.number("radius", \.radius, 0...0.5, "in shorter sides", isRequired: true, work: .reach), .wrap(\.wrap)],
        positional: 1, example: "r.blur(0.02)", equation: "y = g * x, g ∝ exp(−d²/2σ²), σ = radius shorter sides")

    var description: String { "blur \(radius)\(wrap.note)" }

    func apply(to canvas: inout DreamCanvas, in scene: OperationContext) {
        let sigma = radius * canvas.levels.shape.extent.shorter
        canvas.levels = canvas.takeLevels().mapPlanes { $0.blurred(sigma: sigma, edge: wrap.edges) }
    }

    func bytes(on size: Extent) -> Int { size.canvases(2.4) }
}
