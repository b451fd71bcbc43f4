import Foundation
public import Tensors

/// y[i] = Σ over j of softmaxⱼ(scale·⟨qᵢ, kⱼ⟩ + bᵢⱼ)·vⱼ, head by head: every position takes a mean of the values, by how well its query
/// agrees with their keys (Vaswani et al., "Attention is all you need", 2017).
///
/// Heads are runs of channels that follow each other, positions are tokens. Nothing of the size of queries times keys need ever be held:
/// Dao et al., "FlashAttention" (2022).
public struct Attention: Operator, Hashable {
    /// The number of heads.
    public let heads: Int
    /// What products are multiplied by: mostly 1 ÷ √ of a head's channels.
    public let scale: Float
    /// Who attends to whom.
    public let reach: Reach
    /// What is added to the scaled products: `[1 or rows, 1 or heads, queries, keys]`; nil for nothing.
    public let bias: Tensor?

    /// Who attends to whom.
    public enum Reach: String, Hashable, Sendable {
        /// Every position of the queries to every position of the keys.
        case picture
        /// Each row of positions to the same row alone: windows, laid out a row each.
        case row
    }

    /// Attention from its parts.
    public init(heads: Int, scale: Float, reach: Reach = .picture, bias: Tensor? = nil) {
        self.heads = heads
        self.scale = scale
        self.reach = reach
        self.bias = bias
    }
}

extension Attention {
    public var summary: String { heads == 1 ? "attention" : "attention, \(heads) heads" }

    /// Queries, keys and values.
    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        let (q, k, v) = (inputs[0], inputs[1], inputs[2])
        guard q.channels == k.channels, k.height == v.height, k.width == v.width else {
            throw .unequal("\(q)", "\(k) and \(v)")
        }
        guard q.channels % heads == 0, v.channels % heads == 0 else {
            throw .other("has \(heads) heads for \(q.channels) and \(v.channels) channels")
        }
        guard reach == .picture || q.height == k.height else { throw .unequal("\(q)", "\(k)") }
        if let bias {
            let size = bias.shape.dimensions
            guard [1, reach == .row ? q.height : 1].contains(size[0]), [1, heads].contains(size[1]),
                size[2] == queries(q), size[3] == queries(k)
            else {
                throw .other(
                    "knows how \(size[2]) tokens stand to \(size[3]), and there are \(queries(q)) and \(queries(k))")
            }
        }
        return Shape(channels: v.channels, height: q.height, width: q.width)
    }

    /// The positions that attend, or are attended to, together.
    package func queries(_ shape: Shape) -> Int { reach == .picture ? shape.area : shape.width }

    /// Everything waits for it: what forward leaves for the way back lies head by head, and belongs to no row.
    public func axisMaps(of operands: [Shape], to output: Shape) -> [AxisMap] { operands.map { _ in .everything } }

    public func part(_ part: OperatorPart) -> any Operator { self }
    public var geometry: [Int] { [] }

    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int {
        output.area.timesAtMost(queries(operands[1])).timesAtMost(operands[0].channels + output.channels)
    }

    public var bytes: Int { 4 * (bias?.values.count ?? 0) }
    public var backwardReads: BackwardReads { [.operands, .output] }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let v = operands[2]
        var y = Tensor.zeros(output)
        let channels = v.shape.channels / heads
        forEachQuery(operands[0].shape, operands[1].shape) { run in
            let weights = weights(run, operands[0], operands[1])
            for channel in run.head * channels..<(run.head + 1) * channels {
                let first = channel * v.shape.area + run.keys.lowerBound
                let sum = weights.enumerated().reduce(0.0) { $0 + $1.element * Double(v.values[first + $1.offset]) }
                y.values[channel * output.area + run.place] = Float(sum)
            }
        }
        return y
    }

    // With p = softmax(s): ∂/∂vⱼ = Σ pᵢⱼ·gᵢ, ∂/∂sᵢⱼ = pᵢⱼ·(⟨gᵢ, vⱼ⟩ − ⟨gᵢ, yᵢ⟩), ∂/∂qᵢ = scale·Σ ∂sᵢⱼ·kⱼ, ∂/∂kⱼ = scale·Σ ∂sᵢⱼ·qᵢ
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let (q, k, v) = (operands[0], operands[1], operands[2])
        var sums = operands.map { [Double](repeating: 0, count: $0.values.count) }
        let (inner, outer) = (q.shape.channels / heads, v.shape.channels / heads)
        forEachQuery(q.shape, k.shape) { run in
            let weights = weights(run, q, k)
            let ofValues = (run.head * outer..<(run.head + 1) * outer).map { channel in
                (g: Double(seed.values[channel * seed.shape.area + run.place]), first: channel * v.shape.area)
            }
            let agreement = (run.head * outer..<(run.head + 1) * outer).reduce(0.0) { sum, channel in
                let place = channel * seed.shape.area + run.place
                return sum + Double(seed.values[place]) * Double(output.values[place])
            }
            for (weight, key) in zip(weights, run.keys) {
                var slope = -agreement
                for (g, first) in ofValues {
                    slope += g * Double(v.values[first + key])
                    sums[2][first + key] += weight * g
                }
                slope *= weight * Double(scale)
                for channel in run.head * inner..<(run.head + 1) * inner {
                    let (i, j) = (channel * q.shape.area + run.place, channel * k.shape.area + key)
                    sums[0][i] += slope * Double(k.values[j])
                    sums[1][j] += slope * Double(q.values[i])
                }
            }
        }
        return operands.indices.map { index in
            wanted[index] ? Tensor(shape: operands[index].shape, values: sums[index].map { Float($0) }) : nil
        }
    }

    /// A query of a head: its place among the positions, and those of the keys that it attends to.
    private struct Query {
        let head: Int
        let place: Int
        let keys: Range<Int>
        /// Where its biases begin.
        let bias: Int
    }

    private func forEachQuery(_ q: Shape, _ k: Shape, _ body: (Query) -> Void) {
        let (queries, keys) = (queries(q), queries(k))
        let (rows, of) = (q.area / max(queries, 1), bias?.shape.dimensions ?? [1, 1, 0, 0])
        for head in 0..<heads {
            for row in 0..<rows {
                for query in 0..<queries {
                    let table = (of[0] == 1 ? 0 : row) * of[1] + (of[1] == 1 ? 0 : head)
                    body(
                        Query(
                            head: head, place: row * queries + query, keys: row * keys..<(row + 1) * keys,
                            bias: (table * queries + query) * keys))
                }
            }
        }
    }

    private func weights(_ query: Query, _ q: Tensor, _ k: Tensor) -> [Double] {
        let channels = q.shape.channels / heads
        var products = query.keys.enumerated().map { index, key in
            let sum = (query.head * channels..<(query.head + 1) * channels).reduce(0.0) { sum, channel in
                let (i, j) = (channel * q.shape.area + query.place, channel * k.shape.area + key)
                return sum + Double(q.values[i]) * Double(k.values[j])
            }
            return Double(scale) * sum + Double(bias?.values[query.bias + index] ?? 0)
        }
        let largest = products.max() ?? 0
        var sum = 0.0
        for index in products.indices {
            products[index] = exp(products[index] - largest)
            sum += products[index]
        }
        return products.map { $0 / sum }
    }
}

extension Operator where Self == Attention {
    /// Every position takes a mean of the values, by how well its query agrees with their keys.
    public static func attention(_ attention: Attention) -> Attention { attention }
}
