import Networks
import Pictures
import Tensors

/// The grain of film over the canvas.
struct Grain: ColourOperation {
    var amount: Float = 0.04
    var size: Float = 0.004

    static let schema = Schema<Grain>(
        "grain", "lays the grain of film over the canvas",
        [
            .number("amount", \.amount, 0...1, "its deviation on middle grey, black and white have none"),
            .number("size", \.size, 0...0.2, "of a grain, in shorter sides; at least a pixel"),
        ], example: "r.grain(0.1, 0.01)",
        equation: "y = x + amount·4x(1 − x)·n, n ~ (0, 1), smooth over size shorter sides, the same for all colours")

    var description: String { "grain \(amount) of \(size)" }
    var canvases: Float { 1.4 }

    func recolour(_ colours: consuming Tensor, in scene: OperationContext) -> Tensor {
        var colours = colours
        FilmGrain.add(
            to: &colours, amount: amount, size: size * colours.shape.extent.shorter, seed: scene.seed)
        return colours
    }
}
