import Foundation
import Tensors

/// What compares, chooses and rounds: piecewise constant and piecewise linear functions.
extension ONNXOperator {
    static let comparisons: [String: Reading] = [
        "And": logic(.multiply), "Ceil": rounding(.ceiling), "Cos": function(Cosine()),
        "Equal": { reader, graph in
            let (lead, layout) = try difference(0, 1, reader, &graph)
            let distance = try step(.absolute, lead, reader, &graph)
            let differs = try step(Step(atZero: false), distance, reader, &graph)
            try complement(differs, layout, reader, &graph)
        },
        "Floor": rounding(.floor),
        "Greater": comparison(0, 1, atZero: false), "GreaterOrEqual": comparison(0, 1, atZero: true),
        "Less": comparison(1, 0, atZero: false), "LessOrEqual": comparison(1, 0, atZero: true),
        "Max": extreme(.maximum), "Min": extreme(.minimum), "Neg": function(Negation()),
        "Not": { reader, graph in
            let operand = try graph.operand(0, of: reader)
            try complement(operand.node, operand.layout, reader, &graph)
        },
        "Or": logic(.maximum), "Round": rounding(.nearest), "Sin": function(Sine()),
        "ThresholdedRelu": { reader, graph in
            let operand = try graph.operand(0, of: reader)
            let threshold = reader.float("alpha", default: 1)
            try graph.append(
                ThresholdedRelu(threshold: threshold), [operand.node], layout: operand.layout, of: reader)
        },
        "Where": choice,
    ]

    private static func function(_ function: any ElementFunction) -> Reading {
        { reader, graph in
            let operand = try graph.operand(0, of: reader)
            try graph.append(function, [operand.node], layout: operand.layout, of: reader)
        }
    }

    private static func rounding(_ rule: Rounding.Rule) -> Reading { function(Rounding(rule)) }

    /// 1 where the first is above the second, by where their difference is above 0.
    private static func comparison(_ first: Int, _ second: Int, atZero: Bool) -> Reading {
        { reader, graph in
            let (lead, layout) = try difference(first, second, reader, &graph)
            try graph.append(Step(atZero: atZero), [lead], layout: layout, of: reader)
        }
    }

    private static func difference(
        _ first: Int, _ second: Int, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws -> (Graph.NodeID, ONNXLayout) {
        let operands = try operands([first, second], reader, &graph)
        let layout = try joined(operands, reader)
        let node = Graph.Node(
            name: graph.unique(reader.name + ":lead"), operation: .arithmetic(.subtract), inputs: operands.map(\.node))
        return (try graph.append(node, of: reader), layout)
    }

    /// 1 − x
    private static func complement(
        _ node: Graph.NodeID, _ layout: ONNXLayout, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws {
        let ones = [Float](repeating: 1, count: graph.shape(node).channels)
        let line = Convolution(scale: ones.map { -$0 }, shift: ones)
        try graph.append(.convolution(line), [node], layout: layout, of: reader)
    }

    private static func logic(_ arithmetic: Arithmetic) -> Reading {
        { reader, graph in
            let operands = try operands([0, 1], reader, &graph)
            let layout = try joined(operands, reader)
            try graph.append(.arithmetic(arithmetic), operands.map(\.node), layout: layout, of: reader)
        }
    }

    /// The largest, or the least, of any number of operands; against one number it is a clip.
    private static func extreme(_ arithmetic: Arithmetic) -> Reading {
        { reader, graph in
            let count = reader.node.input.count
            guard count > 1 else {
                let operand = try graph.operand(0, of: reader)
                return graph.alias(operand.node, layout: operand.layout, of: reader)
            }
            let constants = (0..<count).filter { graph.isConstant($0, of: reader) }
            if count == 2, let index = constants.first,
                let numbers = try graph.constant(index, of: reader)?.numbers(for: reader), numbers.values.count == 1
            {
                let (operand, bound) = (try graph.operand(1 - index, of: reader), Float(numbers.values[0]))
                let missing = numbers.sizes.count - operand.layout.dimensions.count
                let layout = missing > 0 ? operand.layout.unsqueezed(Set(0..<missing)) : operand.layout
                let clip =
                    arithmetic == .maximum
                    ? Clip(lower: bound, upper: .infinity) : Clip(lower: -.infinity, upper: bound)
                return try graph.append(clip, [operand.node], layout: layout, of: reader)
            }
            let operands = try operands(Array(0..<count), reader, &graph)
            var result = operands[0]
            for (index, other) in operands.enumerated().dropFirst() {
                let layout = try joined([result, other], reader)
                let nodes = [result.node, other.node]
                if index == count - 1 {
                    return try graph.append(.arithmetic(arithmetic), nodes, layout: layout, of: reader)
                }
                let node = Graph.Node(
                    name: graph.unique("\(reader.name):\(index)"), operation: .arithmetic(arithmetic), inputs: nodes)
                result = ONNXOperand(node: try graph.append(node, of: reader), layout: layout)
            }
        }
    }

    private static let choice: Reading = { reader, graph in
        if graph.isConstant(0, of: reader),
            let numbers = try graph.constant(0, of: reader)?.numbers(for: reader), let first = numbers.values.first,
            numbers.values.allSatisfy({ ($0 != 0) == (first != 0) })
        {
            let chosen = try graph.operand(first != 0 ? 1 : 2, of: reader)
            let missing = numbers.sizes.count - chosen.layout.dimensions.count
            let layout = missing > 0 ? chosen.layout.unsqueezed(Set(0..<missing)) : chosen.layout
            return graph.alias(chosen.node, layout: layout, of: reader)
        }
        let operands = try operands([0, 1, 2], reader, &graph)
        try graph.append(
            Choice(), operands.map(\.node), layout: try joined(operands, reader), of: reader)
    }

    // MARK: - Operands of which some are constant

    /// Those at `indices`; a constant that is one number, or one a channel, is spread over the first that is none.
    private static func operands(
        _ indices: [Int], _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws -> [ONNXOperand] {
        guard let moving = indices.first(where: { !graph.isConstant($0, of: reader) }) else {
            throw reader.error("its inputs are all constant")
        }
        let model = try graph.operand(moving, of: reader)
        return try indices.map { index in
            guard graph.isConstant(index, of: reader) else { return try graph.operand(index, of: reader) }
            return try spread(try graph.requiredConstant(index, of: reader), over: model, reader, &graph)
        }
    }

    /// A constant as an activation like another.
    private static func spread(
        _ constant: ONNXConstant, over operand: ONNXOperand, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws -> ONNXOperand {
        let channels = graph.shape(operand.node).channels
        var constant = try constant.floatsOrOne(for: reader)
        // The same number everywhere is one number, whatever it is spread over.
        if let first = constant.values.first, constant.values.allSatisfy({ $0 == first }) {
            let sizes = [Int](repeating: 1, count: constant.shape.rank)
            constant = Tensor(shape: Shape(sizes), values: [first])
        }
        guard let indices = operand.layout.indices(intoConstant: constant.shape.dimensions, channels: channels) else {
            throw reader.error(
                "its constant is \(constant.shape), and its input \(operand.layout.sizes); one number, or one a channel, is "
                    + "supported")
        }
        let line = Convolution(
            scale: [Float](repeating: 0, count: channels), shift: indices.map { constant.values[$0] })
        let missing = constant.shape.rank - operand.layout.dimensions.count
        return ONNXOperand(
            node: try step(.convolution(line), operand.node, reader, &graph),
            layout: missing > 0 ? operand.layout.unsqueezed(Set(0..<missing)) : operand.layout)
    }

    private static func joined(_ operands: [ONNXOperand], _ reader: ONNXNodeReader) throws -> ONNXLayout {
        let first: ONNXLayout? = operands.first?.layout
        guard let layout = operands.dropFirst().reduce(first, { $0?.joined($1.layout) }) else {
            let sizes = operands.map { "\($0.layout.sizes)" }.joined(separator: " and ")
            throw reader.error("its inputs are \(sizes), which do not fit")
        }
        return layout
    }
}

extension ONNXConstant {
    /// The constant as floats; as one where the file only says that it is the same everywhere.
    fileprivate func floatsOrOne(for reader: ONNXNodeReader) throws -> Tensor {
        guard case .filled(let sizes, let value) = self else { return try floats(for: reader) }
        return Tensor(shape: Shape(sizes.map { _ in 1 }), values: [Float(value)])
    }
}

extension ONNXFolding {
    /// What models compare and choose of constants: parts of the shapes that they reshape to.
    static let comparisons: [String: Folding] = [
        "And": pair { $0 != 0 && $1 != 0 ? 1 : 0 }, "Cos": single { Foundation.cos($0) },
        "GreaterOrEqual": pair { $0 >= $1 ? 1 : 0 }, "LessOrEqual": pair { $0 <= $1 ? 1 : 0 },
        "Log": single { Foundation.log($0) },
        "Mod": { reader, inputs in
            let takesSignOfDividend = reader.integer("fmod", default: 0) != 0
            return try pair { a, b in
                guard b != 0 else { return 0 }
                let rest = a.truncatingRemainder(dividingBy: b)
                return takesSignOfDividend || rest == 0 || (rest < 0) == (b < 0) ? rest : rest + b
            }(reader, inputs)
        },
        "Not": single { $0 == 0 ? 1 : 0 }, "Or": pair { $0 != 0 || $1 != 0 ? 1 : 0 },
        "ReduceMin": { reader, inputs in
            guard let data = inputs.first else { return nil }
            let given =
                reader.integers("axes")
                ?? (inputs.count > 1 && !inputs[1].values.isEmpty ? inputs[1].integers : Array(data.sizes.indices))
            let places = Set(given.compactMap { data.axis($0) })
            return data.reduced(places, keeping: reader.integer("keepdims", default: 1) != 0) { $0.min() ?? 0 }
        },
        "Round": single { $0.rounded(.toNearestOrEven) }, "Sigmoid": single { 1 / (1 + Foundation.exp(-$0)) },
        "Sign": single { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }, "Sin": single { Foundation.sin($0) },
        "Tanh": single { Foundation.tanh($0) },
        "Tile": { _, inputs in
            guard inputs.count == 2, inputs[1].values.count == inputs[0].sizes.count else { return nil }
            return inputs[1].integers.enumerated().reduce(inputs[0]) { tiled, copies in
                guard let tiled, (1...ONNXNumbers.limit).contains(copies.element),
                    ONNXNumbers.count([tiled.values.count, copies.element]) != nil
                else { return nil }
                return ONNXNumbers.joined(Array(repeating: tiled, count: copies.element), at: copies.offset)
            }
        },
    ]

    private static func single(_ body: @escaping @Sendable (Double) -> Double) -> Folding {
        { _, inputs in inputs.first?.mapped(body) }
    }

    private static func pair(_ body: @escaping @Sendable (Double, Double) -> Double) -> Folding {
        { _, inputs in inputs.count == 2 ? inputs[0].combined(with: inputs[1], body) : nil }
    }
}
