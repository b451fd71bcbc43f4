import Pictures
import Tensors

/// Colours from the middle outwards.
struct RadialGradient: CanvasWord {
    var colours: [Colour] = []

    static let schema = Schema<RadialGradient>(
        "radial", "a canvas that goes from colour to colour from the middle outwards", [.ramp(\.colours)],
        positional: 0, example: "canvas = r.radial { colours = { \"#fff0c0\", \"#102040\" } }",
        equation: "x = the colours, evenly apart, mixed in Oklab along the way from the middle to the corners")

    var description: String { "radial gradient \(colours.ends)" }

    func colours(height: Int, width: Int, seed: UInt64) -> Tensor {
        ColourRamp(colours.map(\.vector)).radial(width: width, height: height)
    }
}
