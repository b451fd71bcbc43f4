import Pictures
import Tensors

/// Every colour towards the nearest of a palette, by `strength` 0…1.
struct PaletteLock: ColourOperation {
    var colours: [Colour] = []
    var strength: Float = 1

    static let schema = Schema<PaletteLock>(
        "palette", "brings every colour towards the nearest one of a palette",
        [
            .colours("colours", \.colours, count: 1...64, "the palette, each like \"#ff8000\""),
            .number("strength", \.strength, 0...1, "how far"),
        ], example: "r.palette({ \"#102030\", \"#e0c080\", \"#a03020\" }, 0.7)",
        equation: "y = x + strength·(Σ w·c − x), w ∝ exp(−(|x − c|/0.05)²) over the colours c, in Oklab")

    var description: String { "palette \(colours.map { "\($0)" }.joined(separator: " ")), strength \(strength)" }
    var canvases: Float { 1 }

    func recolour(_ own: consuming Tensor, in scene: OperationContext) -> Tensor {
        Palette(colours.map(\.vector)).locked(own, softness: 0.05, strength: strength)
    }
}
