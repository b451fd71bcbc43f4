import Networks
import Pictures
import Tensors

/// Enlarged about a point by a factor; past the edges the picture is mirrored, or goes on at the other side.
struct Zoom: MovingOperation {
    var factor: Float = 1
    var x: Float = 0.5
    var y: Float = 0.5
    var wrap = Wrap.none

    static let schema = Schema<Zoom>(
        "zoom", "enlarges the canvas about a point",
        [
            .number(
                "factor", \.factor, 0.05...20, "above 1 nearer; below 1 the canvas is mirrored at its edges",
                isRequired: true, work: .reach),
            .middleX(\.x), .middleY(\.y), .wrap(\.wrap),
        ], positional: 3, example: "r.zoom { factor = 1.5 }", equation: "y(p) = x(middle + (p − middle)/factor)")

    var description: String { "zoom \(factor) about (\(x), \(y))\(wrap.note)" }

    func move(_ size: Extent, seed: UInt64) -> (Tensor) -> Tensor {
        let centre = SIMD2(x * Float(size.width), y * Float(size.height))
        return size.view(wrap).scaled(by: factor, about: centre).sample
    }

    /// What is shrunk is blurred first.
    var canvases: (whole: Float, planewise: Float) {
        AffineView.isBlurred(atScale: factor) ? (4, 1.7 + 2.0 / 3) : (2, 1.7)
    }
}
