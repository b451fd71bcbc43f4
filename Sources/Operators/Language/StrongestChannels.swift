public import Tensors

/// The channels whose mean is the largest, or the least, the outermost first: `[1, count, H, W]`.
///
/// How they are ranked is read of a second array of as many channels, which may be the same one and has no gradient: of two that are equal the
/// first comes first.
public struct StrongestChannels: WholeOperator, Hashable {
    /// How many.
    public let count: Int
    /// Whether they are the weakest instead.
    public let isLeast: Bool

    /// The strongest channels, or the weakest.
    public init(count: Int, isLeast: Bool = false) {
        self.count = count
        self.isLeast = isLeast
    }

    public var summary: String { isLeast ? "weakest channels" : "strongest channels" }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { .operands }

    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        guard inputs[0].channels == inputs[1].channels else {
            throw .other("ranks \(inputs[0].channels) channels by an array of \(inputs[1].channels)")
        }
        guard count <= inputs[0].channels else {
            throw .other("has \(inputs[0].channels) channels, and \(count) of them are asked for")
        }
        return Shape(channels: count, height: inputs[0].height, width: inputs[0].width)
    }

    /// Which channels are chosen, in order.
    private func chosen(_ ranks: Tensor) -> [Int] {
        let area = ranks.shape.area
        let sums = (0..<ranks.shape.channels).map { channel in
            ranks.values[channel * area..<(channel + 1) * area].reduce(0.0) { $0 + Double($1) }
        }
        let order = sums.indices.sorted { a, b in
            sums[a] == sums[b] ? a < b : isLeast ? sums[a] < sums[b] : sums[a] > sums[b]
        }
        return Array(order.prefix(count))
    }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let area = output.area
        let values = chosen(operands[1]).flatMap { operands[0].values[$0 * area..<($0 + 1) * area] }
        return Tensor(shape: output, values: values)
    }

    // ∂/∂x[c] = g[i] where c is the i-th that was chosen
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let area = seed.shape.area
        var toX: Tensor? = wanted[0] ? .zeros(operands[0].shape) : nil
        for (index, channel) in chosen(operands[1]).enumerated() where toX != nil {
            toX?.values.replaceSubrange(
                channel * area..<(channel + 1) * area, with: seed.values[index * area..<(index + 1) * area])
        }
        return [toX, wanted[1] ? .zeros(operands[1].shape) : nil]
    }
}
