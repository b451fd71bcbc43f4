import Tensors
import Wording

/// What queries and keys agree, as a model computes it on its way to attention: nothing of the graph until values are weighted by it.
///
///     MatMul(q, kᵀ) → Mul(scale) → Add(bias) → Softmax → MatMul(·, v)    is one operator
struct ONNXScores {
    /// The tensors that were multiplied: […, queries, channels] and […, channels, keys].
    let queries: ONNXOperand
    let keys: ONNXOperand
    /// The shape of the tensor: […, queries, keys]. What comes before the last two may be split and joined on the way.
    var sizes: [Int]
    var scale: Float = 1
    /// `sizes` where it was added, and what.
    var biases: [Tensor] = []
    /// Whether each query's numbers sum to 1.
    var isWeights = false
}

extension ONNXOperator {
    /// What may be done with the agreement of queries and keys; whether it was done.
    static let ofScores:
        [String: @Sendable (ONNXNodeReader, ONNXScores, inout ONNXGraphBuilder) throws -> ONNXScores?] = [
            "Add": { reader, scores, graph in
                guard !scores.isWeights, let bias = try graph.otherConstant(reader) else { return nil }
                guard let spread = bias.spread(to: scores.sizes) else { return nil }
                var result = scores
                result.biases.append(spread)
                return result
            },
            "Cast": { _, scores, _ in scores },
            "Div": { reader, scores, graph in
                guard !graph.isConstant(0, of: reader), let number = try graph.otherConstant(reader)?.only else {
                    return nil
                }
                return scores.scaled(by: 1 / number)
            },
            "Dropout": { _, scores, _ in scores },
            "Identity": { _, scores, _ in scores },
            "Mul": { reader, scores, graph in
                try graph.otherConstant(reader)?.only.flatMap { scores.scaled(by: $0) }
            },
            "Reshape": { reader, scores, graph in
                let target = try graph.requiredConstant(1, of: reader).numbers(for: reader).integers
                graph.sizeIsFollowed()
                return scores.reshaped(graph.withoutBatch(target))
            },
            "Softmax": { reader, scores, graph in
                let axis = reader.integer("axis", default: graph.opset < 13 ? 1 : -1)
                guard axis == -1 || axis == scores.sizes.count - 1, !scores.isWeights else { return nil }
                var result = scores
                result.isWeights = true
                return result
            },
        ]

    /// y = x·W, over the last dimension, or the product of two activations.
    static let product: Reading = { reader, graph in
        if graph.isConstant(1, of: reader) { return try matMul(reader, &graph) }
        if let weights = graph.scores(0, of: reader), weights.isWeights {
            let values = try graph.operand(1, of: reader)
            return try graph.attend(weights, to: values, reader)
        }
        let operands = try [graph.operand(0, of: reader), graph.operand(1, of: reader)]
        let sizes = operands.map(\.layout.sizes)
        guard sizes[0].count >= 2, sizes[1].count == sizes[0].count, sizes[0].last == sizes[1][sizes[1].count - 2],
            let batch = ONNXNumbers.broadcast(sizes[0].dropLast(2), sizes[1].dropLast(2))
        else { throw reader.error("its inputs are \(sizes[0]) and \(sizes[1]), which do not fit") }
        let shape = batch + [sizes[0][sizes[0].count - 2], sizes[1][sizes[1].count - 1]]
        graph.define(ONNXScores(queries: operands[0], keys: operands[1], sizes: shape), of: reader)
    }
}

extension ONNXScores {
    fileprivate func scaled(by factor: Float) -> ONNXScores? {
        guard !isWeights, factor.isFinite else { return nil }
        var result = self
        result.scale *= factor
        for index in result.biases.indices { result.biases[index].scale(by: factor) }
        return result
    }

    /// Under other sizes, where the last two stay.
    fileprivate func reshaped(_ target: [Int]) -> ONNXScores? {
        var target = target
        for axis in target.indices where target[axis] == 0 && axis < sizes.count { target[axis] = sizes[axis] }
        if let open = target.firstIndex(of: -1), let known = ONNXNumbers.count(target.filter { $0 != -1 }), known > 0 {
            target[open] = sizes.reduce(1, *) / known
        }
        guard target.count >= 2, target.suffix(2) == sizes.suffix(2), target.reduce(1, *) == sizes.reduce(1, *) else {
            return nil
        }
        var result = self
        result.sizes = target
        return result
    }
}

extension Tensor {
    /// The only number; nil where there are more.
    fileprivate var only: Float? { values.count == 1 ? values[0] : nil }

    /// Broadcast to `sizes`, the dimensions that it is the same along staying 1 but for the last two; nil when it does not fit.
    fileprivate func spread(to sizes: [Int]) -> Tensor? {
        let own = shape.dimensions.drop { $0 == 1 }
        guard own.count <= sizes.count else { return nil }
        let numbers = ONNXNumbers(sizes: Array(own), values: values.map { Double($0) })
        let padded = [Int](repeating: 1, count: sizes.count - own.count) + own
        let target = Array(padded.dropLast(2) + sizes.suffix(2))
        guard ONNXNumbers.broadcast(padded, sizes) == sizes, let spread = numbers.expanded(to: target) else {
            return nil
        }
        return Tensor(shape: Shape(target), values: spread.values.map { Float($0) })
    }
}

// MARK: - From agreement to attention

extension ONNXGraphBuilder {
    /// Appends the attention that weights give to values.
    mutating func attend(_ weights: ONNXScores, to values: ONNXOperand, _ reader: ONNXNodeReader) throws {
        let queries = try inHeads(weights.queries, turned: false, reader)
        let keys = try inHeads(weights.keys, turned: true, reader)
        let values = try inHeads(values, turned: false, reader)
        let heads = max(queries.heads, max(keys.heads, values.heads))
        let parts = try [queries, keys, values].map { try spread($0, over: heads, reader) }
        let (q, scale) = unscaled(parts[0])
        let (k, other) = unscaled(parts[1])
        let bias = try weights.biases.reduce(nil as Tensor?) { sum, bias in
            let table = try self.bias(bias, weights.sizes, heads: heads, reader)
            return sum.map { $0.combined4(with: table) } ?? table
        }
        let attention = Attention(heads: heads, scale: weights.scale * scale * other, bias: bias)
        let channels = shape(parts[2]).channels / heads
        // Heads stand where the queries or the values have them.
        let model = queries.heads == heads ? weights.queries.layout : values.operand.layout
        var dimensions = model.dimensions
        var stride = channels
        for axis in dimensions.indices.dropLast(2).reversed() {
            let size = dimensions[axis].reduce(1) { $0 * $1.size }
            dimensions[axis] = size > 1 ? [ONNXLayout.Atom(kind: .channels(stride: stride), size: size)] : []
            stride *= size
        }
        dimensions[dimensions.count - 2] = weights.queries.layout.dimensions[dimensions.count - 2]
        dimensions[dimensions.count - 1] =
            channels > 1 ? [ONNXLayout.Atom(kind: .channels(stride: 1), size: channels)] : []
        try append(.attention(attention), [q, k, parts[2]], layout: ONNXLayout(dimensions: dimensions), of: reader)
        if bias != nil { pin(nodes.count - 1) }
    }

    /// An operand whose heads are runs of its channels, and whose positions are tokens.
    private struct Heads {
        let operand: ONNXOperand
        let heads: Int
    }

    /// […, tokens, channels], or […, channels, tokens] if `turned`.
    private mutating func inHeads(
        _ operand: ONNXOperand, turned: Bool, _ reader: ONNXNodeReader
    ) throws -> Heads {
        let rank = operand.layout.dimensions.count
        let order = Array(0..<rank - 2) + (turned ? [rank - 1, rank - 2] : [rank - 2, rank - 1])
        let layout = operand.layout.transposed(order)
        guard layout.isLine(rank - 2, of: shape(operand.node)) else {
            throw reader.error(
                "it lets \(layout.inWords) attend; all positions of a picture, head by head, are supported")
        }
        let heads = layout.sizes.dropLast(2).reduce(1, *)
        guard let places = layout.channelOrder(count: shape(operand.node).channels),
            places != Array(places.indices)
        else { return Heads(operand: ONNXOperand(node: operand.node, layout: layout), heads: heads) }
        let node = try append(
            Graph.Node(
                name: unique(reader.name + ":heads"), operation: .channelSelection(places), inputs: [operand.node]),
            of: reader)
        return Heads(operand: ONNXOperand(node: node, layout: layout), heads: heads)
    }

    /// One head that serves them all is repeated.
    private mutating func spread(_ part: Heads, over heads: Int, _ reader: ONNXNodeReader) throws -> Graph.NodeID {
        guard part.heads != heads else { return part.operand.node }
        let channels = shape(part.operand.node).channels
        guard part.heads == 1 else { throw reader.error("it has \(part.heads) heads beside \(heads)") }
        let places = (0..<heads).flatMap { _ in 0..<channels }
        return try append(
            Graph.Node(
                name: unique(reader.name + ":heads"), operation: .channelSelection(places),
                inputs: [part.operand.node]), of: reader)
    }

    /// What a node scales all of its channels by is part of the attention's scale.
    private func unscaled(_ node: Graph.NodeID) -> (Graph.NodeID, Float) {
        guard let line = nodes[node].operation as? Convolution, let slope = line.weights.values.first,
            let input = nodes[node].inputs.first, slope != 0, line.groups == line.outputChannels,
            line.groups == line.inputChannels, line.window == Window(kernel: Extent(1)),
            line.weights.values.allSatisfy({ $0 == slope }), line.bias.allSatisfy({ $0 == 0 })
        else { return (node, 1) }
        return (input, slope)
    }

    /// A bias as `[1, 1 or heads, queries, keys]`.
    private func bias(_ bias: Tensor, _ sizes: [Int], heads: Int, _ reader: ONNXNodeReader) throws -> Tensor {
        let of = bias.shape.dimensions
        let count = of.dropLast(2).reduce(1, *)
        guard count == 1 || count == heads, sizes.dropLast(2).reduce(1, *) == heads else {
            throw reader.error("it adds \(bias.shape) to the agreement of queries and keys, which has \(heads) heads")
        }
        return Tensor(shape: Shape([1, count] + of.suffix(2)), values: bias.values)
    }

    /// The constant beside what queries and keys agree; nil where there is none.
    fileprivate mutating func otherConstant(_ reader: ONNXNodeReader) throws -> Tensor? {
        guard let index = [0, 1].first(where: { isConstant($0, of: reader) }) else { return nil }
        return try requiredConstant(index, of: reader).floats(for: reader)
    }
}

extension Tensor {
    /// The sum of two biases, either of which may be the same for all heads.
    fileprivate func combined4(with other: Tensor) -> Tensor {
        let (few, many) = shape.dimensions[1] <= other.shape.dimensions[1] ? (self, other) : (other, self)
        let count = few.values.count
        return Tensor(
            shape: many.shape, values: many.values.enumerated().map { $0.element + few.values[$0.offset % count] })
    }
}
