import Pictures
import Tensors

/// The colours of a picture under the canvas's lightness.
struct KeepColour: ColourOperation {
    var picture = PictureReference.input

    static let schema = Schema<KeepColour>(
        "keep_colour", "puts the colours of a picture over the canvas's lightness", [.from(\.picture)],
        example: "r.keep_colour()", equation: "L, a, b of Oklab: y = (L of x, a of from, b of from)")

    var description: String { "keep the colours of \(picture)" }

    func recolour(_ colours: consuming Tensor, in scene: OperationContext) throws -> Tensor {
        Oklab.picture(coloursOf: try scene.encoded(picture, at: colours.shape.extent), lightnessOf: colours)
    }
}
