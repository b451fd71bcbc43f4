public import Tensors

/// What sizes do to a graph.
extension Graph {
    /// The shape of every node's activation for an input of this size.
    /// - Throws: `NetworkError.tooSmall` naming the first layer that has no room, `.mismatch` where inputs do not fit, `.otherSize`
    ///   for a layer that is known at another size only.
    public func shapes(height: Int, width: Int) throws -> [Shape] {
        var shapes: [Shape] = []
        for node in nodes {
            let inputs = node.inputs.map { shapes[$0] }
            shapes.append(try node.shape(from: inputs, pictureHeight: height, pictureWidth: width))
        }
        return shapes
    }

    /// The shapes of what `outputs` are computed from; those of other nodes, which may have no room, are empty.
    /// - Throws: as `shapes(height:width:)`.
    public func shapes(height: Int, width: Int, for outputs: [NodeID]) throws -> [Shape] {
        var shapes = [Shape](repeating: Shape(channels: 0, height: 0, width: 0), count: nodes.count)
        for node in Set(ancestors(of: outputs)).union([0]).sorted() {
            let inputs = nodes[node].inputs.map { shapes[$0] }
            shapes[node] = try nodes[node].shape(from: inputs, pictureHeight: height, pictureWidth: width)
        }
        return shapes
    }

    /// The nodes that `outputs` follow from, themselves included, in order: what they are computed from, and what only the size
    /// is read of.
    public func ancestors(of outputs: [NodeID]) -> [NodeID] { ancestors(of: outputs) { $0.inputs[...] } }

    /// The nodes that are computed for `outputs`, themselves included, in order.
    public func computed(for outputs: [NodeID]) -> [NodeID] { ancestors(of: outputs) { $0.operands } }

    private func ancestors(of outputs: [NodeID], by inputs: (Node) -> ArraySlice<NodeID>) -> [NodeID] {
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
        if let onlyAt, onlyAt != picture { throw NetworkError.otherSize(layer: name, known: onlyAt, picture: picture) }
        let shape = try anyShape(from: inputs, pictureHeight: pictureHeight, pictureWidth: pictureWidth)
        guard shape.height > 0, shape.width > 0 else {
            throw NetworkError.tooSmall(layer: name, height: pictureHeight, width: pictureWidth)
        }
        return shape
    }

    private func anyShape(from inputs: [Shape], pictureHeight: Int, pictureWidth: Int) throws -> Shape {
        switch operation {
        case .input(let channels):
            return Shape(channels: channels, height: pictureHeight, width: pictureWidth)
        case .convolution(let convolution):
            return convolution.window.shape(over: inputs[0], channels: convolution.outputChannels)
        case .maxPool(let window), .averagePool(let window, _):
            return window.shape(over: inputs[0], channels: inputs[0].channels)
        case .globalAveragePool:
            return Shape(channels: inputs[0].channels, height: 1, width: 1)
        case .channelMean:
            return Shape(channels: 1, height: inputs[0].height, width: inputs[0].width)
        case .relu, .clip, .waking, .activation, .softmax, .parametricRelu, .localResponse, .channelNormalization:
            return inputs[0]
        case .arithmetic:
            let pairs = zip(inputs[0].dimensions, inputs[1].dimensions)
            guard pairs.allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { throw mismatch(inputs) }
            return Shape(pairs.map { max($0, $1) })
        case .channelSelection(let indices):
            return Shape(channels: indices.count, height: inputs[0].height, width: inputs[0].width)
        case .margins(let before, let after, _):
            return Shape(
                channels: inputs[0].channels, height: max(0, inputs[0].height + before.height + after.height),
                width: max(0, inputs[0].width + before.width + after.width))
        case .adaptivePool(let pool):
            return Shape(
                channels: inputs[0].channels, height: pool.rows ?? inputs[0].height,
                width: pool.columns ?? inputs[0].width)
        case .resize(let resize):
            let size = resize.size(from: inputs)
            return Shape(channels: inputs[0].channels, height: size.height, width: size.width)
        case .concatenation:
            guard inputs.allSatisfy({ $0.height == inputs[0].height && $0.width == inputs[0].width }) else {
                throw mismatch(inputs)
            }
            let channels = inputs.reduce(0) { $0 + $1.channels }
            return Shape(channels: channels, height: inputs[0].height, width: inputs[0].width)
        }
    }

    private func mismatch(_ inputs: [Shape]) -> NetworkError {
        .mismatch(layer: name, shapes: inputs.map { "\($0)" })
    }
}

extension Window {
    fileprivate func shape(over input: Shape, channels: Int) -> Shape {
        Shape(
            channels: channels, height: max(0, vertical(over: input.height).count),
            width: max(0, horizontal(over: input.width).count))
    }
}
