import Networks
import Pictures
import Tensors

/// Opposite borders faded into each other, over a fraction of half the size, so that the canvas can be laid side by side.
struct Seamless: MovingOperation {
    var border: Float = 0.2
    var wrap = Wrap.both

    static let schema = Schema<Seamless>(
        "seamless", "fades opposite borders into each other, so that the canvas can be laid side by side",
        [
            .number(
                "border", \.border, 0.01...1,
                "how far it reaches from each edge, as a part of half the size: 1 is to the middle"),
            .choice(
                "wrap", \.wrap, among: [.horizontal, .both],
                "which sides are to meet: \"horizontal\" leaves top and bottom of a panorama alone", work: .value),
        ], positional: 1, example: "r.seamless(0.3)",
        equation: "y = x, faded within the border into x moved by half the size, whose border is its middle")

    var description: String { "seamless over \(border)" + (wrap == .horizontal ? ", left and right" : "") }

    func move(_ size: Extent, seed: UInt64) -> (Tensor) -> Tensor {
        let (border, isBoth) = (border, wrap == .both)
        return { $0.seamless(fading: border, down: isBoth) }
    }

    var canvases: (whole: Float, planewise: Float) { (3, 2.1) }
}
