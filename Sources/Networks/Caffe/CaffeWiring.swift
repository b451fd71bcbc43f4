import Tensors
import Wording

/// What moves numbers about: joining, cutting, other names.
extension CaffeLayers {
    static let wiring: [String: Reading] = [
        "Concat": concatenation, "Dropout": alias, "Eltwise": elementwise, "Flatten": flatten, "Reshape": reshape,
        "Slice": slice,
        "Split": { reader, graph in
            let value = try graph.value(0, of: reader)
            for top in reader.layer.top.indices { graph.give(value, top: top, of: reader) }
        },
    ]

    private static let alias: Reading = { reader, graph in graph.give(try graph.value(0, of: reader), of: reader) }

    private static let flatten: Reading = { reader, graph in
        let (axis, end) = (reader.layer.flattenParam.axis, reader.layer.flattenParam.endAxis)
        guard axis == 1, [-1, 3].contains(end) else {
            throw reader.error("it flattens the axes \(axis) to \(end); 1 to the last are supported")
        }
        graph.give(.init(node: try graph.value(0, of: reader).node, isFlat: true), of: reader)
    }

    /// One row of numbers, or the shape that is there already.
    private static let reshape: Reading = { reader, graph in
        let value = try graph.value(0, of: reader)
        let sizes = graph.shape(value.node).dimensions
        let parameters = reader.layer.reshapeParam
        var target = parameters.shape.dim.map { Int(clamping: $0) }
        if parameters.axis == 1 { target.insert(0, at: 0) }
        for axis in target.indices.prefix(4) where target[axis] == 0 { target[axis] = sizes[axis] }
        if target.first ?? 0 > 1 { target[0] = 1 }
        if let open = target.firstIndex(of: -1) {
            target[open] = 1
            let known = ONNXNumbers.count(target, limit: 1 << 31) ?? 0
            target[open] = known > 0 ? sizes.reduce(1, *) / known : 0
        }
        guard [0, 1].contains(parameters.axis), parameters.numAxes == -1,
            ONNXNumbers.count(target, limit: 1 << 31) == sizes.reduce(1, *),
            target == sizes
                || target.count <= 4 && target.filter({ $0 != 1 }).count <= 1
        else {
            throw reader.error("it makes \(target.prefix(8)) of \(sizes); one row of all numbers is supported")
        }
        graph.give(.init(node: value.node, isFlat: value.isFlat || target != sizes), of: reader)
    }

    private static let concatenation: Reading = { reader, graph in
        let parameters = reader.layer.concatParam
        let axis = parameters.hasConcatDim ? Int32(clamping: parameters.concatDim) : parameters.axis
        guard [1, -3].contains(axis) else {
            throw reader.error("it joins along axis \(axis); axis 1, the channels, is supported")
        }
        let inputs = try reader.layer.bottom.indices.map { try graph.picture($0, of: reader) }
        try graph.append(.concatenation, inputs, of: reader)
    }

    private static let slice: Reading = { reader, graph in
        let parameters = reader.layer.sliceParam
        let axis = parameters.hasSliceDim ? Int32(clamping: parameters.sliceDim) : parameters.axis
        let input = try graph.picture(0, of: reader)
        let channels = graph.shape(input).channels
        let parts = reader.layer.top.count
        let even = (1..<max(parts, 1)).map { $0 * (channels / parts) }
        let points = parameters.slicePoint.isEmpty ? even : parameters.slicePoint.map { Int($0) }
        let bounds = [0] + points + [channels]
        guard [1, -3].contains(axis), points.count == parts - 1,
            zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }),
            !parameters.slicePoint.isEmpty || channels % parts == 0
        else {
            throw reader.error(
                "it cuts axis \(axis) of \(graph.shape(input)) at \(points.prefix(8)) into \(parts) parts")
        }
        for (top, (first, last)) in zip(bounds, bounds.dropFirst()).enumerated() {
            try graph.append(.channelSelection(Array(first..<last)), [input], top: top, of: reader)
        }
    }

    /// Sums with coefficients, products, and the larger of each pair: a + max(0, b − a).
    private static let elementwise: Reading = { reader, graph in
        let parameters = reader.layer.eltwiseParam
        let count = reader.layer.bottom.count
        guard count >= 2, parameters.coeff.isEmpty || parameters.operation == .sum && parameters.coeff.count == count
        else {
            throw reader.error(
                "it combines \(Phrases.count(count, "input")) with \(Phrases.count(parameters.coeff.count, "coefficient"))"
            )
        }
        var nodes = try (0..<count).map { try graph.value($0, of: reader).node }
        for (index, factor) in parameters.coeff.enumerated() where factor != 1 {
            let channels = graph.shape(nodes[index]).channels
            let line = Convolution(
                scale: [Float](repeating: factor, count: channels), shift: [Float](repeating: 0, count: channels))
            nodes[index] = try graph.step(.convolution(line), [nodes[index]], of: reader)
        }
        guard nodes.allSatisfy({ graph.shape($0) == graph.shape(nodes[0]) }) else {
            throw reader.error("its inputs are \(nodes.prefix(4).map { "\(graph.shape($0))" }.joined(separator: ", "))")
        }
        var result = nodes[0]
        for (index, node) in nodes.enumerated().dropFirst() {
            let operation: any Operator = .arithmetic(parameters.operation == .prod ? .multiply : .add)
            var other = node
            if parameters.operation == .max {
                other = try graph.step(.arithmetic(.subtract), [node, result], of: reader)
                other = try graph.step(.relu, [other], of: reader)
            }
            if index == count - 1 { return try graph.append(operation, [result, other], of: reader) }
            result = try graph.step(operation, [result, other], of: reader)
        }
    }
}
