public import Tensors

/// What `networks layers` tells of a layer, for an input of one size.
public struct LayerFacts: Hashable, Sendable {
    /// The activation's shape.
    public var shape: Shape
    /// Inputs between neighbouring positions of the layer.
    public var stride: Extent
    /// Inputs that one position of the layer sees, at most; 0 means all of them.
    public var receptiveField: Extent
    /// Multiply–accumulates of the layer itself, forward.
    public var multiplyAdds: Int

    /// Of a layer that is not there.
    static let none = LayerFacts(
        shape: Shape(channels: 0, height: 0, width: 0), stride: Extent(1), receptiveField: Extent(1), multiplyAdds: 0)
}

extension Graph {
    /// The facts of every node.
    /// - Throws: as `shapes(height:width:)`.
    public func facts(height: Int, width: Int) throws -> [LayerFacts] {
        let fitted = try fitted(height: height, width: width)
        let graph = fitted.graph
        return fitted.bySource(
            graph.facts(of: try graph.shapes(height: height, width: width)), missing: LayerFacts.none)
    }

    /// Those of what `outputs` follow from; the shapes of other nodes are empty.
    /// - Throws: as `shapes(height:width:)`, for those alone.
    public func facts(height: Int, width: Int, for outputs: [NodeID]) throws -> [LayerFacts] {
        let fitted = try fitted(height: height, width: width, for: outputs)
        let shapes = try fitted.graph.shapes(height: height, width: width, for: fitted.places(of: outputs))
        return fitted.bySource(fitted.graph.facts(of: shapes), missing: LayerFacts.none)
    }

    private func facts(of shapes: [Shape]) -> [LayerFacts] {
        var facts: [LayerFacts] = []
        for (node, shape) in zip(nodes, shapes) {
            facts.append(node.facts(shape: shape, inputs: node.inputs.map { facts[$0] }))
        }
        return facts
    }

    /// The same, nil for a layer that has no room at this size or stands behind one.
    public func factsWhereTheyFit(height: Int, width: Int) -> [LayerFacts?] {
        if let fitted = try? fitted(height: height, width: width) {
            return fitted.bySource(fitted.graph.ownFactsWhereTheyFit(height: height, width: width), missing: nil)
        }
        return ownFactsWhereTheyFit(height: height, width: width)
    }

    private func ownFactsWhereTheyFit(height: Int, width: Int) -> [LayerFacts?] {
        var facts: [LayerFacts?] = []
        for node in nodes {
            let inputs = node.inputs.compactMap { facts[$0] }
            let shape =
                inputs.count == node.inputs.count
                ? try? node.shape(from: inputs.map(\.shape), pictureHeight: height, pictureWidth: width) : nil
            facts.append(shape.map { node.facts(shape: $0, inputs: inputs) })
        }
        return facts
    }

    /// The multiply–accumulates that a forward pass to `outputs` costs.
    /// - Throws: as `shapes(height:width:)`.
    public func multiplyAdds(for outputs: [NodeID], height: Int, width: Int) throws -> Int {
        _ = try shapes(height: height, width: width, for: outputs)
        let facts = factsWhereTheyFit(height: height, width: width)
        return computed(for: outputs).reduce(0) { $0.plusAtMost(facts[$1]?.multiplyAdds ?? 0) }
    }
}

extension Graph.Node {
    fileprivate func facts(shape: Shape, inputs all: [LayerFacts]) -> LayerFacts {
        let operands = all.indices.filter { operation.readsNumbers(ofInput: $0) }.map { all[$0] }
        let shapes = operands.map(\.shape)
        var facts = LayerFacts(
            shape: shape, stride: Extent(1), receptiveField: Extent(1),
            multiplyAdds: all.isEmpty ? 0 : operation.multiplyAdds(shapes, shape))
        let seen = zip(operands, operation.axisMaps(of: shapes, to: shape)).map { operand, map in
            (
                rows: map.rows.follow(stride: operand.stride.height, field: operand.receptiveField.height),
                columns: map.columns.follow(stride: operand.stride.width, field: operand.receptiveField.width)
            )
        }
        // An operand of one position, such as a squeeze-and-excite's, is spread over the other.
        guard let widest = shapes.indices.max(by: { shapes[$0].area < shapes[$1].area }) else { return facts }
        facts.stride = Extent(height: seen[widest].rows.stride, width: seen[widest].columns.stride)
        func field(_ fields: [Int]) -> Int { fields.contains(0) ? 0 : fields.max() ?? 1 }
        facts.receptiveField = Extent(height: field(seen.map(\.rows.field)), width: field(seen.map(\.columns.field)))
        return facts
    }
}
