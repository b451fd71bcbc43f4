import Pictures
import Tensors

/// Colours along a direction, in degrees: 0° is to the right, 90° is down.
struct LinearGradient: CanvasWord {
    var colours: [Colour] = []
    var angle: Float = 90

    static let schema = Schema<LinearGradient>(
        "gradient", "a canvas that goes from colour to colour along a direction",
        [
            .ramp(\.colours),
            .number("angle", \.angle, -360...360, "0 is to the right, 90 is down", unit: "degrees"),
        ], positional: 0, example: "canvas = r.gradient { colours = { \"#203060\", \"#ffb060\" }, angle = 90 }",
        equation: "x = the colours, evenly apart, mixed in Oklab along the way from corner to corner")

    var description: String { "gradient \(colours.ends) at \(angle)°" }

    func colours(height: Int, width: Int, seed: UInt64) -> Tensor {
        ColourRamp(colours.map(\.vector)).linear(width: width, height: height, degrees: -angle)
    }
}

extension WordOption {
    /// From one end to the other.
    static func ramp(_ key: Key<[Colour]>) -> Self {
        .colours("colours", key, count: 2...16, "from one end to the other, each like \"#ff8000\"")
    }
}
