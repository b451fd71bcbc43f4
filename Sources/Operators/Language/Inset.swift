public import Tensors

/// All but a border.
public struct Inset: RegionOperator, Hashable {
    /// Positions at every side.
    public let border: Int

    /// All but so many positions at every side.
    public init(border: Int) { self.border = border }

    public var summary: String { "inset" }

    public func region(of shape: Shape) -> Region {
        func cut(_ extent: Int) -> Range<Int> { min(border, extent)..<max(min(border, extent), extent - border) }
        return Region(rows: cut(shape.height), columns: cut(shape.width))
    }
}
