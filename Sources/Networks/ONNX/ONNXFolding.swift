import Foundation

/// What models compute of constants alone: the shapes that they reshape to, the margins of TensorFlow's SAME, weights
/// that they standardize themselves.
enum ONNXFolding {
    typealias Folding = @Sendable (ONNXNodeReader, [ONNXNumbers]) throws -> ONNXNumbers?

    /// The operators that are computed while reading, when all that they read is constant; nil says that the constants
    /// do not fit each other.
    static let byName: [String: Folding] = [elementwise, moving, layers, reductions, comparisons, quantization].reduce(
        into: [:]
    ) {
        all, kind in all.merge(kind) { $1 }
    }

    /// Those that leave all numbers where they are.
    static let areShapes: Set = ["Flatten", "Identity", "Reshape", "Shape", "Size", "Squeeze", "Unsqueeze"]

    // MARK: Element by element

    private static let elementwise: [String: Folding] = [
        "Abs": unary(abs), "Add": binary(+), "Cast": cast, "Ceil": unary(keepingSources: true) { $0.rounded(.up) },
        "Clip": { reader, inputs in
            let lower = inputs.count > 1 ? inputs[1].values.first : nil
            let upper = inputs.count > 2 ? inputs[2].values.first : nil
            let bounds = (
                lower ?? Double(reader.float("min", default: -.infinity)),
                upper ?? Double(reader.float("max", default: .infinity))
            )
            return inputs.first?.mapped { min(max($0, bounds.0), bounds.1) }
        },
        "Div": division,
        "Equal": binary { $0 == $1 ? 1 : 0 }, "Exp": unary(exp),
        "Floor": unary(keepingSources: true) { $0.rounded(.down) },
        "Greater": binary { $0 > $1 ? 1 : 0 }, "Less": binary { $0 < $1 ? 1 : 0 }, "Max": chain(max),
        "Min": chain(min),
        // As Python's %, or as C's.
        "Mod": { reader, inputs in
            guard inputs.count == 2 else { return nil }
            let isC = reader.integer("fmod", default: 0) != 0
            return inputs[0].combined(with: inputs[1]) { isC ? fmod($0, $1) : $0 - ($0 / $1).rounded(.down) * $1 }
        },
        "Mul": { _, inputs in inputs.count == 2 ? inputs[0].times(inputs[1]) : nil },
        "Neg": unary(-), "Pow": binary(pow), "Reciprocal": unary { 1 / $0 },
        "Relu": unary { max($0, 0) }, "Sqrt": unary { $0.squareRoot() }, "Sub": binary(-),
        "Where": { _, inputs in
            guard inputs.count == 3, let target = ONNXNumbers.broadcast(inputs[1].sizes, inputs[2].sizes),
                let all = ONNXNumbers.broadcast(inputs[0].sizes, target)
            else { return nil }
            let parts = inputs.compactMap { $0.expanded(to: all) }
            guard parts.count == 3 else { return nil }
            var result = parts[0]
            let chosen = result.values.indices.map { parts[0].values[$0] != 0 ? 1 : 2 }
            result.values = chosen.indices.map { parts[chosen[$0]].values[$0] }
            result.sources =
                inputs.contains(where: \.followsSize)
                ? chosen.indices.map { parts[0].source($0) == .constant ? parts[chosen[$0]].source($0) : .mixed } : []
            result.isWhole = parts[1].isWhole
            return result
        },
    ]

    static func unary(
        keepingSources keeps: Bool = false, _ body: @escaping @Sendable (Double) -> Double
    ) -> Folding {
        { _, inputs in inputs.first?.mapped(keepingSources: keeps, body) }
    }

    private static func binary(_ body: @escaping @Sendable (Double, Double) -> Double) -> Folding {
        { _, inputs in inputs.count == 2 ? inputs[0].combined(with: inputs[1], body) : nil }
    }

    private static func chain(_ body: @escaping @Sendable (Double, Double) -> Double) -> Folding {
        { _, inputs in
            inputs.dropFirst().reduce(inputs.first) { $0?.combined(with: $1, body) }
        }
    }

    /// Whole numbers are divided as whole numbers, which the tensors of shapes are.
    private static let division: Folding = { _, inputs in
        guard inputs.count == 2 else { return nil }
        let areWhole = inputs.allSatisfy { $0.isWhole && $0.values.allSatisfy { $0 == $0.rounded() } }
        guard areWhole, inputs[1].values.allSatisfy({ $0 != 0 }) else { return inputs[0].combined(with: inputs[1], /) }
        return inputs[0].combined(with: inputs[1]) { ($0 / $1).rounded(.towardZero) }
    }

    private static let cast: Folding = { reader, inputs in
        guard var numbers = inputs.first else { return nil }
        numbers.isWhole = ![1, 10, 11, 16].contains(reader.integer("to", default: 1))
        return numbers.isWhole ? numbers.mapped(keepingSources: true) { $0.rounded(.towardZero) } : numbers
    }

    // MARK: Moving

    private static let moving: [String: Folding] = [
        "Concat": { reader, inputs in
            ONNXNumbers.joined(inputs, at: reader.integer("axis", default: 0))
        },
        "Expand": { _, inputs in
            guard inputs.count == 2, let target = ONNXNumbers.broadcast(inputs[0].sizes, inputs[1].integers) else {
                return nil
            }
            return inputs[0].expanded(to: target)
        },
        "Flatten": { reader, inputs in
            guard let data = inputs.first else { return nil }
            let given = reader.integer("axis", default: 1)
            guard let axis = given == data.sizes.count ? given : data.axis(given) else { return nil }
            return data.reshaped([data.sizes[..<axis].reduce(1, *), data.sizes[axis...].reduce(1, *)])
        },
        "Gather": { reader, inputs in
            guard inputs.count == 2, let axis = inputs[0].axis(reader.integer("axis", default: 0)) else { return nil }
            return inputs[0].taking(inputs[1], at: axis)
        },
        "Identity": { _, inputs in inputs.first },
        "Range": { _, inputs in
            guard inputs.count == 3, let start = inputs[0].values.first, let end = inputs[1].values.first,
                let step = inputs[2].values.first, step != 0, ((end - start) / step).isFinite
            else { return nil }
            let count = max(0, ((end - start) / step).rounded(.up))
            guard count <= Double(ONNXNumbers.limit) else { return nil }
            let values = (0..<Int(count)).map { start + Double($0) * step }
            return ONNXNumbers(
                sizes: [values.count], values: values, isWhole: inputs[0].isWhole,
                sources: inputs.contains(where: \.followsSize) ? values.map { _ in .mixed } : [])
        },
        "OneHot": { reader, inputs in
            guard inputs.count == 3, inputs[2].values.count == 2, let depth = inputs[1].integers.first, depth >= 1,
                ONNXNumbers.count(inputs[0].sizes + [depth]) != nil,
                [-1, inputs[0].sizes.count].contains(reader.integer("axis", default: -1))
            else { return nil }
            let values = inputs[0].integers.flatMap { place in
                (0..<depth).map { inputs[2].values[$0 == (place < 0 ? place + depth : place) ? 1 : 0] }
            }
            return ONNXNumbers(sizes: inputs[0].sizes + [depth], values: values, isWhole: inputs[2].isWhole)
        },
        "Reshape": reshape,
        "Size": { _, inputs in
            inputs.first.map { ONNXNumbers(sizes: [], values: [Double($0.values.count)], isWhole: true) }
        },
        "Resize": { reader, inputs in inputs.first?.resizedBetweenNearest(reader, inputs) },
        "ScatterND": { reader, inputs in
            guard inputs.count == 3, reader.string("reduction", default: "none") == "none",
                let depth = inputs[1].sizes.last,
                depth >= 1, depth <= inputs[0].sizes.count
            else { return nil }
            var result = inputs[0]
            let inner = result.sizes[depth...].reduce(1, *)
            let places = inputs[1].integers
            guard places.count / depth * inner == inputs[2].values.count else { return nil }
            for (index, first) in stride(from: 0, to: places.count, by: depth).enumerated() {
                var place = 0
                for axis in 0..<depth {
                    let size = result.sizes[axis]
                    let at =
                        places[first + axis] < 0
                        ? places[first + axis].addingReportingOverflow(size).partialValue : places[first + axis]
                    guard (0..<size).contains(at) else { return nil }
                    place = place * size + at
                }
                for offset in 0..<inner {
                    result.values[place * inner + offset] = inputs[2].values[index * inner + offset]
                }
            }
            if inputs.contains(where: \.followsSize) { result.sources = result.values.map { _ in .mixed } }
            return result
        },
        "Shape": { reader, inputs in
            guard let sizes = inputs.first?.sizes else { return nil }
            let whole = ONNXNumbers(sizes: [sizes.count], values: sizes.map { Double($0) }, isWhole: true)
            let end = reader.integer("end", default: sizes.count)
            return whole.cut(0, from: reader.integer("start", default: 0), to: end, by: 1)
        },
        "Slice": slice, "Squeeze": squeeze,
        "Transpose": { reader, inputs in
            guard let data = inputs.first else { return nil }
            let order = reader.integers("perm") ?? data.sizes.indices.reversed()
            return order.sorted() == Array(data.sizes.indices) ? data.transposed(order) : nil
        },
        "Unsqueeze": { reader, inputs in
            guard let data = inputs.first, let given = axes(reader, inputs), given.count <= 16 else { return nil }
            let rank = data.sizes.count + given.count
            let places = Set(given.map { $0 < 0 ? $0.addingReportingOverflow(rank).partialValue : $0 })
            guard places.count == given.count, places.allSatisfy((0..<rank).contains) else { return nil }
            var rest = data.sizes[...]
            return data.reshaped((0..<rank).map { places.contains($0) ? 1 : rest.popFirst() ?? 1 })
        },
    ]

    /// The axes that an operator names, as an attribute or as its second input; nil when it names none.
    private static func axes(_ reader: ONNXNodeReader, _ inputs: [ONNXNumbers]) -> [Int]? {
        reader.integers("axes") ?? (inputs.count > 1 && !inputs[1].values.isEmpty ? inputs[1].integers : nil)
    }

    private static let reshape: Folding = { reader, inputs in
        guard inputs.count == 2 else { return nil }
        let data = inputs[0]
        let copies = reader.integer("allowzero", default: 0) == 0
        var target = inputs[1].integers
        for axis in target.indices where copies && target[axis] == 0 && axis < data.sizes.count {
            target[axis] = data.sizes[axis]
        }
        if let open = target.firstIndex(of: -1) {
            target[open] = 1
            guard let known = ONNXNumbers.count(target), known > 0 else { return nil }
            target[open] = data.values.count / known
        }
        return data.reshaped(target)
    }

    private static let squeeze: Folding = { reader, inputs in
        guard let data = inputs.first else { return nil }
        let places =
            axes(reader, inputs)?.compactMap { data.axis($0) } ?? data.sizes.indices.filter { data.sizes[$0] == 1 }
        guard places.allSatisfy({ data.sizes[$0] == 1 }) else { return nil }
        return data.reshaped(data.sizes.indices.filter { !places.contains($0) }.map { data.sizes[$0] })
    }

    private static let slice: Folding = { reader, inputs in
        guard var data = inputs.first,
            let starts = inputs.count > 1 ? inputs[1].integers : reader.integers("starts"),
            let ends = inputs.count > 2 ? inputs[2].integers : reader.integers("ends")
        else { return nil }
        let given = inputs.dropFirst(3).map(\.integers).map { $0.isEmpty ? nil : $0 }
        let axes = given.first.flatMap { $0 } ?? reader.integers("axes") ?? Array(starts.indices)
        let steps = given.dropFirst().first.flatMap { $0 } ?? starts.map { _ in 1 }
        guard [ends.count, axes.count, steps.count].allSatisfy({ $0 == starts.count }), starts.count <= 16 else {
            return nil
        }
        for (index, given) in axes.enumerated() {
            guard let axis = data.axis(given), steps[index] != 0, steps[index].magnitude <= ONNXNumbers.limit,
                let cut = data.cut(axis, from: starts[index], to: ends[index], by: steps[index])
            else { return nil }
            data = cut
        }
        return data
    }

    // MARK: Reducing

    private static let reductions: [String: Folding] = [
        "BatchNormalization": standardization,
        "ReduceMax": reduction { $0.max() ?? 0 },
        "ReduceMean": reduction { $0.reduce(0, +) / Double($0.count) },
        "ReduceL2": reduction { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() },
        "ReduceProd": reduction { $0.reduce(1, *) },
        "ReduceSum": reduction { $0.reduce(0, +) },
    ]

    /// The standardization of weights (Qiao et al., 2019), which PyTorch's models borrow a batch normalization for.
    private static let standardization: Folding = { reader, inputs in
        guard inputs.count == 5, inputs[0].sizes.count >= 2 else { return nil }
        let data = inputs[0]
        let others = Set(data.sizes.indices).subtracting([1])
        let line = [1, data.sizes[1]] + data.sizes.dropFirst(2).map { _ in 1 }
        let parameters = inputs.dropFirst().compactMap { $0.reshaped(line) }
        guard parameters.count == 4 else { return nil }
        var (mean, variance) = (parameters[2], parameters[3])
        if reader.isInTraining {
            let found = data.reduced(others, keeping: true) { $0.reduce(0, +) / Double($0.count) }
            guard let found, let squares = data.combined(with: found, { ($0 - $1) * ($0 - $1) }),
                let spread = squares.reduced(others, keeping: true, { $0.reduce(0, +) / Double($0.count) })
            else { return nil }
            (mean, variance) = (found, spread)
        }
        let epsilon = Double(reader.float("epsilon", default: 1e-5))
        let scale = variance.mapped { 1 / ($0 + epsilon).squareRoot() }.combined(with: parameters[0], *)
        return scale.flatMap { data.combined(with: mean, -)?.combined(with: $0, *)?.combined(with: parameters[1], +) }
    }

    private static func reduction(_ body: @escaping @Sendable (ArraySlice<Double>) -> Double) -> Folding {
        { reader, inputs in
            guard let data = inputs.first else { return nil }
            let given = axes(reader, inputs) ?? Array(data.sizes.indices)
            let places = Set(given.compactMap { data.axis($0) })
            guard places.count == Set(given).count else { return nil }
            return data.reduced(places, keeping: reader.integer("keepdims", default: 1) != 0, body)
        }
    }
}

extension ONNXOperator {
    static let constants: [String: Reading] = [
        "Constant": constant,
        "ConstantOfShape": { reader, graph in
            let sizes = try graph.requiredConstant(0, of: reader).numbers(for: reader).integers
            guard ONNXNumbers.count(sizes, limit: 1 << 31) != nil, sizes.count <= 16 else {
                throw reader.error("it makes a constant of \(sizes.prefix(8))")
            }
            let value = try reader.tensor("value")?.numbers(for: reader).values.first ?? 0
            try graph.define(.filled(sizes: sizes, value: value), of: reader)
        },
    ]

    private static let constant: Reading = { reader, graph in
        if let tensor = reader.tensor("value") { return try graph.define(.stored(tensor), of: reader) }
        let numbers: ONNXNumbers
        if reader.has("value_float") {
            numbers = ONNXNumbers(sizes: [], values: [Double(reader.float("value_float", default: 0))])
        } else if reader.has("value_int") {
            numbers = ONNXNumbers(sizes: [], values: [Double(reader.integer("value_int", default: 0))], isWhole: true)
        } else if let floats = reader.floats("value_floats") {
            numbers = ONNXNumbers(sizes: [floats.count], values: floats.map { Double($0) })
        } else if let integers = reader.integers("value_ints") {
            numbers = ONNXNumbers(sizes: [integers.count], values: integers.map { Double($0) }, isWhole: true)
        } else {
            throw reader.error("it holds no numbers")
        }
        try graph.define(.computed(numbers), of: reader)
    }
}
