import Tensors
import Wording

/// Means over neighbouring channels, and what is divided by them: PyTorch's local response normalization, which its exporters write as
/// a mean pool in three dimensions of a picture whose channels are the depth.
///
///     x / (k + α·AveragePool(Pad(x²)))^β
extension ONNXOperator {
    static let responses: [String: Reading] = [
        "LogSoftmax": { reader, graph in
            let operand = try graph.operand(0, of: reader)
            let channels = graph.shape(operand.node).channels
            // Before version 13 it went over everything from its axis on.
            let given = reader.integer("axis", default: graph.opset < 13 ? 1 : -1)
            guard let axis = operand.layout.axis(given), operand.layout.isChannels(axis, count: channels),
                graph.opset >= 13 || operand.layout.dimensions[(axis + 1)...].allSatisfy(\.isEmpty)
            else {
                throw reader.error("it goes over axis \(given) of \(operand.layout.sizes); the channels are supported")
            }
            try graph.append(LogSoftmax(), [operand.node], layout: operand.layout, of: reader)
        }
    ]
}

extension ONNXGraphBuilder {
    /// Takes margins of zeros around the channels into the mean that alone reads them, or lays them; false where it is something else.
    mutating func padsChannels(
        _ pads: [Int], _ value: Float, _ operand: ONNXOperand, _ reader: ONNXNodeReader
    ) throws -> Bool {
        let (rank, channels) = (operand.layout.dimensions.count, shape(operand.node).channels)
        let padded = pads.count == 2 * rank ? (0..<rank).filter { pads[$0] != 0 || pads[$0 + rank] != 0 } : []
        guard padded.count == 1, let axis = padded.first, operand.layout.isChannels(axis, count: channels),
            case let (before, after) = (pads[axis], pads[axis + rank]),
            [before, after].allSatisfy({ (0...4096).contains($0) }), channels > 1
        else { return false }
        let count = channels + before + after
        var weights = [Float](repeating: 0, count: count * channels)
        for channel in 0..<channels { weights[(channel + before) * channels + channel] = 1 }
        let around = (0..<count).map { (before..<before + channels).contains($0) ? 0 : value }
        let wider = Convolution(
            weights: Tensor(shape: Shape([count, channels, 1, 1]), values: weights), bias: around,
            window: Window(kernel: Extent(1)))
        try append(
            .convolution(wider), [operand.node], layout: operand.layout.replacingChannels(axis, count: count),
            of: reader)
        return true
    }

    /// Reads a mean pool in three dimensions whose windows lie in the channels alone; false where it is another.
    mutating func averagesChannels(_ reader: ONNXNodeReader) throws -> Bool {
        let operand = try operand(0, of: reader)
        let channels = shape(operand.node).channels
        guard let kernel = reader.integers("kernel_shape"), kernel.count == 3, kernel.dropFirst() == [1, 1],
            operand.layout.dimensions.count == 5, operand.layout.isChannels(2, count: channels)
        else { return false }
        let pads = reader.integers("pads") ?? [0, 0, 0, 0, 0, 0]
        let (size, before, after) = (kernel[0], pads.first ?? 0, pads.count == 6 ? pads[3] : 0)
        let outputs = channels + before + after - size + 1
        let counts = reader.integer("count_include_pad", default: 0) != 0 || before + after == 0
        guard (reader.integers("strides") ?? [1, 1, 1]) == [1, 1, 1], (1...1024).contains(size), outputs > 0, counts,
            pads.enumerated().allSatisfy({ [0, 3].contains($0.offset) || $0.element == 0 })
        else { throw reader.error("its windows of \(kernel) are not of neighbouring channels alone") }
        var weights = [Float](repeating: 0, count: outputs * channels)
        for output in 0..<outputs {
            for input in output - before..<output - before + size where (0..<channels).contains(input) {
                weights[output * channels + input] = 1 / Float(size)
            }
        }
        let mean = Convolution(
            weights: Tensor(shape: Shape([outputs, channels, 1, 1]), values: weights),
            bias: [Float](repeating: 0, count: outputs), window: Window(kernel: Extent(1)))
        try append(
            .convolution(mean), [operand.node], layout: operand.layout.replacingChannels(2, count: outputs), of: reader)
        return true
    }
}
