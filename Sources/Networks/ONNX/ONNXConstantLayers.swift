import Foundation

/// Layers over constants alone: positions that a model computes of the size of its picture, and biases that a small network makes of distances
/// (Liu et al., "Swin Transformer V2", 2022).
extension ONNXFolding {
    static let layers: [String: Folding] = [
        "Conv": convolution, "Cos": unary(cos), "CumSum": sums, "Erf": unary { erf($0) }, "Gelu": gelu, "Gemm": gemm,
        "MatMul": product, "Sigmoid": unary { 1 / (1 + exp(-$0)) }, "Sin": unary(sin), "Softmax": softmax,
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

    /// Over the last axis, which is meant in any version.
    private static let softmax: Folding = { reader, inputs in
        guard let data = inputs.first, let axis = data.axis(reader.integer("axis", default: -1)),
            axis == data.sizes.count - 1,
            let largest = data.reduced([axis], keeping: true, { $0.max() ?? 0 }),
            let powers = data.combined(with: largest, { exp($0 - $1) }),
            let sums = powers.reduced([axis], keeping: true, { $0.reduce(0, +) })
        else { return nil }
        return powers.combined(with: sums, /)
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

extension ONNXNumbers {
    /// Resized axis by axis between the two nearest, as ONNX's Resize does; nil for what no model does with a constant.
    /// - Parameter inputs: the numbers, a region, scales and sizes.
    func resizedBetweenNearest(_ reader: ONNXNodeReader, _ inputs: [ONNXNumbers]) -> ONNXNumbers? {
        let scales = inputs.count > 2 && !inputs[2].values.isEmpty ? inputs[2].values : nil
        let given = inputs.count > 3 && !inputs[3].values.isEmpty ? inputs[3].integers : nil
        guard reader.string("mode", default: "nearest") == "linear", reader.integer("antialias", default: 0) == 0,
            ["half_pixel", "pytorch_half_pixel"].contains(
                reader.string("coordinate_transformation_mode", default: "half_pixel")),
            let target = given ?? scales.map({ zip(sizes, $0).map { Int((Double($0) * $1).rounded(.down)) } }),
            target.count == sizes.count, ONNXNumbers.count(target) != nil, !target.contains(where: { $0 < 1 }),
            !sizes.contains(0)
        else { return nil }
        var result = self
        for axis in sizes.indices where target[axis] != sizes[axis] {
            result = result.resized(axis, to: target[axis], by: scales?[axis])
        }
        return result.followingSize(inputs)
    }

    private func resized(_ axis: Int, to count: Int, by scale: Double?) -> ONNXNumbers {
        let (size, inner) = (sizes[axis], sizes[(axis + 1)...].reduce(1, *))
        var target = sizes
        target[axis] = count
        var result = ONNXNumbers(sizes: target, values: [Double](repeating: 0, count: values.count / size * count))
        for place in result.values.indices {
            let (line, offset) = place.quotientAndRemainder(dividingBy: inner)
            let (block, at) = line.quotientAndRemainder(dividingBy: count)
            let centre = (Double(at) + 0.5) / (scale ?? Double(count) / Double(size)) - 0.5
            let position = min(max(centre, 0), Double(size - 1))
            let first = Int(position)
            let (a, b) = (block * size + first, block * size + min(first + 1, size - 1))
            let share = position - Double(first)
            result.values[place] = (1 - share) * values[a * inner + offset] + share * values[b * inner + offset]
        }
        return result
    }
}
