import Networks
import Pictures
import Tensors

/// The opacity of a picture: 1 where nothing shines through.
struct Opacity: MaskWord {
    var picture = PictureReference.input

    static let schema = Schema<Opacity>(
        "alpha", "a mask: how opaque the picture is", on: .picture(\.picture), example: "mask = p.sticker:alpha()",
        equation: "m = α")

    var description: String { "alpha of \(picture)" }

    func plane(on canvas: Tensor, by painter: MaskPainter) throws -> Tensor {
        let size = canvas.shape.extent
        let alpha = try painter.pictures.picture(picture, place: painter.place).alpha
        return alpha?.resized(height: size.height, width: size.width, filter: .bilinear)
            ?? .plane(size, repeating: 1)
    }

    func bytes(on size: Extent) -> Int { size.planes(3) }
}
