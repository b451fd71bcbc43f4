import Foundation

/// Constants, and what models compute of constants alone: mostly the shapes that they reshape to.
enum ONNXFolding {
    typealias Folding = @Sendable (ONNXNodeReader, [ONNXNumbers?]) throws -> ONNXNumbers

    /// The operators that are computed while reading, when all that they read is constant.
    static let byName: [String: Folding] = [
        "Add": elementwise(+), "Cast": { reader, inputs in try first(reader, inputs) }, "Concat": concatenation,
        "Div": elementwise { $0 == $0.rounded() && $1 == $1.rounded() && $1 != 0 ? ($0 / $1).rounded(.down) : $0 / $1 },
        "Floor": { reader, inputs in
            let input = try first(reader, inputs)
            return ONNXNumbers(sizes: input.sizes, values: input.values.map { $0.rounded(.down) })
        },
        "Gather": gather, "Identity": { reader, inputs in try first(reader, inputs) }, "Mul": elementwise(*),
        "Reshape": reshape, "Slice": slice, "Squeeze": list, "Sub": elementwise(-), "Unsqueeze": list,
    ]

    private static func first(_ reader: ONNXNodeReader, _ inputs: [ONNXNumbers?]) throws -> ONNXNumbers {
        guard let input = inputs.first ?? nil else { throw reader.error("its input 0 is missing") }
        return input
    }

    private static func elementwise(_ body: @escaping @Sendable (Double, Double) -> Double) -> Folding {
        { reader, inputs in
            let a = try first(reader, inputs)
            guard inputs.count == 2, let b = inputs[1],
                a.values.count == b.values.count || a.values.count == 1 || b.values.count == 1,
                !a.values.isEmpty, !b.values.isEmpty
            else { throw reader.error("its constants do not fit each other") }
            let count = max(a.values.count, b.values.count)
            let values = (0..<count).map { body(a.values[$0 % a.values.count], b.values[$0 % b.values.count]) }
            return ONNXNumbers(sizes: a.values.count == count ? a.sizes : b.sizes, values: values)
        }
    }

    private static let concatenation: Folding = { reader, inputs in
        let lists = inputs.compactMap { $0 }
        guard lists.allSatisfy({ $0.sizes.count == 1 }) else {
            throw reader.error("constants of one dimension can be joined")
        }
        let values = lists.flatMap(\.values)
        return ONNXNumbers(sizes: [values.count], values: values)
    }

    private static let gather: Folding = { reader, inputs in
        let data = try first(reader, inputs)
        guard data.sizes.count == 1, inputs.count == 2, let indices = inputs[1] else {
            throw reader.error("numbers can be taken from constants of one dimension")
        }
        let places = indices.integers.map { $0 < 0 ? $0 + data.values.count : $0 }
        guard places.allSatisfy(data.values.indices.contains) else {
            throw reader.error("it takes the numbers \(places.prefix(8)) of \(data.values.count)")
        }
        return ONNXNumbers(sizes: indices.sizes, values: places.map { data.values[$0] })
    }

    private static let slice: Folding = { reader, inputs in
        let data = try first(reader, inputs)
        let start = inputs.count > 1 ? inputs[1]?.integers : reader.integers("starts")
        let end = inputs.count > 2 ? inputs[2]?.integers : reader.integers("ends")
        let step = (inputs.count > 4 ? inputs[4]?.integers.first : nil) ?? 1
        guard data.sizes.count == 1, let start = start?.first, let end = end?.first, step > 0 else {
            throw reader.error("constants of one dimension can be cut")
        }
        let count = data.values.count
        let bound = { (place: Int) in min(max(place < 0 ? place + count : place, 0), count) }
        let values = stride(from: bound(start), to: max(bound(start), bound(end)), by: step).map { data.values[$0] }
        return ONNXNumbers(sizes: [values.count], values: values)
    }

    private static let reshape: Folding = { reader, inputs in
        let data = try first(reader, inputs)
        guard inputs.count == 2, let target = inputs[1]?.integers else { throw reader.error("its shape is missing") }
        let known = target.reduce(1) { $1 > 0 ? $0.multipliedReportingOverflow(by: $1).partialValue : $0 }
        let sizes = target.map { $0 > 0 ? $0 : data.values.count / max(known, 1) }
        guard sizes.reduce(1, { $0.multipliedReportingOverflow(by: $1).partialValue }) == data.values.count else {
            throw reader.error("it makes \(target.prefix(8)) of \(data.values.count) numbers")
        }
        return ONNXNumbers(sizes: sizes, values: data.values)
    }

    /// Squeeze and Unsqueeze between a number and a list of one.
    private static let list: Folding = { reader, inputs in
        let data = try first(reader, inputs)
        let isNumber = reader.node.opType == "Squeeze" && data.values.count == 1
        return ONNXNumbers(sizes: isNumber ? [] : [data.values.count], values: data.values)
    }
}

extension ONNXOperator {
    static let constants: [String: Reading] = [
        "Constant": constant,
        "ConstantOfShape": { reader, graph in
            let sizes = try graph.requiredConstant(0, of: reader).numbers(for: reader).integers
            let count = sizes.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
            guard sizes.allSatisfy({ $0 >= 0 }), (0...1 << 16).contains(count) else {
                throw reader.error("it makes a constant of \(sizes.prefix(8))")
            }
            let value = try reader.tensor("value")?.numbers(for: reader).values.first ?? 0
            let numbers = ONNXNumbers(sizes: sizes, values: [Double](repeating: value, count: count))
            graph.define(ONNX_Tensor(numbers, name: reader.node.output[0]), of: reader)
        },
    ]

    private static let constant: Reading = { reader, graph in
        if var tensor = reader.tensor("value") {
            tensor.name = reader.node.output[0]
            return graph.define(tensor, of: reader)
        }
        let numbers: ONNXNumbers
        if reader.has("value_float") {
            numbers = ONNXNumbers(sizes: [], values: [Double(reader.float("value_float", default: 0))])
        } else if reader.has("value_int") {
            numbers = ONNXNumbers(sizes: [], values: [Double(reader.integer("value_int", default: 0))])
        } else if let floats = reader.floats("value_floats") {
            numbers = ONNXNumbers(sizes: [floats.count], values: floats.map { Double($0) })
        } else if let integers = reader.integers("value_ints") {
            numbers = ONNXNumbers(sizes: [integers.count], values: integers.map { Double($0) })
        } else {
            throw reader.error("it holds no numbers")
        }
        graph.define(ONNX_Tensor(numbers, name: reader.node.output[0]), of: reader)
    }
}
