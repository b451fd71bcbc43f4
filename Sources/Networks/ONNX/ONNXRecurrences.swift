import Tensors
import Wording

extension ONNXOperator {
    /// Layers that go through sequences.
    static let recurrences: [String: Reading] = ["LSTM": longShortTermMemory]

    /// `[steps, sequences, inputs]` → `[steps, directions, sequences, hidden]`: the steps are brought into the rows, the sequences into the
    /// columns.
    private static let longShortTermMemory: Reading = { reader, graph in
        let operand = try graph.activation(0, of: reader)
        let weights = try graph.requiredConstant(1, of: reader).floats(for: reader)
        let recurrent = try graph.requiredConstant(2, of: reader).floats(for: reader)
        let (sizes, square) = (weights.shape.dimensions, recurrent.shape.dimensions)
        let direction = reader.string("direction", default: "forward")
        let directions = ["forward": [false], "reverse": [true], "bidirectional": [false, true]][direction] ?? []
        guard operand.layout.dimensions.count == 3, sizes.count == 3, square.count == 3, sizes[0] == directions.count,
            sizes[1] == 4 * square[2], square[..<2] == sizes[..<2], sizes[2] == operand.layout.sizes[2]
        else {
            throw reader.error(
                "its weights are \(weights.shape) and \(recurrent.shape), its direction '\(direction)', and its input \(operand.layout.inWords)"
            )
        }
        let isPlain =
            !graph.has(4, of: reader) && !graph.has(7, of: reader) && reader.integer("layout", default: 0) == 0
            && reader.integer("input_forget", default: 0) == 0 && reader.float("clip", default: 0) == 0
            && !reader.node.attribute.contains { $0.name == "activations" }
        let begins = try [5, 6].compactMap { try graph.constant($0, of: reader)?.floats(for: reader) }
        graph.sizeIsFollowed()
        guard isPlain, begins.allSatisfy({ $0.values.allSatisfy { $0 == 0 } }) else {
            throw reader.error(
                "sequences of one length that begin with zeros are supported, with the functions that are usual, unsaid, and without peepholes"
            )
        }
        guard !(1..<max(1, reader.node.output.count)).contains(where: { graph.isRead(output: $0, of: reader) }) else {
            throw reader.error("its last states are read, and only what it says at each step is supported")
        }
        let (outputs, inputs, hidden) = (sizes[0] * sizes[1], sizes[2], square[2])
        let biases = try graph.constant(3, of: reader)?.floats(for: reader).values
        guard biases?.count ?? 2 * outputs == 2 * outputs else {
            throw reader.error(
                "\(Phrases.count(biases?.count ?? 0, "bias", "biases")) for \(Phrases.count(outputs, "gate"))")
        }
        // Of each direction those of the input, and then those of what is remembered.
        let bias = (0..<outputs).map { gate in
            let (direction, place) = gate.quotientAndRemainder(dividingBy: sizes[1])
            return biases.map { $0[direction * 2 * sizes[1] + place] + $0[(2 * direction + 1) * sizes[1] + place] } ?? 0
        }
        let pieces = try graph.pieces(operand)
        let numbers = pieces.numbered()
        let brought = try graph.arranging(
            operand.node, pieces, numbers,
            to: Arrangement(channels: numbers[2], rows: numbers[0], columns: numbers[1]), reader)
        let gates = try step(
            .convolution(
                Convolution(
                    weights: Tensor(shape: Shape([outputs, inputs, 1, 1]), values: weights.values), bias: bias,
                    window: Window(kernel: Extent(1)))),
            brought.node, reader, &graph)
        let sides = brought.layout.dimensions
        let all: [ONNXLayout.Atom] =
            directions.count > 1 ? [ONNXLayout.Atom(kind: .channels(stride: hidden), size: directions.count)] : []
        let own: [ONNXLayout.Atom] = hidden > 1 ? [ONNXLayout.Atom(kind: .channels(stride: 1), size: hidden)] : []
        try graph.append(
            LongShortTermMemory(recurrent: recurrent, isReversed: directions), [gates],
            layout: ONNXLayout(dimensions: [sides[0], all, sides[1], own]), of: reader)
    }
}
