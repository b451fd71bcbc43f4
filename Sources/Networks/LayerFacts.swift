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
}

extension Graph {
    /// The facts of every node.
    ///
    /// Receptive fields follow Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks",
    /// Distill 2019: a window of k taps at distance d over a layer of stride s widens the field by (k − 1)·d·s.
    /// - Throws: as `shapes(height:width:)`.
    public func facts(height: Int, width: Int) throws -> [LayerFacts] {
        facts(of: try shapes(height: height, width: width))
    }

    /// Those of what `outputs` follow from; the shapes of other nodes are empty.
    /// - Throws: as `shapes(height:width:)`, for those alone.
    public func facts(height: Int, width: Int, for outputs: [NodeID]) throws -> [LayerFacts] {
        facts(of: try shapes(height: height, width: width, for: outputs))
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
    fileprivate func facts(shape: Shape, inputs: [LayerFacts]) -> LayerFacts {
        guard let first = inputs.first else {
            return LayerFacts(shape: shape, stride: Extent(1), receptiveField: Extent(1), multiplyAdds: 0)
        }
        var facts = first
        facts.shape = shape
        facts.multiplyAdds = 0
        switch operation {
        case .convolution(let convolution):
            facts.widen(by: convolution.window)
            facts.multiplyAdds = convolution.weights.values.count.timesAtMost(shape.area)
        case .maxPool(let window), .averagePool(let window, _):
            facts.widen(by: window)
        case .globalAveragePool, .adaptivePool:
            facts.receptiveField = Extent(0)
        case .concatenation, .arithmetic:
            // An input of one position, such as a squeeze-and-excite's, is spread over the other.
            if let widest = inputs.max(by: { $0.shape.area < $1.shape.area }) { facts.stride = widest.stride }
            facts.receptiveField = Extent(
                height: inputs.contains { $0.receptiveField.height == 0 }
                    ? 0 : inputs.map(\.receptiveField.height).max() ?? 1,
                width: inputs.contains { $0.receptiveField.width == 0 }
                    ? 0 : inputs.map(\.receptiveField.width).max() ?? 1)
        case .localResponse(let response) where response.region == .withinChannel:
            facts.widen(by: Window(kernel: Extent(response.size)))
        case .resize(let resize):
            if resize.method != .nearest { facts.widen(by: Window(kernel: Extent(2))) }
            // A stride below one input has no integer: it is told as one.
            guard first.shape.area > 0, shape.area > 0 else { break }
            let steps = resize.steps(from: first.shape, to: shape)
            facts.stride.height = max(1, Int(min(1e9, (Float(facts.stride.height) * steps.height).rounded())))
            facts.stride.width = max(1, Int(min(1e9, (Float(facts.stride.width) * steps.width).rounded())))
        case .input, .relu, .clip, .waking, .activation, .softmax, .parametricRelu, .localResponse,
            .channelNormalization,
            .channelMean, .channelSelection, .margins:
            break
        }
        return facts
    }
}

extension LayerFacts {
    fileprivate mutating func widen(by window: Window) {
        if receptiveField != Extent(0) {
            let reach = Extent(
                height: (window.kernel.height - 1) * window.dilation.height,
                width: (window.kernel.width - 1) * window.dilation.width)
            receptiveField.height = receptiveField.height.plusAtMost(reach.height.timesAtMost(stride.height))
            receptiveField.width = receptiveField.width.plusAtMost(reach.width.timesAtMost(stride.width))
        }
        stride.height = stride.height.timesAtMost(window.stride.height)
        stride.width = stride.width.timesAtMost(window.stride.width)
    }
}

/// Arithmetic for the facts of networks that nobody would build: what is too large stays at the largest number.
extension Int {
    fileprivate func timesAtMost(_ other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }

    fileprivate func plusAtMost(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

extension Operation {
    /// One word for tables: `conv 3×3/2`, `max pool 2×2/2`, `concat`.
    public var kind: String {
        switch self {
        case .input: "input"
        case .convolution(let convolution):
            (convolution.groups == 1
                ? "conv " : convolution.groups == convolution.inputChannels ? "depthwise " : "grouped ")
                + convolution.window.summary
        case .relu: "relu"
        case .waking: "redirected relu"
        case .clip(let lower, let upper): lower == 0 && upper == 6 ? "relu6" : "clip \(lower)…\(upper)"
        case .maxPool(let window): "max pool " + window.summary
        case .averagePool(let window, _): "mean pool " + window.summary
        case .globalAveragePool: "global mean"
        case .activation(let activation): activation.kind
        case .parametricRelu: "prelu"
        case .channelMean: "channel mean"
        case .localResponse: "local response"
        case .channelNormalization: "layer norm"
        case .concatenation: "concat"
        case .arithmetic(let arithmetic): arithmetic.rawValue
        case .channelSelection(let indices): "select \(indices.count)"
        case .margins(let before, let after, _):
            "margins \(before.height) \(before.width) \(after.height) \(after.width)"
        case .adaptivePool(let pool):
            pool.rows == 1 && pool.columns == 1
                ? "global \(pool.reduction)"
                : "\(pool.reduction) pool to \(pool.rows.map(String.init) ?? "all")×\(pool.columns.map(String.init) ?? "all")"
        case .resize(let resize):
            switch resize.target {
            case .factor(let height, let width): "resize ×\(height)" + (width == height ? "" : " ×\(width)")
            case .size(let size): "resize to \(size.height)×\(size.width)"
            case .ofSecondInput: "resize to fit"
            }
        case .softmax: "softmax"
        }
    }
}

extension Activation {
    /// One word.
    fileprivate var kind: String {
        switch self {
        case .leakyRelu(let slope): "leaky relu \(slope)"
        case .elu: "elu"
        case .hardSwish: "hard swish"
        case .gelu, .geluTanh: "gelu"
        case .exponential: "exp"
        case .logarithm: "log"
        case .absolute: "abs"
        case .power(let exponent): exponent == 0.5 ? "sqrt" : "power \(exponent)"
        case .sigmoid, .tanh, .swish, .erf, .softplus: "\(self)"
        }
    }
}

extension Window {
    fileprivate var summary: String {
        "\(kernel.height)×\(kernel.width)" + (stride == Extent(1) ? "" : "/\(stride.height)")
            + (dilation == Extent(1) ? "" : " dilated \(dilation.height)")
    }
}
