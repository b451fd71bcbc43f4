public import Tensors

/// For every position p of X the largest ⟨x_p, y_q⟩ over the positions q of Y: `[1, 1, H, W]`.
///
/// Its gradient at x_p is the y_q that answered: every place is drawn to what it resembles most in the guide (Google's dream.ipynb, 2015,
/// "guided dreaming").
public struct BestMatch: WholeOperator, SearchingOperator, Hashable {
    /// The only one that there is.
    public init() {}

    public var summary: String { "best match" }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { .operands }

    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        guard inputs[0].channels == inputs[1].channels else {
            throw .other("compares arrays of \(inputs[0].channels) and \(inputs[1].channels) channels")
        }
        return Shape(channels: 1, height: inputs[0].height, width: inputs[0].width)
    }

    public func search(_ operands: [Tensor], to output: Shape) -> (output: Tensor, found: [Int]) {
        let matches = matches(operands[0], operands[1])
        return (Tensor(shape: output, values: matches.map(\.value)), matches.map(\.place))
    }

    public func backward(_ seed: Tensor, _ operands: [Tensor], found: [Int], wanted: [Bool]) -> [Tensor?] {
        let (x, y) = (operands[0], operands[1])
        let (area, others) = (x.shape.area, y.shape.area)
        var toX: Tensor? = wanted[0] ? .zeros(x.shape) : nil
        var toY: Tensor? = wanted[1] ? .zeros(y.shape) : nil
        for channel in 0..<x.shape.channels {
            for (p, place) in found.enumerated() {
                let g = seed.values[p]
                toX?.values[channel * area + p] = g * y.values[channel * others + place]
                toY?.values[channel * others + place] += g * x.values[channel * area + p]
            }
        }
        return [toX, toY]
    }

    /// For every position of x the best of y, and how good it is.
    private func matches(_ x: Tensor, _ y: Tensor) -> [(place: Int, value: Float)] {
        let (area, others) = (x.shape.area, y.shape.area)
        let line = Tensor(shape: Shape(channels: x.shape.channels, height: 1, width: area), values: x.values)
        let block = max(BestMatch.mostProducts / max(others, 1), 1)
        return stride(from: 0, to: area, by: block).flatMap { start in
            let part = line.part(Region(rows: 0..<1, columns: start..<min(start + block, area)))
            // Xᵀ·Y: n positions by m.
            let products = part.matrix.product(y.matrix, transposing: .first)
            let row = products.values.span
            return (0..<part.shape.area).map { p in
                var best = (place: 0, value: -Float.infinity)
                for q in 0..<others where row[p * others + q] > best.value { best = (q, row[p * others + q]) }
                return best
            }
        }
    }

    /// Numbers that are held at once: of large layers every position with every other would be more than any memory.
    private static let mostProducts = 1 << 20
}
