import Tensors

/// Functions of one number.
extension ONNXOperator {
    static let activations: [String: Reading] = [
        "Clip": clip,
        "Elu": pointwise { .elu(alpha: $0.float("alpha", default: 1)) },
        "Gelu": pointwise { $0.string("approximate", default: "none") == "tanh" ? GeluTanh() as any Operator : Gelu() },
        "HardSigmoid": hardSigmoid,
        "LeakyRelu": pointwise { .leakyRelu(slope: $0.float("alpha", default: 0.01)) },
        "Log": pointwise { _ in .logarithm },
        "PRelu": parametricRelu,
        "Reciprocal": pointwise { _ in .power(-1) },
        "Relu": pointwise { _ in .relu },
        "Sqrt": pointwise { _ in .power(0.5) },
    ].merging(named, uniquingKeysWith: { $1 })

    /// The functions that say their name themselves.
    private static let named = Operators.all.reduce(into: [String: Reading]()) { readings, operation in
        guard let function = operation as? any NamedFunction.Type else { return }
        readings[function.onnxName] = pointwise { _ in function.init() }
    }

    private static func pointwise(_ operation: @escaping @Sendable (ONNXNodeReader) -> any Operator) -> Reading {
        { reader, graph in
            let operand = try graph.operand(0, of: reader)
            try graph.append(operation(reader), [operand.node], layout: operand.layout, of: reader)
        }
    }

    private static let clip: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let lower = try graph.constant(1, of: reader)?.scalar(for: reader) ?? reader.float("min", default: -.infinity)
        let upper = try graph.constant(2, of: reader)?.scalar(for: reader) ?? reader.float("max", default: .infinity)
        guard lower < upper else { throw reader.error("it clips to \(lower)…\(upper), which is empty") }
        try graph.append(
            .clip(lower: lower, upper: upper), [operand.node], layout: operand.layout, of: reader)
    }

    /// y = clip(α·x + β, 0, 1)
    private static let hardSigmoid: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let channels = graph.shape(operand.node).channels
        let line = Convolution(
            scale: [Float](repeating: reader.float("alpha", default: 0.2), count: channels),
            shift: [Float](repeating: reader.float("beta", default: 0.5), count: channels))
        let inner = try graph.append(
            Graph.Node(
                name: graph.unique(reader.name + ":line"), operation: .convolution(line), inputs: [operand.node]),
            of: reader)
        try graph.append(.clip(lower: 0, upper: 1), [inner], layout: operand.layout, of: reader)
    }

    private static let parametricRelu: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let channels = graph.shape(operand.node).channels
        let slopes = try graph.requiredConstant(1, of: reader).floats(for: reader)
        guard let indices = operand.layout.indices(intoConstant: slopes.shape.dimensions, channels: channels) else {
            throw reader.error("its slopes are \(slopes.shape); one number a channel is supported")
        }
        try graph.append(
            .parametricRelu(slopes: indices.map { slopes.values[$0] }), [operand.node], layout: operand.layout,
            of: reader)
    }
}
