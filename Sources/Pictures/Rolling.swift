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
        let shape = shape
        let size = Shape(channels: shape.channels, height: region.rows.count, width: region.columns.count)
        return Tensor(unwritten: size) { line, part in
            shape.forEachRun(of: region, line: line, rolledDown: down, right: right) { here, there, count in
                part.copy(source.extracting(here..<here + count), at: there)
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
        for line in 0..<shape.channels * region.rows.count {
            let first = line * region.columns.count
            shape.forEachRun(of: region, line: line, rolledDown: down, right: right) { here, there, count in
                target.add(source.extracting(first + there..<first + there + count), times: 1, at: here)
            }
        }
    }
}

extension Shape {
    /// Calls `body` with every run of neighbours in the planes that are neighbours in a row of the shifted rectangle too: most often one
    /// or two.
    /// - Parameter line: the row, counted through all planes of the rectangle.
    /// - Parameter body: is given the run's place in the planes, that in the row, and its length.
    @inline(__always)
    fileprivate func forEachRun(
        of region: Region, line: Int, rolledDown down: Int, right: Int,
        _ body: (_ here: Int, _ there: Int, _ count: Int) -> Void
    ) {
        let (channel, row) = line.quotientAndRemainder(dividingBy: region.rows.count)
        let first = (channel * height + wrapped(region.rows.lowerBound + row - down, height)) * width
        var column = region.columns.lowerBound
        while column < region.columns.upperBound {
            let place = wrapped(column - right, width)
            let count = min(region.columns.upperBound - column, width - place)
            body(first + place, column - region.columns.lowerBound, count)
            column += count
        }
    }

    private func wrapped(_ place: Int, _ size: Int) -> Int { ((place % size) + size) % size }
}
