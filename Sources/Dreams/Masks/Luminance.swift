import Networks
import Pictures
import Tensors

/// By the luminance (Oklab L, 0…1) of the canvas.
struct Luminance: MaskWord {
    var above: Float?
    var below: Float?
    var softness: Float = 0.2

    static let schema = Schema<Luminance>(
        "luminance", "a mask by lightness, 0 black … 1 white; give above or below",
        Threshold.options(\.above, \.below, \.softness, most: 1, ("lighter", "darker")), positional: 0,
        example: "mask = r.luminance { above = 0.4 }", equation: Threshold.equation + ", x = L of Oklab")

    private var threshold: Threshold { Threshold(above: above, below: below, softness: softness) }
    var problem: String? { threshold.problem }
    var description: String { "luminance \(threshold.description)" }

    func plane(on canvas: Tensor, by painter: MaskPainter) -> Tensor {
        Oklab.lightness(of: canvas.encoded).map { threshold.weight($0) }
    }

    func bytes(on size: Extent) -> Int { size.canvases(1) + size.planes(2) }
}
