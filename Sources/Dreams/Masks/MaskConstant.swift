import Tensors

/// The same everywhere: what a number is where a mask is asked for.
struct MaskConstant: MaskWord {
    var value: Float = 1

    static let schema = Schema<MaskConstant>(
        "constant", "the same everywhere", [.number("value", \.value, 0...1, "the weight")], equation: "m = value")

    var description: String { "\(value)" }

    func plane(on canvas: Tensor, by painter: MaskPainter) -> Tensor {
        .plane(canvas.shape.extent, repeating: value)
    }
}

extension Mask {
    /// The same everywhere.
    package static func constant(_ value: Float) -> Mask { Mask(MaskConstant(value: value)) }
}
