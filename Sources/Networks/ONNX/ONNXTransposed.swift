import Tensors
import Wording

/// Transposed convolutions.
extension ONNXOperator {
    static let transposed: [String: Reading] = [
        "ConvTranspose": { reader, graph in
            let input = try graph.picture(0, of: reader)
            let weights = try graph.requiredConstant(1, of: reader).floats(for: reader)
            let groups = reader.integer("group", default: 1)
            let channels = graph.shape(input).channels
            guard weights.shape.rank == 4, groups >= 1, weights.shape.dimensions[0] == channels,
                channels % groups == 0, weights.shape.count > 0
            else {
                throw reader.error(
                    "its weights are \(weights.shape) in \(Phrases.count(groups, "group")), and its input has \(Phrases.count(channels, "channel"))"
                )
            }
            let outputs = weights.shape.dimensions[1].timesAtMost(groups)
            let bias =
                try graph.constant(2, of: reader)?.floats(for: reader).values ?? [Float](repeating: 0, count: outputs)
            guard bias.count == outputs else {
                throw reader.error(
                    "\(Phrases.count(bias.count, "bias", "biases")) for \(Phrases.count(outputs, "channel"))")
            }
            let transposed = try transposed(weights, bias, groups, over: graph.shape(input), reader)
            guard weights.shape.count.timesAtMost(16) <= 1 << 30,
                transposed.stride.height * transposed.stride.width <= 1 << 12
            else { throw reader.error("its strides make more channels than are supported") }
            try graph.append(transposed.operators, to: input, of: reader)
        }
    ]

    /// What the attributes say, for an input of this shape.
    private static func transposed(
        _ weights: Tensor, _ bias: [Float], _ groups: Int, over input: Shape, _ reader: ONNXNodeReader
    ) throws -> TransposedConvolution {
        let kernel = [weights.shape.height, weights.shape.width]
        guard try reader.integers("kernel_shape", count: 2, in: 1...1024, default: kernel) == kernel else {
            throw reader.error("kernel_shape is not that of its weights, \(kernel[0])×\(kernel[1])")
        }
        let strides = try reader.integers("strides", count: 2, in: 1...64, default: [1, 1])
        let dilations = try reader.integers("dilations", count: 2, in: 1...64, default: [1, 1])
        let added = try reader.integers("output_padding", count: 2, in: 0...63, default: [0, 0])
        var pads = try reader.integers("pads", count: 4, in: 0...1024, default: [0, 0, 0, 0])
        let reaches = (0...1).map { (kernel[$0] - 1) * dilations[$0] + 1 }
        let automatic = reader.string("auto_pad", default: "NOTSET")
        let sizes =
            try reader.has("output_shape")
            ? reader.integers("output_shape", count: 2, in: 1...1 << 16, default: []) : nil
        guard ["", "NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"].contains(automatic) else {
            throw reader.error("auto_pad is \(automatic); NOTSET, SAME_UPPER, SAME_LOWER and VALID are supported")
        }
        if sizes != nil || automatic.hasPrefix("SAME") {
            let sides = [input.height, input.width]
            for axis in 0...1 {
                // What is too much of each side's multiple is cut off, the same at every size.
                let wanted = sizes?[axis] ?? sides[axis] * strides[axis]
                let excess = max(0, (sides[axis] - 1) * strides[axis] + reaches[axis] + added[axis] - wanted)
                let first = automatic == "SAME_UPPER" ? excess / 2 : excess - excess / 2
                (pads[axis], pads[axis + 2]) = (first, excess - first)
            }
        } else if automatic == "VALID" {
            pads = [0, 0, 0, 0]
        }
        return TransposedConvolution(
            weights: weights, bias: bias, stride: Extent(height: strides[0], width: strides[1]),
            dilation: Extent(height: dilations[0], width: dilations[1]),
            before: Extent(height: pads[0], width: pads[1]), after: Extent(height: pads[2], width: pads[3]),
            added: Extent(height: added[0], width: added[1]), groups: groups)
    }
}

extension ONNXGraphBuilder {
    /// Appends several operators, one after the other; the last is what `reader`'s node computes.
    mutating func append(
        _ operators: [any Operator], to input: Graph.NodeID, layout: ONNXLayout? = nil, of reader: ONNXNodeReader
    ) throws {
        var last = input
        for operation in operators.dropLast() { last = try ONNXOperator.step(operation, last, reader, &self) }
        guard let operation = operators.last else { return alias(last, layout: layout, of: reader) }
        try append(operation, [last], layout: layout, of: reader)
    }
}
