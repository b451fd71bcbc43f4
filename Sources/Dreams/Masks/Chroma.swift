import Foundation
import Networks
import Pictures
import Tensors

/// By how far the colours are from grey (Oklab chroma, 0…0.4).
struct Chroma: MaskWord {
    var above: Float?
    var below: Float?
    var softness: Float = 0.05

    static let schema = Schema<Chroma>(
        "chroma", "a mask by how far colours are from grey, 0 … about 0.3 (Oklab); give above or below",
        Threshold.options(\.above, \.below, \.softness, most: 0.5, ("more colourful", "greyer")), positional: 0,
        example: "mask = r.chroma { above = 0.06 }", equation: Threshold.equation + ", x = √(a² + b²) of Oklab")

    private var threshold: Threshold { Threshold(above: above, below: below, softness: softness) }
    var problem: String? { threshold.problem }
    var description: String { "chroma \(threshold.description)" }

    func plane(on canvas: Tensor, by painter: MaskPainter) -> Tensor {
        let lab = Oklab.fromSRGB(canvas.encoded).values
        let area = canvas.shape.area
        return Tensor(
            shape: Shape(channels: 1, height: canvas.shape.height, width: canvas.shape.width),
            values: (0..<area).map { threshold.weight(hypot(lab[area + $0], lab[2 * area + $0])) })
    }

    func bytes(on size: Extent) -> Int { size.canvases(2) + size.planes(2) }
}
