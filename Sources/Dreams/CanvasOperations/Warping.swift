import Networks
import Pictures
import Tensors

/// An operation that bends the canvas; where sides meet, so does the warp.
protocol WarpingOperation: MovingOperation {
    var wrap: Wrap { get }

    /// Where every pixel comes from.
    func displacement(_ size: Extent, _ edge: Edges, seed: UInt64) -> Displacement
}

extension WarpingOperation {
    var canvases: (whole: Float, planewise: Float) { (2.7, 2.4) }

    func move(_ size: Extent, seed: UInt64) -> (Tensor) -> Tensor {
        let edge = wrap.edges(otherwise: .mirror)
        let displacement = displacement(size, edge, seed: seed)
        return { $0.warped(by: displacement, edge: edge) }
    }
}

extension WordOption {
    /// How far pixels are pushed.
    static func amount(_ key: Key<Float>) -> Self { .number("amount", key, 0...1, "how far, in shorter sides") }

    static func wavelength(_ key: Key<Float>) -> Self {
        .number("wavelength", key, 0.005...4, "from wave to wave, in shorter sides")
    }
}
