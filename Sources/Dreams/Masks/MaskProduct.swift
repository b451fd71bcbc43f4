import Networks
import Tensors

/// a·b
struct MaskProduct: MaskWord {
    var first = Mask.constant(1)
    var second = Mask.constant(1)

    static let schema = Schema<MaskProduct>(
        "product", "both of two masks", [.mask("first", \.first, "one"), .mask("second", \.second, "the other")],
        equation: "m = a·b")

    var description: String { "(\(first) and \(second))" }

    func plane(on canvas: Tensor, by painter: MaskPainter) throws -> Tensor {
        try first.plane(on: canvas, by: painter).combined(with: second.plane(on: canvas, by: painter)) { $0 * $1 }
    }

    func bytes(on size: Extent) -> Int {
        max(first.word.bytes(on: size), size.planes(1) + second.word.bytes(on: size), size.planes(3))
    }
}

extension Mask {
    /// Both.
    package static func product(_ first: Mask, _ second: Mask) -> Mask {
        Mask(MaskProduct(first: first, second: second))
    }
}
