import Networks
import Pictures
import Tensors

/// Moved around the edges, in fractions of width and height.
struct CanvasShift: MovingOperation {
    var x: Float = 0
    var y: Float = 0

    static let schema = Schema<CanvasShift>(
        "shift", "moves the canvas around its edges",
        [
            .number("x", \.x, -10...10, "to the right, in widths"),
            .number("y", \.y, -10...10, "down, in heights"),
        ], example: "r.shift(0.5, 0.5)", equation: "y[h, w] = x[(h − y·H) mod H, (w − x·W) mod W], in whole pixels")

    var description: String { "shift by (\(x), \(y))" }

    func move(_ size: Extent, seed: UInt64) -> (Tensor) -> Tensor {
        let (down, right) = (Int((y * Float(size.height)).rounded()), Int((x * Float(size.width)).rounded()))
        return { $0.rolled(down: down, right: right) }
    }
}
