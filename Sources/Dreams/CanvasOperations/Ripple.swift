import Networks
import Pictures

/// Waves from a point.
struct Ripple: WarpingOperation {
    var amount: Float = 0.01
    var wavelength: Float = 0.25
    var x: Float = 0.5
    var y: Float = 0.5
    var wrap = Wrap.none

    static let schema = Schema<Ripple>(
        "ripple", "bends the canvas in rings around a point",
        [.amount(\.amount), .wavelength(\.wavelength), .middleX(\.x), .middleY(\.y), .wrap(\.wrap)],
        positional: 2, example: "r.ripple { amount = 0.02, wavelength = 0.15 }",
        equation: "y(p) = x(p + amount·min(1, d/wavelength)·sin(2πd/wavelength)·(p − middle)/d), d = |p − middle|")

    var description: String { "ripple \(amount), waves \(wavelength) from (\(x), \(y))\(wrap.note)" }

    func displacement(_ size: Extent, _ edge: Edges, seed: UInt64) -> Displacement {
        .ripple(
            height: size.height, width: size.width, strength: amount, wavelength: wavelength, centre: SIMD2(x, y),
            edge: edge)
    }
}
