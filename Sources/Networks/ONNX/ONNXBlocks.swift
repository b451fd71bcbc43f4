import Tensors
import Wording

/// Positions that become channels, and channels that become positions: by an operator of their own, and as exporters write them with
/// reshapes and transpositions.
extension ONNXOperator {
    static let blocks: [String: Reading] = [
        "DepthToSpace": { reader, graph in
            let (input, side) = (try graph.picture(0, of: reader), reader.integer("blocksize", default: 0))
            let channels = graph.shape(input).channels
            guard (1...64).contains(side), channels % (side * side) == 0 else {
                throw reader.error("it makes blocks of \(side) of \(Phrases.count(channels, "channel"))")
            }
            let count = channels / (side * side)
            // The older way has the block's place outside of the channel.
            let isInner = reader.string("mode", default: "DCR") == "CRD"
            let order = (0..<channels).map { $0 % (side * side) * count + $0 / (side * side) }
            let steps: [any Operator] = isInner || count == channels ? [] : [.channelSelection(order)]
            try graph.append(steps + [DepthToSpace(block: Extent(side))], to: input, of: reader)
        },
        "SpaceToDepth": { reader, graph in
            let (input, side) = (try graph.picture(0, of: reader), reader.integer("blocksize", default: 0))
            guard (1...64).contains(side) else { throw reader.error("it makes blocks of \(side)") }
            let count = graph.shape(input).channels
            let order = (0..<count * side * side).map { $0 % count * side * side + $0 / count }
            try graph.append([SpaceToDepth(block: Extent(side)), .channelSelection(order)], to: input, of: reader)
        },
    ]
}

extension ONNXLayout {
    /// Which blocks height and width have to be cut into for a reshape to `target`; nil where blocks are not all that it takes.
    func blocks(reshapedTo target: [Int]) -> Extent? {
        var block = Extent(1)
        var rest = dimensions.flatMap { $0 }[...]
        for wanted in target {
            var open = wanted
            while open > 1 {
                guard let next = rest.popFirst() else { return nil }
                if open.isMultiple(of: next.size) {
                    open /= next.size
                    continue
                }
                guard next.size.isMultiple(of: open) else { return nil }
                let inner = next.size / open
                switch next.kind {
                case .channels(let stride):
                    rest = ([Atom(kind: .channels(stride: stride), size: inner)] + rest)[...]
                case .height where block.height == 1:
                    block.height = inner
                    rest = ([Atom(kind: .channels(stride: 1), size: inner)] + rest)[...]
                case .width where block.width == 1:
                    block.width = inner
                    rest = ([Atom(kind: .channels(stride: 1), size: inner)] + rest)[...]
                case .height, .width, .part: return nil
                }
                open = 1
            }
        }
        return block == Extent(1) || !rest.isEmpty || hasParts ? nil : block
    }

    /// The same tensor, of an activation whose height and width have been cut into blocks, which are channels now.
    func cut(into block: Extent) -> ONNXLayout {
        func parts(_ kind: Atom.Kind, _ size: Int, _ inner: Int, stride: Int) -> [Atom] {
            let atoms = [Atom(kind: kind, size: size / inner), Atom(kind: .channels(stride: stride), size: inner)]
            return atoms.filter { $0.size > 1 }
        }
        return ONNXLayout(
            dimensions: dimensions.map { atoms in
                atoms.flatMap { atom -> [Atom] in
                    switch atom.kind {
                    case .channels(let stride):
                        [Atom(kind: .channels(stride: stride * block.height * block.width), size: atom.size)]
                    case .height: parts(.height, atom.size, block.height, stride: block.width)
                    case .width: parts(.width, atom.size, block.width, stride: 1)
                    case .part: [atom]
                    }
                }
            })
    }

    /// Of a tensor `[1, C, H·h, W·w]` whose height and width each are followed by channels: the order in which those of the activation
    /// have to be taken, and the blocks that they then make.
    var asBlocks: (order: [Int], block: Extent)? {
        guard dimensions.count == 4, dimensions[0].isEmpty, dimensions[1].allSatisfy(\.isChannels) else { return nil }
        func inner(_ axis: Int, _ kind: Atom.Kind) -> [Atom]? {
            // Channels that stand for themselves, such as those of an attention's heads, are none of a block.
            guard let first = dimensions[axis].first else { return [] }
            let rest = dimensions[axis].dropFirst()
            return first.kind == kind && rest.allSatisfy(\.isChannels) ? Array(rest) : nil
        }
        guard let down = inner(2, .height), let across = inner(3, .width), !down.isEmpty || !across.isEmpty else {
            return nil
        }
        let order = (dimensions[1] + down + across).reduce([0]) { order, atom in
            guard case .channels(let stride) = atom.kind else { return order }
            return order.flatMap { first in (0..<atom.size).map { first + $0 * stride } }
        }
        func count(_ atoms: [Atom]) -> Int { atoms.reduce(1) { $0 * $1.size } }
        return (order, Extent(height: count(down), width: count(across)))
    }
}

extension ONNXGraphBuilder {
    /// The operand with height and width cut into the blocks that a reshape to `target` takes; nil where that is not what it does.
    mutating func cutting(
        _ operand: ONNXOperand, for target: [Int], _ reader: ONNXNodeReader
    ) throws -> ONNXOperand? {
        guard let block = operand.layout.blocks(reshapedTo: target),
            let layout = operand.layout.cut(into: block).reshaped(target)
        else { return nil }
        let node = try ONNXOperator.step(SpaceToDepth(block: block), operand.node, reader, &self)
        // A file of one size does not tell which of the two numbers stays: a small one beside a larger one does.
        if hasFixedSides, max(block.height, block.width) > 8 { pin(node) }
        return ONNXOperand(node: node, layout: layout)
    }

    /// The operand with the channels that stand behind height and width made positions; itself where there are none.
    mutating func spreadingBlocks(_ operand: ONNXOperand, _ reader: ONNXNodeReader) throws -> ONNXOperand {
        guard let (order, block) = operand.layout.asBlocks else { return operand }
        var node = operand.node
        if order != Array(0..<shape(node).channels) {
            node = try ONNXOperator.step(.channelSelection(order), node, reader, &self)
        }
        node = try ONNXOperator.step(DepthToSpace(block: block), node, reader, &self)
        return ONNXOperand(node: node, layout: ONNXLayout(standard: shape(node)))
    }
}
