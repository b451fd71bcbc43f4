public import Tensors

/// A rectangle in fractions 0…1 of height and width.
public struct Part: RegionOperator, Hashable {
    /// From the top.
    public let rows: ClosedRange<Float>
    /// From the left.
    public let columns: ClosedRange<Float>

    /// A rectangle.
    public init(rows: ClosedRange<Float>, columns: ClosedRange<Float>) {
        self.rows = rows
        self.columns = columns
    }

    public var summary: String { "crop" }

    public func region(of shape: Shape) -> Region {
        func cut(_ range: ClosedRange<Float>, _ extent: Int) -> Range<Int> {
            let start = min(max(Int((range.lowerBound * Float(extent)).rounded()), 0), extent)
            return start..<max(start, min(Int((range.upperBound * Float(extent)).rounded()), extent))
        }
        return Region(rows: cut(rows, shape.height), columns: cut(columns, shape.width))
    }
}
