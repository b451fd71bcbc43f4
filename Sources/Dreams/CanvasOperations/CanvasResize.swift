import Networks
import Pictures
import Tensors

/// Another size of the canvas, as a factor; the dream goes on there.
struct CanvasResize: CanvasOperationWord {
    var factor: Float = 1
    var wrap = Wrap.none

    static let schema = Schema<CanvasResize>(
        "resize", "makes the canvas larger or smaller; the dream goes on there",
        [.number("factor", \.factor, 0.1...8, "of width and height", isRequired: true, work: .reach), .wrap(\.wrap)],
        positional: 1, example: "r.resize(2)",
        equation: "y: [3, factor·H, factor·W], y = k * x, k Lanczos' sinc of three lobes")

    var description: String { "resize ×\(factor)\(wrap.note)" }
    var growth: Float { factor }

    func apply(to canvas: inout DreamCanvas, in scene: OperationContext) {
        let size = canvas.levels.shape.extent.scaled(by: factor)
        canvas.levels = canvas.takeLevels().mapPlanes { $0.resized(to: size, edge: wrap.edges) }
        canvas.levels.clamp(to: 0...255)
        canvas.alpha = canvas.alpha?.resized(
            height: size.height, width: size.width, filter: .bilinear, edge: wrap.edges)
        // Weights sum to 1 but for rounding.
        canvas.alpha?.clamp(to: 0...1)
    }

    func bytes(on size: Extent) -> Int {
        let result = size.scaled(by: factor)
        let across = Extent(height: size.height, width: result.width)
        return size.canvases(1.4) + result.canvases(1.4) + across.planes(1)
    }
}
