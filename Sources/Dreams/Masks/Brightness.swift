import Networks
import Pictures
import Tensors

/// The luminance of another picture, brought to the canvas's size: white is 1.
struct Brightness: MaskWord {
    var picture = PictureReference.input

    static let schema = Schema<Brightness>(
        "mask", "a mask: how light the picture is, white being 1", on: .picture(\.picture),
        example: "mask = p.stencil:mask()", equation: "m = L of Oklab")

    var description: String { "brightness of \(picture)" }

    func plane(on canvas: Tensor, by painter: MaskPainter) throws -> Tensor {
        Oklab.lightness(of: try painter.encoded(picture, for: canvas))
    }

    func bytes(on size: Extent) -> Int { size.canvases(2) + size.planes(2) }
}
