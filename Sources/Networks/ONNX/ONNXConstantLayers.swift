import Foundation

/// Layers over constants alone: positions that a model computes of the size of its picture, and biases that a small network makes of distances
/// (Liu et al., "Swin Transformer V2", 2022).
extension ONNXFolding {
    static let layers: [String: Folding] = [
        "Conv": convolution, "Cos": unary(cos), "CumSum": sums, "Erf": unary { erf($0) }, "Gelu": gelu, "Gemm": gemm,
        "MatMul": product, "Sigmoid": unary { 1 / (1 + exp(-$0)) }, "Sin": unary(sin),
        "Softplus": unary { $0 > 0 ? $0 + log1p(exp(-$0)) : log1p(exp($0)) },
    ]

    /// What a layer multiplies and adds, beyond touching its numbers.
    static func multiplyAdds(_ kind: String, _ inputs: [ONNXNumbers]) -> Int {
        guard ["Conv", "Gemm", "MatMul"].contains(kind), inputs.count > 1 else { return 0 }
        let outputs = kind == "MatMul" ? inputs[1].sizes.last : inputs[1].sizes.max()
        return inputs[0].values.count.multipliedReportingOverflow(by: outputs ?? 1).partialValue
    }

    private static let gelu: Folding = { reader, inputs in
        guard reader.string("approximate", default: "none") == "none" else { return nil }
        return inputs.first?.mapped { $0 * (1 + erf($0 / 2.squareRoot())) / 2 }
    }

    /// The sums of what comes before along an axis, and of the number itself.
    private static let sums: Folding = { reader, inputs in
        guard inputs.count == 2, let given = inputs[1].integers.first, let axis = inputs[0].axis(given),
            reader.integer("exclusive", default: 0) == 0, reader.integer("reverse", default: 0) == 0
        else { return nil }
        var result = inputs[0]
        let inner = result.sizes[(axis + 1)...].reduce(1, *)
        let size = result.sizes[axis]
        for place in result.values.indices where place / inner % size > 0 {
            result.values[place] += result.values[place - inner]
        }
        return result.followingSize(inputs)
    }

    /// Matrices side by side, as NumPy multiplies them.
    private static let product: Folding = { _, inputs in
        guard inputs.count == 2 else { return nil }
        return inputs[0].product(inputs[1])?.followingSize(inputs)
    }

    /// y = α·x·W + β·b
    private static let gemm: Folding = { reader, inputs in
        guard inputs.count >= 2, reader.integer("transA", default: 0) == 0, inputs[1].sizes.count == 2 else {
            return nil
        }
        let isTurned = reader.integer("transB", default: 0) != 0
        let weights = isTurned ? inputs[1].transposed([1, 0]) : inputs[1]
        let (alpha, beta) = (Double(reader.float("alpha", default: 1)), Double(reader.float("beta", default: 1)))
        let product = weights.flatMap { inputs[0].product($0) }?.mapped { alpha * $0 }
        guard inputs.count > 2, !inputs[2].values.isEmpty else { return product?.followingSize(inputs) }
        return product?.combined(with: inputs[2]) { $0 + beta * $1 }?.followingSize(inputs)
    }

    /// A convolution of one tap.
    private static let convolution: Folding = { reader, inputs in
        guard inputs.count >= 2, inputs[0].sizes.count == 4, inputs[0].sizes[0] == 1, inputs[1].sizes.count == 4,
            inputs[1].sizes[2...] == [1, 1], inputs[1].sizes[1] == inputs[0].sizes[1],
            reader.integer("group", default: 1) == 1, Set(reader.integers("strides") ?? [1]) == [1],
            Set(reader.integers("pads") ?? [0]) == [0]
        else { return nil }
        let (outputs, channels) = (inputs[1].sizes[0], inputs[1].sizes[1])
        let sizes = [1, outputs] + inputs[0].sizes[2...]
        guard let weights = inputs[1].reshaped([outputs, channels]),
            let positions = inputs[0].reshaped([channels, sizes[2] * sizes[3]]),
            let result = weights.product(positions)?.reshaped(sizes)
        else { return nil }
        guard inputs.count > 2, let bias = inputs[2].reshaped([1, outputs, 1, 1]) else {
            return result.followingSize(inputs)
        }
        return result.combined(with: bias, +)?.followingSize(inputs)
    }
}

extension ONNXNumbers {
    /// […, M, K]·[…, K, N]; nil where they do not fit, or there are more than are computed with.
    fileprivate func product(_ other: ONNXNumbers) -> ONNXNumbers? {
        guard sizes.count >= 2, other.sizes.count >= 2, let depth = sizes.last,
            depth == other.sizes[other.sizes.count - 2],
            let batch = ONNXNumbers.broadcast(Array(sizes.dropLast(2)), Array(other.sizes.dropLast(2))),
            let columns = other.sizes.last, case let rows = sizes[sizes.count - 2],
            let a = expanded(to: batch + [rows, depth]), let b = other.expanded(to: batch + [depth, columns]),
            let count = ONNXNumbers.count(batch + [rows, columns]),
            count.multipliedReportingOverflow(by: depth).partialValue <= 1 << 28
        else { return nil }
        var result = ONNXNumbers(sizes: batch + [rows, columns], values: [Double](repeating: 0, count: count))
        for line in 0..<(columns > 0 ? count / columns : 0) {
            let matrix = line / max(rows, 1)
            for k in 0..<depth {
                let factor = a.values[line * depth + k]
                let first = (matrix * depth + k) * columns
                for column in 0..<columns {
                    result.values[line * columns + column] += factor * b.values[first + column]
                }
            }
        }
        return result
    }

    /// Numbers that follow the picture's size where any of these do.
    fileprivate func followingSize(_ inputs: [ONNXNumbers]) -> ONNXNumbers {
        var result = self
        result.sources = inputs.contains(where: \.followsSize) ? values.map { _ in .mixed } : []
        return result
    }
}
