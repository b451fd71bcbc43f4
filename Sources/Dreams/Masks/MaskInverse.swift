import Networks
import Tensors

/// 1 − m
struct MaskInverse: MaskWord {
    var mask = Mask.constant(1)

    static let schema = Schema<MaskInverse>(
        "inverse", "the mask of all the rest, which 1 - mask is as well", on: .mask(\.mask),
        example: "mask = net:where(\"tabby\"):inverse()", equation: "m = 1 − mask")

    var description: String { "not(\(mask))" }

    func plane(on canvas: Tensor, by painter: MaskPainter) throws -> Tensor {
        try mask.plane(on: canvas, by: painter).map { 1 - $0 }
    }

    func bytes(on size: Extent) -> Int { max(mask.word.bytes(on: size), size.planes(2)) }
}

extension Mask {
    /// All the rest.
    package static func inverse(_ mask: Mask) -> Mask { Mask(MaskInverse(mask: mask)) }
}
