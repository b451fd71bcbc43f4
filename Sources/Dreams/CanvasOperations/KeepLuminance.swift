import Pictures
import Tensors

/// The lightness of a picture under the canvas's colours.
struct KeepLuminance: ColourOperation {
    var picture = PictureReference.input

    static let schema = Schema<KeepLuminance>(
        "keep_luminance", "puts the lightness of a picture under the canvas's colours", [.from(\.picture)],
        example: "r.keep_luminance()", equation: "L, a, b of Oklab: y = (L of from, a of x, b of x)")

    var description: String { "keep the luminance of \(picture)" }

    func recolour(_ colours: consuming Tensor, in scene: OperationContext) throws -> Tensor {
        Oklab.picture(lightnessOf: try scene.encoded(picture, at: colours.shape.extent), coloursOf: colours)
    }
}
