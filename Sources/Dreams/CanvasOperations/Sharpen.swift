import Networks
import Pictures
import Tensors

/// What a Gaussian of a radius would take away, added `amount` times.
struct Sharpen: ColourOperation {
    var radius: Float = 0.002
    var amount: Float = 0.5
    var wrap = Wrap.none

    static let schema = Schema<Sharpen>(
        "sharpen", "adds what a blur would take away",
        [
            .number("radius", \.radius, 0...0.2, "the blur's, in shorter sides", work: .reach),
            .number("amount", \.amount, 0...10, "how much of it"), .wrap(\.wrap),
        ], positional: 2, example: "r.sharpen(0.01, 2)", equation: "y = x + amount·(x − g * x), g as in r.blur")

    var description: String { "sharpen \(amount) at \(radius)\(wrap.note)" }
    var canvases: Float { 2.7 }

    func recolour(_ colours: consuming Tensor, in scene: OperationContext) -> Tensor {
        let radius = radius * colours.shape.extent.shorter
        return colours.mapPlanes { $0.sharpened(amount: amount, radius: radius, edge: wrap.edges) }
    }
}
