import Networks
import Pictures
import Tensors

/// Another picture laid over it.
struct Blend: ColourOperation {
    var picture = PictureReference.input
    var mode = BlendMode.normal
    var opacity: Float = 1
    var mask: Mask?

    static let schema = Schema<Blend>(
        "blend", "lays a picture over the canvas",
        [
            .picture("picture", \.picture, "the picture, brought to the canvas's size"),
            .choice("mode", \.mode, "as in painting programs", work: .value),
            .number("opacity", \.opacity, 0...1, "how much of it"),
            .mask("mask", \.mask, "where", absent: "everywhere"),
        ], example: "r.blend(r.input(), \"luminosity\", 0.5)",
        equation: "y = x + opacity·mask·(B(x, picture) − x), B the mode's function",
        source: "W3C, \"Compositing and blending\", 2015")

    var description: String {
        "blend \(picture), \(mode.rawValue), \(opacity)" + (mask.map { ", where \($0)" } ?? "")
    }

    func recolour(_ colours: consuming Tensor, in scene: OperationContext) throws -> Tensor {
        let other = try scene.encoded(picture, at: colours.shape.extent)
        colours.blend(with: other, mode: mode, opacity: opacity, mask: mask.map(scene.masks.weights))
        return colours
    }

    func bytes(on size: Extent) -> Int { size.canvases(2) + (mask == nil ? 0 : size.planes(1)) }
}
