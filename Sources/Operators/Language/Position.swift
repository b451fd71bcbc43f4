public import Tensors

/// One position of all channels, `[1, C, 1, 1]`; of two in the middle the one to the right or below, as Lucid's `neuron`.
public struct Position: RegionOperator, Hashable {
    /// From the left, 0…1.
    public let x: Float
    /// From the top, 0…1.
    public let y: Float

    /// A position.
    public init(x: Float, y: Float) {
        self.x = x
        self.y = y
    }

    public var summary: String { "neuron" }

    public func region(of shape: Shape) -> Region {
        func place(_ fraction: Float, _ extent: Int) -> Range<Int> {
            let index = min(max(Int(fraction * Float(extent)), 0), max(extent - 1, 0))
            return index..<min(index + 1, extent)
        }
        return Region(rows: place(y, shape.height), columns: place(x, shape.width))
    }
}
