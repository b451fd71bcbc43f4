import Foundation
import Tensors

/// What text encoders compute beside what any model computes of constants.
enum TextTowerOperators {
    /// What a node reads: something computed, or weights, which may be too many to be computed with.
    enum Operand {
        case computed(ONNXNumbers)
        case stored(ONNX_Tensor, ONNXNodeReader)

        func numbers() throws -> ONNXNumbers {
            switch self {
            case .computed(let numbers): numbers
            case .stored(let tensor, let reader): try tensor.numbers(for: reader)
            }
        }

        /// As floats, without the way through doubles where there is none.
        func floats() throws -> Tensor {
            switch self {
            case .computed(let numbers):
                Tensor(shape: Shape(numbers.sizes), values: numbers.values.map { Float($0) })
            case .stored(let tensor, let reader): try tensor.floats(for: reader)
            }
        }
    }

    /// Nil says that what it reads does not fit.
    typealias Operation = @Sendable (ONNXNodeReader, [Operand?]) throws -> [ONNXNumbers]?

    static let byName: [String: Operation] = [
        "ArgMax": one(argMax), "Constant": constant, "ConstantOfShape": one(filled), "Dropout": one { $1.first },
        "Erf": one { $1.first?.mapped(erf) }, "Gather": gather, "GatherND": one(gatherND), "Gelu": one(gelu),
        "Gemm": gemm, "LayerNormalization": one(layerNormalization), "MatMul": matMul,
        "Not": one { $1.first?.mapped { $0 == 0 ? 1 : 0 } },
        "Sigmoid": one { $1.first?.mapped { 1 / (1 + exp(-$0)) } }, "Softmax": one(softmax), "Split": split,
        "Tanh": one { $1.first?.mapped(tanh) }, "Trilu": one(trilu),
    ]

    /// An operator that makes one array of arrays.
    private static func one(
        _ body: @escaping @Sendable (ONNXNodeReader, [ONNXNumbers]) throws -> ONNXNumbers?
    ) -> Operation {
        { reader, operands in
            try body(reader, try operands.compactMap { try $0?.numbers() }).map { [$0] }
        }
    }

    // MARK: - Products

    // [..., M, K] · [..., K, N] → [..., M, N]
    private static let matMul: Operation = { reader, operands in
        guard operands.count == 2, let a = try operands[0]?.floats(), let b = try operands[1]?.floats() else {
            return nil
        }
        let (left, right) = (a.shape.dimensions, b.shape.dimensions)
        guard left.count >= 2, right.count >= 2, left[left.count - 1] == right[right.count - 2] else { return nil }
        let (rows, depth, columns) = (left[left.count - 2], left[left.count - 1], right[right.count - 1])
        if right.count == 2 {
            let count = a.values.count / max(depth, 1)
            let product = a.reshaped(to: Shape([count, depth])).product(b)
            return [ONNXNumbers(sizes: left.dropLast() + [columns], values: product.values.map { Double($0) })]
        }
        let (outer, inner) = (Array(left.dropLast(2)), Array(right.dropLast(2)))
        guard let batch = ONNXNumbers.broadcast(outer, inner), let count = ONNXNumbers.count(batch) else { return nil }
        func places(_ sizes: [Int]) -> [Int]? {
            let all = sizes.reduce(1, *)
            return ONNXNumbers(sizes: sizes, values: (0..<all).map { Double($0) }).expanded(to: batch)?.integers
        }
        guard let first = places(outer), let second = places(inner) else { return nil }
        var values: [Double] = []
        values.reserveCapacity(count * rows * columns)
        for index in 0..<count {
            let x = Array(a.values[first[index] * rows * depth..<(first[index] + 1) * rows * depth])
            let y = Array(b.values[second[index] * depth * columns..<(second[index] + 1) * depth * columns])
            let product = Tensor(shape: Shape([rows, depth]), values: x)
                .product(Tensor(shape: Shape([depth, columns]), values: y))
            values += product.values.map { Double($0) }
        }
        return [ONNXNumbers(sizes: batch + [rows, columns], values: values)]
    }

    // α·A·B + β·C, either transposed
    private static let gemm: Operation = { reader, operands in
        guard operands.count >= 2, let a = try operands[0]?.floats(), let b = try operands[1]?.floats(),
            a.shape.rank == 2, b.shape.rank == 2
        else { return nil }
        func turned(_ x: Tensor, _ name: String) -> Tensor {
            guard reader.integer(name, default: 0) != 0 else { return x }
            let (rows, columns) = (x.shape.dimensions[0], x.shape.dimensions[1])
            return Tensor(
                shape: Shape([columns, rows]),
                values: (0..<columns).flatMap { column in (0..<rows).map { x.values[$0 * columns + column] } })
        }
        let (left, right) = (turned(a, "transA"), turned(b, "transB"))
        guard left.shape.dimensions[1] == right.shape.dimensions[0] else { return nil }
        let product = left.product(right)
        let alpha = Double(reader.float("alpha", default: 1))
        let scaled = ONNXNumbers(sizes: product.shape.dimensions, values: product.values.map { alpha * Double($0) })
        guard operands.count > 2, let c = try operands[2]?.numbers() else { return [scaled] }
        let beta = Double(reader.float("beta", default: 1))
        return scaled.combined(with: c) { $0 + beta * $1 }.map { [$0] }
    }

    // MARK: - Along an axis

    /// Each row along an axis, changed as a whole.
    private static func rows(
        _ x: ONNXNumbers, _ axis: Int, _ change: (inout [Double]) -> Void
    ) -> ONNXNumbers {
        var result = x
        let (length, step) = (x.sizes[axis], x.strides[axis])
        for start in x.values.indices where start / max(step, 1) % max(length, 1) == 0 {
            var row = (0..<length).map { x.values[start + $0 * step] }
            change(&row)
            for (index, value) in row.enumerated() { result.values[start + index * step] = value }
        }
        return result
    }

    @Sendable private static func softmax(_ reader: ONNXNodeReader, _ inputs: [ONNXNumbers]) -> ONNXNumbers? {
        guard let x = inputs.first, let axis = x.axis(reader.integer("axis", default: -1)) else { return nil }
        return rows(x, axis) { row in
            let most = row.max() ?? 0
            row = row.map { exp($0 - most) }
            let sum = row.reduce(0, +)
            row = row.map { $0 / sum }
        }
    }

    @Sendable private static func layerNormalization(_ reader: ONNXNodeReader, _ inputs: [ONNXNumbers]) -> ONNXNumbers?
    {
        guard inputs.count >= 2, let axis = inputs[0].axis(reader.integer("axis", default: -1)),
            axis == inputs[0].sizes.count - 1
        else { return nil }
        let epsilon = Double(reader.float("epsilon", default: 1e-5))
        let normal = rows(inputs[0], axis) { row in
            let mean = row.reduce(0, +) / Double(row.count)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
            let scale = 1 / (variance + epsilon).squareRoot()
            row = row.map { ($0 - mean) * scale }
        }
        let scaled = normal.combined(with: inputs[1], *)
        return inputs.count > 2 ? scaled?.combined(with: inputs[2], +) : scaled
    }

    @Sendable private static func argMax(_ reader: ONNXNodeReader, _ inputs: [ONNXNumbers]) -> ONNXNumbers? {
        guard let x = inputs.first, let axis = x.axis(reader.integer("axis", default: 0)) else { return nil }
        let keeps = reader.integer("keepdims", default: 1) != 0
        let found = x.reduced([axis], keeping: keeps) { row in
            Double((row.firstIndex(of: row.max() ?? 0) ?? row.startIndex) - row.startIndex)
        }
        guard var found else { return nil }
        found.isWhole = true
        return found
    }

    // MARK: - Moving

    private static let constant: Operation = { reader, _ in
        if let tensor = reader.tensor("value") { return [try tensor.numbers(for: reader)] }
        if let integers = reader.integers("value_ints") {
            return [ONNXNumbers(sizes: [integers.count], values: integers.map { Double($0) }, isWhole: true)]
        }
        if let floats = reader.floats("value_floats") {
            return [ONNXNumbers(sizes: [floats.count], values: floats.map { Double($0) })]
        }
        if reader.has("value_int") {
            return [ONNXNumbers(sizes: [], values: [Double(reader.integer("value_int", default: 0))], isWhole: true)]
        }
        guard reader.has("value_float") else { return nil }
        return [ONNXNumbers(sizes: [], values: [Double(reader.float("value_float", default: 0))])]
    }

    @Sendable private static func filled(_ reader: ONNXNodeReader, _ inputs: [ONNXNumbers]) throws -> ONNXNumbers? {
        guard let sizes = inputs.first?.integers, let count = ONNXNumbers.count(sizes) else { return nil }
        let value = try reader.tensor("value")?.numbers(for: reader)
        return ONNXNumbers(
            sizes: sizes, values: [Double](repeating: value?.values.first ?? 0, count: count),
            isWhole: value?.isWhole ?? false)
    }

    /// Rows of a table, which is not made doubles as a whole: that of tokens has 25 million numbers.
    private static let gather: Operation = { reader, operands in
        guard operands.count == 2, let places = try operands[1]?.numbers() else { return nil }
        guard case .stored(let tensor, _)? = operands[0], tensor.dims.count == 2,
            reader.integer("axis", default: 0) == 0
        else {
            guard let data = try operands[0]?.numbers(), let axis = data.axis(reader.integer("axis", default: 0)) else {
                return nil
            }
            return data.taking(places, at: axis).map { [$0] }
        }
        let table = try tensor.floats(for: reader)
        let (count, width) = (table.shape.dimensions[0], table.shape.dimensions[1])
        let chosen = places.integers.map { $0 < 0 ? $0 + count : $0 }
        guard chosen.allSatisfy((0..<count).contains) else { return nil }
        let values = chosen.flatMap { row in table.values[row * width..<(row + 1) * width].map { Double($0) } }
        return [ONNXNumbers(sizes: places.sizes + [width], values: values)]
    }

    @Sendable private static func gatherND(_ reader: ONNXNodeReader, _ inputs: [ONNXNumbers]) -> ONNXNumbers? {
        guard inputs.count == 2, reader.integer("batch_dims", default: 0) == 0, let depth = inputs[1].sizes.last,
            depth >= 1, depth <= inputs[0].sizes.count
        else { return nil }
        let (data, places) = (inputs[0], inputs[1].integers)
        let rest = Array(data.sizes[depth...])
        let (length, strides) = (rest.reduce(1, *), data.strides)
        var values: [Double] = []
        for first in stride(from: 0, to: places.count, by: depth) {
            var start = 0
            for axis in 0..<depth {
                let place = places[first + axis] < 0 ? places[first + axis] + data.sizes[axis] : places[first + axis]
                guard (0..<data.sizes[axis]).contains(place) else { return nil }
                start += place * strides[axis]
            }
            values += data.values[start..<start + length]
        }
        return ONNXNumbers(sizes: inputs[1].sizes.dropLast() + rest, values: values, isWhole: data.isWhole)
    }

    private static let split: Operation = { reader, operands in
        guard let x = try operands.first??.numbers(), let axis = x.axis(reader.integer("axis", default: 0)) else {
            return nil
        }
        let count = reader.node.output.count
        let given = try operands.count > 1 ? operands[1]?.numbers().integers : reader.integers("split")
        let each = (x.sizes[axis] + count - 1) / max(count, 1)
        let sizes = given ?? (0..<count).map { min(each, x.sizes[axis] - $0 * each) }
        guard sizes.count == count, sizes.allSatisfy({ $0 >= 0 }), sizes.reduce(0, +) == x.sizes[axis] else {
            return nil
        }
        var start = 0
        return sizes.compactMap { size in
            defer { start += size }
            return x.cut(axis, from: start, to: start + size, by: 1)
        }
    }

    @Sendable private static func trilu(_ reader: ONNXNodeReader, _ inputs: [ONNXNumbers]) -> ONNXNumbers? {
        guard var x = inputs.first, x.sizes.count >= 2 else { return nil }
        let (rows, columns) = (x.sizes[x.sizes.count - 2], x.sizes[x.sizes.count - 1])
        let shift = inputs.count > 1 ? inputs[1].integers.first ?? 0 : 0
        let isUpper = reader.integer("upper", default: 1) != 0
        for index in x.values.indices {
            let (row, column) = (index / max(columns, 1) % max(rows, 1), index % max(columns, 1))
            if isUpper ? column < row + shift : column > row + shift { x.values[index] = 0 }
        }
        return x
    }

    @Sendable private static func gelu(_ reader: ONNXNodeReader, _ inputs: [ONNXNumbers]) -> ONNXNumbers? {
        let isTanh = reader.string("approximate", default: "none") == "tanh"
        return inputs.first?.mapped { x in
            isTanh
                ? 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
                : 0.5 * x * (1 + erf(x / 2.0.squareRoot()))
        }
    }
}
