import Networks
import Pictures

/// Bent by smooth noise: how far, and how large its waves are.
struct NoiseWarp: WarpingOperation {
    var amount: Float = 0.03
    var wavelength: Float = 0.25
    var wrap = Wrap.none

    static let schema = Schema<NoiseWarp>(
        "warp", "bends the canvas by smooth noise", [.amount(\.amount), .wavelength(\.wavelength), .wrap(\.wrap)],
        positional: 2, example: "r.warp { amount = 0.05, wavelength = 0.3 }",
        equation: "y(p) = x(p + amount·n(p/wavelength)), n smooth noise of two numbers")

    var description: String { "warp by noise \(amount), waves \(wavelength)\(wrap.note)" }

    func displacement(_ size: Extent, _ edge: Edges, seed: UInt64) -> Displacement {
        .noise(
            height: size.height, width: size.width, strength: amount, wavelength: wavelength, edge: edge, seed: seed)
    }
}
