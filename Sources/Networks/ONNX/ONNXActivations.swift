import Tensors

/// Functions of one number.
extension ONNXOperator {
    static let activations: [String: Reading] = [
        "Abs": pointwise { _ in .activation(.absolute) },
        "Clip": clip,
        "Elu": pointwise { .activation(.elu(alpha: $0.float("alpha", default: 1))) },
        "Erf": pointwise { _ in .activation(.erf) },
        "Exp": pointwise { _ in .activation(.exponential) },
        "Gelu": pointwise {
            .activation($0.string("approximate", default: "none") == "tanh" ? .geluTanh : .gelu)
        },
        "HardSigmoid": hardSigmoid,
        "HardSwish": pointwise { _ in .activation(.hardSwish) },
        "LeakyRelu": pointwise { .activation(.leakyRelu(slope: $0.float("alpha", default: 0.01))) },
        "Log": pointwise { _ in .activation(.logarithm) },
        "PRelu": parametricRelu,
        "Reciprocal": pointwise { _ in .activation(.power(-1)) },
        "Relu": pointwise { _ in .relu },
        "Sigmoid": pointwise { _ in .activation(.sigmoid) },
        "Softplus": pointwise { _ in .activation(.softplus) },
        "Sqrt": pointwise { _ in .activation(.power(0.5)) },
        "Tanh": pointwise { _ in .activation(.tanh) },
    ]

    private static func pointwise(_ operation: @escaping @Sendable (ONNXNodeReader) -> Operation) -> Reading {
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
        let operation = lower == 0 && upper == .infinity ? Operation.relu : .clip(lower: lower, upper: upper)
        try graph.append(operation, [operand.node], layout: operand.layout, of: reader)
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
