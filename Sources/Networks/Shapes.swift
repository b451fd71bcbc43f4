public import Tensors

/// What sizes do to a graph.
extension Graph {
    /// The shape of every node's activation for an input of this size; empty for one that the file has not for it.
    /// - Throws: `NetworkError.tooSmall` naming the first layer that has no room, `.mismatch` where inputs do not fit, `.unfit`
    ///   where they do not fit the layer, `.otherSize` for one that is known at another size only.
    public func shapes(height: Int, width: Int) throws -> [Shape] {
        let fitted = try fitted(height: height, width: width)
        var shapes: [Shape] = []
        for node in fitted.graph.nodes {
            let inputs = node.inputs.map { shapes[$0] }
            shapes.append(try node.shape(from: inputs, pictureHeight: height, pictureWidth: width))
        }
        return fitted.bySource(shapes, missing: Graph.noShape)
    }

    /// The shapes of what `outputs` are computed from; those of other nodes, which may have no room, are empty.
    /// - Throws: as `shapes(height:width:)`.
    public func shapes(height: Int, width: Int, for outputs: [NodeID]) throws -> [Shape] {
        let fitted = try fitted(height: height, width: width, for: outputs)
        let graph = fitted.graph
        var shapes = [Shape](repeating: Graph.noShape, count: graph.nodes.count)
        for node in Set(graph.ancestors(of: fitted.places(of: outputs))).union([0]).sorted() {
            let inputs = graph.nodes[node].inputs.map { shapes[$0] }
            shapes[node] = try graph.nodes[node].shape(from: inputs, pictureHeight: height, pictureWidth: width)
        }
        return fitted.bySource(shapes, missing: Graph.noShape)
    }

    /// Of nodes that are not asked for.
    private static let noShape = Shape(channels: 0, height: 0, width: 0)

    /// The nodes that `outputs` follow from, themselves included, in order: what they are computed from, and what only the size
    /// is read of.
    public func ancestors(of outputs: [NodeID]) -> [NodeID] { ancestors(of: outputs) { $0.inputs } }

    /// The nodes that are computed for `outputs`, themselves included, in order.
    public func computed(for outputs: [NodeID]) -> [NodeID] { ancestors(of: outputs) { $0.operands } }

    private func ancestors(of outputs: [NodeID], by inputs: (Node) -> [NodeID]) -> [NodeID] {
        var isNeeded = [Bool](repeating: false, count: nodes.count)
        for output in outputs { isNeeded[output] = true }
        for node in nodes.indices.reversed() where isNeeded[node] {
            for input in inputs(nodes[node]) { isNeeded[input] = true }
        }
        return nodes.indices.filter { isNeeded[$0] }
    }
}

extension Graph.Node {
    /// The shape of the activation, from those of the inputs.
    /// - Throws: as `Graph.shapes(height:width:)`.
    func shape(from inputs: [Shape], pictureHeight: Int, pictureWidth: Int) throws -> Shape {
        let picture = Extent(height: pictureHeight, width: pictureWidth)
        if let onlyAt, onlyAt != picture {
            throw NetworkError.otherSize(layer: name, known: onlyAt, picture: picture, reason: nil)
        }
        let shape: Shape
        do {
            shape = try operation.shape(
                inputs.isEmpty ? [Shape(channels: 0, height: pictureHeight, width: pictureWidth)] : inputs)
        } catch .other(let problem) {
            throw NetworkError.unfit(layer: name, problem: problem, picture: picture)
        } catch {
            throw NetworkError.mismatch(layer: name, shapes: inputs.map { "\($0)" })
        }
        guard shape.height > 0, shape.width > 0 else {
            throw NetworkError.tooSmall(layer: name, height: pictureHeight, width: pictureWidth)
        }
        return shape
    }
}
