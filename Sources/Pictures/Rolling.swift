public import Tensors

/// Circular shifts: what leaves on one side comes back on the other. They may be negative, and larger than the picture;
/// the opposite shift undoes one exactly.
extension Tensor {
    /// The planes of `[1, C, H, W]` shifted.
    public func rolled(down: Int, right: Int) -> Tensor {
        part(Region(allOf: shape), rolledDown: down, right: right)
    }

    /// A rectangle of the shifted planes, without shifting the whole.
    public func part(_ region: Region, rolledDown down: Int, right: Int) -> Tensor {
        let source = values.span
        return Tensor(Shape(channels: shape.channels, height: region.rows.count, width: region.columns.count)) { part in
            shape.forEachRun(of: region, rolledDown: down, right: right) { here, there, count in
                for i in 0..<count { part[there + i] = source[here + i] }
            }
        }
    }

    /// Adds to the places that `part(_:rolledDown:right:)` reads: a gradient with respect to the shifted planes,
    /// brought back.
    public mutating func add(_ part: Tensor, at region: Region, rolledDown down: Int, right: Int) {
        let shape = shape
        let expected = Shape(channels: shape.channels, height: region.rows.count, width: region.columns.count)
        precondition(part.shape == expected, "a part of \(part.shape) does not fill \(region) of \(shape)")
        let source = part.values.span
        var target = values.mutableSpan
        shape.forEachRun(of: region, rolledDown: down, right: right) { here, there, count in
            for i in 0..<count { target[here + i] += source[there + i] }
        }
    }
}

extension Shape {
    /// Calls `body` with every run of neighbours in the planes that are neighbours in the shifted rectangle too: at
    /// most two a row.
    @inline(__always)
    fileprivate func forEachRun(
        of region: Region, rolledDown down: Int, right: Int, _ body: (_ here: Int, _ part: Int, _ count: Int) -> Void
    ) {
        var part = 0
        for channel in 0..<channels {
            for row in region.rows {
                let first = (channel * height + wrapped(row - down, height)) * width
                var column = region.columns.lowerBound
                while column < region.columns.upperBound {
                    let place = wrapped(column - right, width)
                    let count = min(region.columns.upperBound - column, width - place)
                    body(first + place, part, count)
                    column += count
                    part += count
                }
            }
        }
    }

    private func wrapped(_ place: Int, _ size: Int) -> Int { ((place % size) + size) % size }
}
