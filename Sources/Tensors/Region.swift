/// A rectangle of positions of a picture or an activation.
///
///     let corner = Region(rows: 0..<2, columns: 0..<3)
///     activation.part(corner)        // 1×C×2×3
public struct Region: Hashable, Sendable {
    /// From the top.
    public var rows: Range<Int>
    /// From the left.
    public var columns: Range<Int>

    /// A rectangle from its sides.
    public init(rows: Range<Int>, columns: Range<Int>) {
        self.rows = rows
        self.columns = columns
    }

    /// Every position of a shape `[1, C, H, W]`.
    public init(allOf shape: Shape) {
        self.init(rows: 0..<shape.height, columns: 0..<shape.width)
    }

    /// Whether it has no position.
    public var isEmpty: Bool { rows.isEmpty || columns.isEmpty }

    /// The number of positions.
    public var area: Int { rows.count * columns.count }

    /// The smallest rectangle that holds both.
    public func hull(_ other: Region) -> Region {
        Region(
            rows: min(rows.lowerBound, other.rows.lowerBound)..<max(rows.upperBound, other.rows.upperBound),
            columns: min(
                columns.lowerBound, other.columns.lowerBound)..<max(
                    columns.upperBound, other.columns.upperBound))
    }

    /// The same rectangle seen from another origin.
    public func relative(to origin: Region) -> Region {
        Region(
            rows: rows.lowerBound - origin.rows.lowerBound..<rows.upperBound - origin.rows.lowerBound,
            columns: columns.lowerBound - origin.columns.lowerBound..<columns.upperBound - origin.columns.lowerBound)
    }
}

extension Region: CustomStringConvertible {
    /// `rows 0..<2, columns 0..<3`
    public var description: String { "rows \(rows), columns \(columns)" }
}

/// Rectangles of `[1, C, H, W]`.
extension Tensor {
    /// A copy of a rectangle, all channels of it.
    public func part(_ region: Region) -> Tensor {
        guard region != Region(allOf: shape) else { return self }
        let (height, width) = (shape.height, shape.width)
        let source = values.span
        let size = Shape(channels: shape.channels, height: region.rows.count, width: region.columns.count)
        return Tensor(unwritten: size) { part in
            var target = 0
            for channel in 0..<shape.channels {
                for row in region.rows {
                    let first = (channel * height + row) * width
                    for column in region.columns {
                        part[target] = source[first + column]
                        target += 1
                    }
                }
            }
        }
    }

    /// Overwrites a rectangle; `part` has its size.
    public mutating func replace(_ region: Region, with part: Tensor) {
        forEachPosition(of: region, in: part) { $0 = $1 }
    }

    /// Adds to a rectangle; `part` has its size.
    public mutating func add(_ part: Tensor, at region: Region) {
        forEachPosition(of: region, in: part) { $0 += $1 }
    }

    @inline(__always)
    private mutating func forEachPosition(
        of region: Region, in part: Tensor, _ body: (_ here: inout Float, _ part: Float) -> Void
    ) {
        let (channels, height, width) = (shape.channels, shape.height, shape.width)
        let expected = Shape(channels: channels, height: region.rows.count, width: region.columns.count)
        precondition(part.shape == expected, "a part of \(part.shape) does not fill \(region) of \(shape)")
        let source = part.values.span
        var target = values.mutableSpan
        var index = 0
        for channel in 0..<channels {
            for row in region.rows {
                let first = (channel * height + row) * width
                for column in region.columns {
                    body(&target[first + column], source[index])
                    index += 1
                }
            }
        }
    }
}
