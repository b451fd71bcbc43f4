import Tensors

/// Networks of whole numbers are computed in floats, with the weights as they were quantized: what is rounded on the way is not, since
/// nothing could be learnt of it, and what would not fit a byte is cut off as it is there.
///
/// A tensor of bytes stands for the numbers that it means. So `QuantizeLinear` cuts off, `DequantizeLinear` changes nothing, and an
/// operator of bytes (`QLinearConv`) is that of floats between the two.
extension ONNXExpansion {
    static let quantized: [String: Body] = [
        "ConvInteger": { whole in
            let inputs = [whole.node.input[0], whole.centred(1, zero: 3)]
            whole.add("Conv", inputs, whole.node.attribute, output: 0)
        },
        "DynamicQuantizeLinear": { whole in
            whole.add("Identity", [whole.node.input[0]], output: 0)
            guard whole.node.output.count == 3 else { return }
            // What it is scaled by has been taken into it.
            whole.add("Constant", [], [ONNX_Attribute("value_float", Float(1))], output: 1)
            whole.add("Constant", [], [ONNX_Attribute("value_float", Float(0))], output: 2)
        },
        "MatMulInteger": { whole in
            whole.add("MatMul", [whole.node.input[0], whole.centred(1, zero: 3)], output: 0)
        },
        "QLinearConv": { whole in
            let inputs = whole.node.input
            guard inputs.count >= 8 else { return }
            let weights = whole.add("DequantizeLinear", Array(inputs[3...5]), [ONNX_Attribute("axis", 0)])
            var operands = [inputs[0], weights]
            if let bias = whole.input(8) {
                operands.append(whole.add("Mul", [bias, whole.add("Mul", [inputs[1], inputs[4]])]))
            }
            let made = whole.add("Conv", operands, whole.node.attribute)
            whole.add("QuantizeLinear", [made, inputs[6], inputs[7]], output: 0)
        },
        "QLinearMatMul": { whole in
            let inputs = whole.node.input
            guard inputs.count == 8 else { return }
            let weights = whole.add("DequantizeLinear", Array(inputs[3...5]), [ONNX_Attribute("axis", -1)])
            whole.add("QuantizeLinear", [whole.add("MatMul", [inputs[0], weights]), inputs[6], inputs[7]], output: 0)
        },
    ]

    /// Weights of whole numbers, less what stands for zero.
    private mutating func centred(_ index: Int, zero: Int) -> String {
        guard let point = input(zero) else { return node.input[index] }
        return add("Sub", [node.input[index], point])
    }

    /// Two operands of bytes, element by element.
    mutating func combine(_ type: String) {
        guard node.input.count >= 7 else { return }
        // A constant operand is stored as bytes.
        let parts = [0, 3].map { add("DequantizeLinear", Array(node.input[$0...$0 + 2])) }
        add("QuantizeLinear", [add(type, parts), node.input[6]] + [input(7)].compactMap(\.self), output: 0)
    }

    /// One operand of bytes; the scale of what comes out stands at `scale`.
    mutating func pass(_ type: String, scale: Int) {
        guard node.input.count > scale else { return }
        let made = add(type, [node.input[0]], node.attribute)
        add("QuantizeLinear", [made, node.input[scale]] + [input(scale + 1)].compactMap(\.self), output: 0)
    }
}

extension ONNXOperator {
    static let quantization: [String: Reading] = [
        "DequantizeLinear": dequantize, "QuantizeLinear": quantize,
    ]

    private static let quantize: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        guard let scale = try graph.constant(1, of: reader)?.numbers(for: reader).values, scale.count == 1 else {
            throw reader.error("it has a scale for each channel; one for all is supported")
        }
        let zero = try graph.constant(2, of: reader)
        let limits = try bounds(of: zero, reader)
        let point = try zero?.scalar(for: reader) ?? 0
        let bounds = [limits.lowerBound, limits.upperBound].map { ($0 - point) * Float(scale[0]) }
        guard bounds[0] < bounds[1] else { throw reader.error("its scale is \(scale[0])") }
        try graph.append(
            Clip(lower: bounds[0], upper: bounds[1], passes: .inside), [operand.node], layout: operand.layout,
            of: reader)
    }

    /// The whole numbers of a type.
    private static func bounds(of zero: ONNXConstant?, _ reader: ONNXNodeReader) throws -> ClosedRange<Float> {
        var type = Int32(reader.integer("output_dtype", default: 2))
        if case .stored(let tensor)? = zero { type = tensor.dataType }
        switch type {
        case 0, 2: return 0...255
        case 3: return -128...127
        case 4: return 0...65535
        case 5: return -32768...32767
        case 21: return 0...15
        case 22: return -8...7
        default:
            throw reader.error("it makes numbers of the type \(type); whole numbers of 4, 8 and 16 bits are supported")
        }
    }

    /// Of what was quantized on the way, nothing; of a picture that comes in as bytes, what those mean.
    private static let dequantize: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        guard operand.node == 0 else { return graph.alias(operand.node, layout: operand.layout, of: reader) }
        let scale = try graph.requiredConstant(1, of: reader).scalar(for: reader)
        let point = try graph.constant(2, of: reader)?.scalar(for: reader) ?? 0
        let channels = graph.shape(0).channels
        let line = Convolution(
            scale: [Float](repeating: scale, count: channels),
            shift: [Float](repeating: -scale * point, count: channels))
        try graph.append(.convolution(line), [0], layout: operand.layout, of: reader)
    }
}

extension ONNXFolding {
    /// What constants of whole numbers mean.
    static let quantization: [String: Folding] = [
        "DequantizeLinear": { reader, inputs in
            guard inputs.count >= 2 else { return nil }
            var data = inputs[0]
            data.isWhole = false
            guard let scale = spread(inputs[1], over: data, reader) else { return nil }
            guard inputs.count > 2, !inputs[2].values.isEmpty else { return data.combined(with: scale, *) }
            guard let zero = spread(inputs[2], over: data, reader) else { return nil }
            return data.combined(with: zero, -)?.combined(with: scale, *)
        },
        "QuantizeLinear": { reader, inputs in
            guard inputs.count >= 2, let scale = spread(inputs[1], over: inputs[0], reader) else { return nil }
            let rounded = inputs[0].combined(with: scale) { ($0 / $1).rounded(.toNearestOrEven) }
            guard inputs.count > 2, !inputs[2].values.isEmpty else { return rounded }
            guard let zero = spread(inputs[2], over: inputs[0], reader) else { return nil }
            return rounded?.combined(with: zero, +)
        },
    ]

    /// One number for all, or one for each place of an axis.
    private static func spread(_ numbers: ONNXNumbers, over data: ONNXNumbers, _ reader: ONNXNodeReader) -> ONNXNumbers?
    {
        guard numbers.values.count > 1 else { return numbers.reshaped([]) }
        guard reader.integer("block_size", default: 0) == 0,
            let axis = data.axis(reader.integer("axis", default: 1)), data.sizes[axis] == numbers.values.count
        else { return nil }
        return numbers.reshaped(data.sizes.indices.map { $0 == axis ? numbers.values.count : 1 })
    }
}
