import Tensors

/// Two operands, element by element.
extension ONNXOperator {
    static let arithmetic: [String: Reading] = [
        "Add": binary(.add), "Div": binary(.divide), "Mul": binary(.multiply), "Pow": power, "Sub": binary(.subtract),
        "Sum": sum,
    ]

    private static func binary(_ arithmetic: Arithmetic) -> Reading {
        { reader, graph in
            if graph.isConstant(1, of: reader) {
                try withConstant(1, arithmetic, reader, &graph)
            } else if graph.isConstant(0, of: reader) {
                try withConstant(0, arithmetic, reader, &graph)
            } else {
                let operands = try [graph.operand(0, of: reader), graph.operand(1, of: reader)]
                guard let layout = operands[0].layout.joined(operands[1].layout) else {
                    throw reader.error(
                        "its inputs are \(operands[0].layout.sizes) and \(operands[1].layout.sizes), which do not fit")
                }
                try graph.append(.arithmetic(arithmetic), operands.map(\.node), layout: layout, of: reader)
            }
        }
    }

    /// One operand is constant over height and width: the other is scaled and shifted, channel by channel.
    private static func withConstant(
        _ index: Int, _ arithmetic: Arithmetic, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws {
        let operand = try graph.operand(1 - index, of: reader)
        let channels = graph.shape(operand.node).channels
        let constant = try graph.requiredConstant(index, of: reader).floats(for: reader)
        guard let indices = operand.layout.indices(intoConstant: constant.shape.dimensions, channels: channels) else {
            return try withPositions(index, arithmetic, constant, operand, reader, &graph)
        }
        let numbers = indices.map { constant.values[$0] }
        graph.noteIfCount(numbers, by: arithmetic, on: operand.node)
        let missing = constant.shape.rank - operand.layout.dimensions.count
        let layout = missing > 0 ? operand.layout.unsqueezed(Set(0..<missing)) : operand.layout
        let (ones, zeros) = ([Float](repeating: 1, count: channels), [Float](repeating: 0, count: channels))
        let (scale, shift): ([Float], [Float]) =
            switch (arithmetic, index) {
            case (.add, _): (ones, numbers)
            case (.subtract, 1): (ones, numbers.map { -$0 })
            case (.subtract, _): (ones.map { -$0 }, numbers)
            case (.divide, 1): (numbers.map { 1 / $0 }, zeros)
            default: (numbers, zeros)
            }
        guard arithmetic == .divide, index == 0 else {
            return try affine(scale, shift, operand, layout: layout, input: 1 - index, reader, &graph)
        }
        let inverse = try graph.append(
            Graph.Node(
                name: graph.unique(reader.name + ":inverse"), operation: .power(-1),
                inputs: [operand.node]), of: reader)
        try graph.append(
            .convolution(Convolution(scale: scale, shift: shift)), [inverse], layout: layout, of: reader)
    }

    /// One operand is constant, and changes over height and width.
    private static func withPositions(
        _ index: Int, _ arithmetic: Arithmetic, _ constant: Tensor, _ operand: ONNXOperand, _ reader: ONNXNodeReader,
        _ graph: inout ONNXGraphBuilder
    ) throws {
        switch (arithmetic, index) {
        case (.add, _): try graph.addPositions(constant, to: operand, reader)
        case (.subtract, 1): try graph.addPositions(constant.map { -$0 }, to: operand, reader)
        case (.subtract, _):
            let negated = ONNXOperand(
                node: try step(Negation(), operand.node, reader, &graph), layout: operand.layout)
            try graph.addPositions(constant, to: negated, reader)
        case (.divide, 0):
            let inverse = ONNXOperand(
                node: try step(.power(-1), operand.node, reader, &graph), layout: operand.layout)
            try graph.multiplyPositions(constant, by: inverse, reader)
        case (.divide, _): try graph.multiplyPositions(constant.map { 1 / $0 }, by: operand, reader)
        default: try graph.multiplyPositions(constant, by: operand, reader)
        }
    }

    private static let power: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let exponent = try graph.requiredConstant(1, of: reader).scalar(for: reader)
        try graph.append(.power(exponent), [operand.node], layout: operand.layout, of: reader)
    }

    /// Any number of operands of one shape.
    private static let sum: Reading = { reader, graph in
        guard reader.node.input.count > 1 else {
            let operand = try graph.operand(0, of: reader)
            return graph.alias(operand.node, layout: operand.layout, of: reader)
        }
        var first = try graph.operand(0, of: reader)
        for index in 1..<reader.node.input.count {
            let other = try graph.operand(index, of: reader)
            guard let layout = first.layout.joined(other.layout) else {
                throw reader.error("its inputs are \(first.layout.sizes) and \(other.layout.sizes), which do not fit")
            }
            if index == reader.node.input.count - 1 {
                return try graph.append(.arithmetic(.add), [first.node, other.node], layout: layout, of: reader)
            }
            let node = Graph.Node(
                name: graph.unique("\(reader.name):\(index)"), operation: .arithmetic(.add),
                inputs: [first.node, other.node])
            first = ONNXOperand(node: try graph.append(node, of: reader), layout: layout)
        }
    }
}
