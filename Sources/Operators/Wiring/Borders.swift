public import Tensors

/// Margins that are filled with what stands beside them.
public struct Borders: Operator, Hashable {
    /// What fills them.
    public enum Filling: String, Hashable, Sendable, CaseIterable {
        /// The input mirrored at its first and last positions, which are not repeated.
        case reflect
        /// The first and the last position.
        case edge
        /// The input from its other end.
        case wrap
    }

    /// Above, and to the left; none below 0.
    public let before: Extent
    /// Below, and to the right.
    public let after: Extent
    /// What fills them.
    public let filling: Filling
    /// Of a part: where it lies in the whole.
    private var place: Place?

    /// Where a part lies.
    private struct Place: Hashable {
        /// The first output that is made, down and across.
        let made: Extent
        /// The first input that is there.
        let given: Extent
        /// The sides of the whole input.
        let input: Extent
        /// The sides of the part, and of what of the input is there.
        let size: Extent
        let there: Extent
    }

    /// Margins from their parts.
    public init(before: Extent, after: Extent, filling: Filling) {
        self.before = before
        self.after = after
        self.filling = filling
    }

    public var summary: String {
        "\(filling.rawValue) \(before.height) \(before.width) \(after.height) \(after.width)"
    }

    public func shape(_ inputs: [Shape]) -> Shape {
        if let place {
            return Shape(channels: inputs[0].channels, height: place.size.height, width: place.size.width)
        }
        return Shape(
            channels: inputs[0].channels, height: inputs[0].height + before.height + after.height,
            width: inputs[0].width + before.width + after.width)
    }

    public func axisMaps(of operands: [Shape], to output: Shape) -> [AxisMap] {
        [
            AxisMap(
                rows: reading(over: operands[0].height, \.height), columns: reading(over: operands[0].width, \.width))
        ]
    }

    /// A window that holds the position and those in the margins that stand for it.
    private func reading(over input: Int, _ side: KeyPath<Extent, Int>) -> AxisReading {
        let (before, after) = (before[keyPath: side], after[keyPath: side])
        if before == 0, after == 0 { return .same }
        switch filling {
        case .edge: return .window(stride: 1, reach: before + after + 1, before: before + after)
        case .reflect where max(before, after) < input:
            return .window(stride: 1, reach: 2 * (before + after) + 1, before: before + 2 * after)
        case .reflect, .wrap: return .everything
        }
    }

    public func part(_ part: OperatorPart) -> any Operator {
        var own = self
        own.place = Place(
            made: Extent(height: part.made.rows.lowerBound, width: part.made.columns.lowerBound),
            given: Extent(height: part.given[0].rows.lowerBound, width: part.given[0].columns.lowerBound),
            input: Extent(height: part.operands[0].height, width: part.operands[0].width),
            size: Extent(height: part.made.rows.count, width: part.made.columns.count),
            there: Extent(height: part.given[0].rows.count, width: part.given[0].columns.count))
        return own
    }

    public var geometry: [Int] {
        guard let place else { return [] }
        // Parts whose outputs stand for the same of their inputs are the same, wherever they lie.
        return sources(place.there.height, place.size.height, \.height) + [-1]
            + sources(place.there.width, place.size.width, \.width)
    }

    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int { 0 }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { [] }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let x = operands[0]
        let rows = sources(x.shape.height, output.height, \.height)
        let columns = sources(x.shape.width, output.width, \.width)
        let values = x.values
        return Tensor(unwritten: output) { line, row in
            let (channel, y) = line.quotientAndRemainder(dividingBy: output.height)
            let first = (channel * x.shape.height + rows[y]) * x.shape.width
            for column in row.indices { row[column] = values[first + columns[column]] }
        }
    }

    // ∂/∂x[q] = Σ g[p] over the p that q stands at
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let x = operands[0].shape
        let rows = sources(x.height, seed.shape.height, \.height)
        let columns = sources(x.width, seed.shape.width, \.width)
        var gradient = Tensor.zeros(x)
        for channel in 0..<x.channels {
            for (y, row) in rows.enumerated() {
                let (from, to) = (
                    (channel * seed.shape.height + y) * seed.shape.width, (channel * x.height + row) * x.width
                )
                for (column, source) in columns.enumerated() {
                    gradient.values[to + source] += seed.values[from + column]
                }
            }
        }
        return [gradient]
    }

    /// By output along one axis: the input that stands there, counted from the first that is there.
    fileprivate func sources(_ given: Int, _ made: Int, _ side: KeyPath<Extent, Int>) -> [Int] {
        let inputs = place?.input[keyPath: side] ?? given
        let (first, firstGiven) = (place?.made[keyPath: side] ?? 0, place?.given[keyPath: side] ?? 0)
        return (first..<first + made).map { output in
            let source = source(output - before[keyPath: side], inputs)
            // Of an approximate tile's neighbours, the nearest that is there.
            return min(max(source - firstGiven, 0), given - 1)
        }
    }

    private func source(_ place: Int, _ inputs: Int) -> Int {
        switch filling {
        case .edge: return min(max(place, 0), inputs - 1)
        case .wrap: return (place % inputs + inputs) % inputs
        case .reflect:
            guard inputs > 1 else { return 0 }
            let period = 2 * (inputs - 1)
            let folded = (place % period + period) % period
            return min(folded, period - folded)
        }
    }
}

extension Borders: SeparableOperator {
    package func taps(from input: Shape, to output: Shape) -> (rows: AxisTaps, columns: AxisTaps) {
        func axis(_ given: Int, _ made: Int, _ side: KeyPath<Extent, Int>) -> AxisTaps {
            AxisTaps(sources(given, made, side).map { [(index: $0, weight: Float(1))] }, inputs: given)
        }
        return (axis(input.height, output.height, \.height), axis(input.width, output.width, \.width))
    }
}
