import Networks
import Pictures
import Tensors

/// One half over the other.
struct MirrorHalf: MovingOperation {
    var side = PictureHalf.left

    static let schema = Schema<MirrorHalf>(
        "mirror", "shows one half twice", [.choice("side", \.side, "the half that stays", isRequired: true)],
        example: "r.mirror(\"left\")", equation: "y(p) = x(p) on the side, x(p mirrored at the middle) on the other")

    var description: String { "mirror the \(side.rawValue)" }

    func move(_ size: Extent, seed: UInt64) -> (Tensor) -> Tensor {
        let side = side
        return { $0.mirrored(keeping: side) }
    }
}
