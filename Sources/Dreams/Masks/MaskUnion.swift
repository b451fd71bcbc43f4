import Networks
import Tensors

/// The larger of both.
struct MaskUnion: MaskWord {
    var first = Mask.constant(1)
    var second = Mask.constant(1)

    static let schema = Schema<MaskUnion>(
        "union", "either of two masks", [.mask("first", \.first, "one"), .mask("second", \.second, "the other")],
        equation: "m = max(a, b)")

    var description: String { "(\(first) or \(second))" }

    func plane(on canvas: Tensor, by painter: MaskPainter) throws -> Tensor {
        try first.plane(on: canvas, by: painter).combined(with: second.plane(on: canvas, by: painter)) { max($0, $1) }
    }

    func bytes(on size: Extent) -> Int {
        max(first.word.bytes(on: size), size.planes(1) + second.word.bytes(on: size), size.planes(3))
    }
}

extension Mask {
    /// Either.
    package static func union(_ first: Mask, _ second: Mask) -> Mask {
        Mask(MaskUnion(first: first, second: second))
    }
}
