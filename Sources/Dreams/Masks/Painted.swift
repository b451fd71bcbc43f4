import Networks
import Pictures
import Tensors

/// A colour that someone painted in a picture: 1 within `tolerance` of it, over a soft edge.
struct Painted: MaskWord {
    var picture = PictureReference.input
    var colour = Colour(red: 1, green: 0, blue: 0)
    var tolerance: Float = 0.1

    static let schema = Schema<Painted>(
        "painted", "a mask: where the picture has a colour, so that one painting holds several masks",
        on: .picture(\.picture),
        [
            .colour("colour", \.colour, "like \"#ff0000\""),
            .number("tolerance", \.tolerance, 0.001...1, "how far a colour may be from it (Oklab distance)"),
        ], example: "mask = p.plan:painted(\"#ff0000\")",
        equation: "m = 1 − (3t² − 2t³), t = (d − tolerance)/(tolerance/2) + ½ within 0…1, d the distance in Oklab")

    var description: String { "colour \(colour) ± \(tolerance) of \(picture)" }

    func plane(on canvas: Tensor, by painter: MaskPainter) throws -> Tensor {
        MaskPlanes.colour(
            of: try painter.encoded(picture, for: canvas), near: colour.vector, reach: tolerance,
            softness: tolerance / 2)
    }

    func bytes(on size: Extent) -> Int { size.canvases(2) + size.planes(2) }
}
