import Pictures
package import Tensors

/// The levels of a canvas, `[1, 3, H, W]`, as a step is about to look at them: they are there, or are made of planes of colours a few rows at
/// a time, wherever somebody looks, so that all of them are never held.
package struct CanvasLevels: Sendable {
    private enum Source: Sendable {
        case levels(Tensor)
        /// levels(planes) + rest
        case planes(Tensor, ColourSpace, rest: Tensor)
    }

    private let source: Source

    /// Those that are there.
    package init(_ levels: Tensor) { source = .levels(levels) }

    init(_ planes: Tensor, in space: ColourSpace, rest: Tensor) { source = .planes(planes, space, rest: rest) }

    /// A place holder.
    static let empty = CanvasLevels(.empty)

    package var shape: Shape {
        switch source {
        case .levels(let levels): levels.shape
        case .planes(let planes, _, _): planes.shape
        }
    }

    /// All of them; nil where they are still to be made.
    var made: Tensor? {
        guard case .levels(let levels) = source else { return nil }
        return levels
    }

    /// All of them.
    package var all: Tensor { made ?? rows(0..<shape.height) }

    /// Some rows; beyond the last, and above the first, the canvas goes on on its other side.
    package func rows(_ rows: Range<Int>) -> Tensor {
        switch source {
        case .levels(let levels): return levels.rows(around: rows)
        case .planes(let planes, let space, let rest):
            let width = planes.shape.width
            var levels = Tensor(
                unwritten: Shape(channels: planes.shape.channels, height: rows.count, width: width)
            ) { _ in }
            for first in stride(from: rows.lowerBound, to: rows.upperBound, by: CanvasLevels.rowsAtOnce) {
                let some = first..<min(first + CanvasLevels.rowsAtOnce, rows.upperBound)
                var part = space.levels(of: planes.rows(around: some))
                part.add(rest.rows(around: some))
                let place = some.lowerBound - rows.lowerBound
                levels.replace(Region(rows: place..<place + some.count, columns: 0..<width), with: part)
            }
            return levels
        }
    }

    /// What is made of planes is made in pieces, so that hardly more than the levels themselves is held on the way.
    private static let rowsAtOnce = 64
}

extension Tensor {
    /// Rows of all planes, around which they go.
    func rows(around rows: Range<Int>) -> Tensor {
        part(Region(rows: rows, columns: 0..<shape.width), rolledDown: 0, right: 0)
    }
}
