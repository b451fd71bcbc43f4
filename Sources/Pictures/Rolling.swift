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

    /// A rectangle of the shifted planes, each made of one of these within bounds: what a network sees of levels, without another copy of
    /// them.
    public func part(
        _ region: Region, rolledDown down: Int, right: Int, scaled planes: [PlaneScaling],
        within bounds: ClosedRange<Float>
    ) -> Tensor {
        let source = values.span
        let shape = shape
        let (rows, width) = (region.rows.count, region.columns.count)
        return Tensor(unwritten: Shape(channels: planes.count, height: rows, width: width)) { line, part in
            let (plane, row) = line.quotientAndRemainder(dividingBy: rows)
            let scaling = planes[plane]
            let place = scaling.source * rows + row
            shape.forEachRun(of: region, line: place, rolledDown: down, right: right) { here, there, count in
                let source = source.extracting(here..<here + count)
                part.withRun(there..<there + count) { run in
                    for i in run.indices {
                        let level = min(max(source[i], bounds.lowerBound), bounds.upperBound)
                        run[i] = level * scaling.factor + scaling.offset
                    }
                }
            }
        }
    }

    /// Adds to the places that `part(_:rolledDown:right:)` reads: a gradient with respect to the shifted planes,
    /// brought back.
    public mutating func add(_ part: Tensor, at region: Region, rolledDown down: Int, right: Int) {
        add(
            part, at: region, rolledDown: down, right: right,
            scaled: (0..<shape.channels).map { PlaneScaling(source: $0, factor: 1) })
    }

    /// The same of planes that are made of those of the part first.
    /// - Parameter isWritten: whether what is there counts for nothing.
    public mutating func add(
        _ part: Tensor, at region: Region, rolledDown down: Int, right: Int, scaled planes: [PlaneScaling],
        replacing isWritten: Bool = false
    ) {
        let shape = shape
        let expected = Shape(channels: part.shape.channels, height: region.rows.count, width: region.columns.count)
        precondition(
            part.shape == expected && planes.count == shape.channels,
            "a part of \(part.shape) does not fill \(region) of \(shape)")
        let (rows, columns) = (region.rows, region.columns)
        let source = part.values.span
        var target = values.mutableSpan
        target.forEachRun(of: shape.width) { line, target in
            let (plane, row) = line.quotientAndRemainder(dividingBy: shape.height)
            let (first, factor) = (planes[plane].source * rows.count, planes[plane].factor)
            // The first row of the rectangle that shows this one, and those a whole picture further down.
            let top = rows.lowerBound + shape.wrapped(row + down - rows.lowerBound, shape.height)
            for shown in stride(from: top, to: rows.upperBound, by: shape.height) {
                let line = source.extracting(
                    (first + shown - rows.lowerBound) * columns.count..<(first + shown - rows.lowerBound + 1)
                        * columns.count)
                shape.forEachRun(ofColumns: columns, rolledRight: right) { here, there, count in
                    let run = line.extracting(there..<there + count)
                    guard isWritten else { return target.add(run, times: factor, at: here) }
                    // Zero and a number, as a sum has it.
                    target.withRun(here..<here + count) { $0.scale(run, PlaneScaling(source: 0, factor: factor)) }
                }
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
        forEachRun(ofColumns: region.columns, rolledRight: right) { body(first + $0, $1, $2) }
    }

    /// The same within a row.
    @inline(__always)
    fileprivate func forEachRun(
        ofColumns columns: Range<Int>, rolledRight right: Int, _ body: (_ here: Int, _ there: Int, _ count: Int) -> Void
    ) {
        var column = columns.lowerBound
        while column < columns.upperBound {
            let place = wrapped(column - right, width)
            let count = min(columns.upperBound - column, width - place)
            body(place, column - columns.lowerBound, count)
            column += count
        }
    }

    fileprivate func wrapped(_ place: Int, _ size: Int) -> Int { ((place % size) + size) % size }
}
