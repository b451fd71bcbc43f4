import Networks
import Tensors

/// The canvas's opacity.
struct OpacityChange: CanvasOperationWord {
    var mask = Mask.constant(1)

    static let schema = Schema<OpacityChange>(
        "opacity", "makes the canvas as opaque as a mask says",
        [.mask("mask", \.mask, "1 is opaque, 0 is transparent")], example: "r.opacity(r.ellipse {})",
        equation: "α = mask")

    var description: String { "transparent but for \(mask)" }
    var givesOpacity: Bool { true }

    func apply(to canvas: inout DreamCanvas, in scene: OperationContext) { canvas.alpha = scene.masks.weights(mask) }

    /// The mask becomes the opacity.
    func bytes(on size: Extent) -> Int { size.canvases(1) }
}
