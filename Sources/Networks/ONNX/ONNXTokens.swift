import Tensors
import Wording

/// Tokens: positions in a line, joined and cut.
extension ONNXLayout {
    /// Whether dimension `axis` holds all positions of an activation, row by row, and the others nothing but channels.
    func isLine(_ axis: Int, of shape: Shape) -> Bool {
        let sides: [(Atom.Kind, Int)] = [(.height, shape.height), (.width, shape.width)]
        let places = sides.filter { $0.1 > 1 }.map { Atom(kind: $0.0, size: $0.1) }
        return dimensions[axis] == places
            && dimensions.indices.allSatisfy { $0 == axis || dimensions[$0].allSatisfy(\.isChannels) }
    }

    /// With `count` positions in a line at dimension `axis`.
    func withLine(_ axis: Int, of count: Int) -> ONNXLayout {
        replacing(axis, by: count > 1 ? [Atom(kind: .width, size: count)] : [])
    }

    /// With the positions of a picture at dimension `axis`.
    func withPicture(_ axis: Int, of shape: Shape) -> ONNXLayout {
        let sides: [(Atom.Kind, Int)] = [(.height, shape.height), (.width, shape.width)]
        return replacing(axis, by: sides.filter { $0.1 > 1 }.map { Atom(kind: $0.0, size: $0.1) })
    }

    /// With height or width of another size at dimension `axis`.
    func withSide(_ axis: Int, isHeight: Bool, of size: Int) -> ONNXLayout {
        replacing(axis, by: size > 1 ? [Atom(kind: isHeight ? .height : .width, size: size)] : [])
    }

    private func replacing(_ axis: Int, by atoms: [Atom]) -> ONNXLayout {
        var dimensions = dimensions
        dimensions[axis] = atoms
        return ONNXLayout(dimensions: dimensions)
    }

    /// Numbers that are broadcast to this tensor, as an activation of `shape`, the dimensions that they are the same along being 1; nil
    /// when they do not fit.
    func tensor(of numbers: Tensor, shape: Shape) -> Tensor? {
        let sizes = numbers.shape.dimensions
        let offset = dimensions.count - sizes.count
        guard offset >= 0 || sizes.prefix(-offset).allSatisfy({ $0 == 1 }) else { return nil }
        var strides: [(atom: Atom, stride: Int)] = []
        var stride = 1
        for axis in sizes.indices.reversed() where sizes[axis] != 1 {
            let atoms = dimensions[axis + offset]
            guard atoms.reduce(1, { $0 * $1.size }) == sizes[axis] else { return nil }
            for atom in atoms.reversed() {
                strides.append((atom, stride))
                stride *= atom.size
            }
        }
        func has(_ side: Atom.Side) -> Bool { strides.contains { $0.atom.side == side } }
        let result = Shape(
            channels: has(.channels) ? shape.channels : 1, height: has(.rows) ? shape.height : 1,
            width: has(.columns) ? shape.width : 1)
        return Tensor(result) { values in
            for place in 0..<result.count {
                let (channel, rest) = place.quotientAndRemainder(dividingBy: result.area)
                let (row, column) = rest.quotientAndRemainder(dividingBy: result.width)
                values[place] =
                    numbers.values[
                        strides.reduce(0) { sum, part in
                            let index =
                                switch part.atom.side {
                                case .channels: channel
                                case .rows: row
                                case .columns: column
                                }
                            return sum + index / part.atom.stride % part.atom.size * part.stride
                        }]
            }
        }
    }
}

extension ONNXGraphBuilder {
    /// Joins tokens along a dimension of positions: operands, and constants that are the same for every picture. Nil where the dimension is
    /// none of positions.
    mutating func joiningTokens(at given: Int, _ reader: ONNXNodeReader) throws -> ONNXOperand? {
        let inputs = reader.node.input.indices
        let operands = try inputs.map { isConstant($0, of: reader) ? nil : try operand($0, of: reader) }
        guard let model = operands.compactMap({ $0 }).max(by: { shape($0.node).area < shape($1.node).area }),
            let axis = model.layout.axis(given), model.layout.isLine(axis, of: shape(model.node)),
            operands.contains(where: { $0 == nil }) || !model.layout.dimensions[axis].isEmpty
        else { return nil }
        // Height and width by themselves are joined otherwise.
        if model.layout == ONNXLayout(standard: shape(model.node)), shape(model.node).height > 1 { return nil }
        let channels = shape(model.node).channels
        var parts: [TokenJoin.Part] = []
        var nodes: [Graph.NodeID] = []
        for (index, operand) in zip(inputs, operands) {
            if let operand {
                guard operand.layout.axis(given) == axis, operand.layout.isLine(axis, of: shape(operand.node)),
                    operand.layout.withLine(axis, of: 1) == model.layout.withLine(axis, of: 1)
                else {
                    throw reader.error(
                        "it joins \(operand.layout.inWords) to \(model.layout.inWords), which do not fit")
                }
                parts.append(.operand)
                nodes.append(operand.node)
            } else {
                let numbers = try requiredConstant(index, of: reader).floats(for: reader)
                let sizes = numbers.shape.dimensions
                guard sizes.count == model.layout.dimensions.count,
                    case let layout = model.layout.withLine(axis, of: sizes[axis]), layout.sizes == sizes,
                    case let shape = Shape(channels: channels, height: 1, width: sizes[axis]),
                    let tokens = layout.tensor(of: numbers, shape: shape), tokens.shape.channels == channels
                else { throw reader.error("it joins constants of \(numbers.shape) to \(model.layout.inWords)") }
                parts.append(.tokens(Tensor(shape: shape, values: tokens.values)))
            }
        }
        let node = try append(
            Graph.Node(name: unique(reader.name + ":join"), operation: .tokenJoin(parts), inputs: nodes), of: reader)
        return ONNXOperand(node: node, layout: model.layout.withLine(axis, of: shape(node).width))
    }

    /// Whether a dimension is a line of tokens, and no side of a picture.
    func isTokenLine(_ axis: Int, of operand: ONNXOperand) -> Bool {
        let shape = shape(operand.node)
        return operand.layout.isLine(axis, of: shape) && shape.area > 1
            && (shape.height == 1 || operand.layout != ONNXLayout(standard: shape))
    }

    /// Cuts tokens from a line: what is left of it, a picture where just the patches are.
    mutating func takingTokens(
        _ range: Range<Int>, at axis: Int, of operand: ONNXOperand, _ reader: ONNXNodeReader
    ) throws -> ONNXOperand {
        let count = shape(operand.node).area
        if range == 0..<count { return operand }
        let line = Graph.tokenLine(of: operand.node, nodes, nodeShapes)
        let choice: TokenSelection.Choice
        var (inputs, isCertain) = ([operand.node], true)
        switch line {
        case let line? where range == line.before..<count - line.after:
            choice = .picture(after: line.before)
            inputs.append(line.picture)
        case let line? where range.upperBound <= line.before:
            choice = .fromStart(first: range.lowerBound, count: range.count)
        case let line? where range.lowerBound >= count - line.after:
            choice = .fromEnd(first: range.lowerBound - count, count: range.count)
        case let line? where range.lowerBound <= line.before && range.upperBound >= count - line.after:
            choice = .between(before: range.lowerBound, after: count - range.upperBound)
        default:
            choice = .fromStart(first: range.lowerBound, count: range.count)
            isCertain = false
        }
        let node = try append(
            Graph.Node(name: unique(reader.name + ":cut"), operation: .tokenSelection(choice), inputs: inputs),
            of: reader)
        if !isCertain { pin(node) }
        let layout =
            inputs.count > 1
            ? operand.layout.withPicture(axis, of: shape(node)) : operand.layout.withLine(axis, of: range.count)
        return ONNXOperand(node: node, layout: layout)
    }
}
