import Networks
import Tensors
import TestSupport

/// A small graph told by numbers alone, so that it can be drawn, shrunk, printed and pasted into a test.
///
/// What a layer reads decides its shape, so a layer can be left out, or made narrower, and what follows adapts. Not every
/// description is a graph: `graph()` tells.
struct RandomGraph: Hashable, Sendable {
    /// A layer, and the nodes it reads; node 0 is the picture, layer i is node i + 1.
    struct Layer: Hashable, Sendable {
        var kind: Kind
        var inputs: [Int]

        init(_ kind: Kind, _ inputs: [Int]) {
            self.kind = kind
            self.inputs = inputs
        }
    }

    /// What a layer computes. Windows are square; margins lie before and after each axis.
    enum Kind: Hashable, Sendable {
        case convolution(outputs: Int, kernel: Int, stride: Int, dilation: Int, before: Int, after: Int, groups: Int)
        /// As many outputs as inputs, one kernel each.
        case depthwise(kernel: Int, stride: Int, dilation: Int, margin: Int)
        case relu
        case clip(lower: Float, upper: Float)
        case sigmoid, swish, tanh, gelu, softplus, softmax
        /// Slopes that differ from channel to channel.
        case parametricRelu
        case add, subtract, multiply
        case concatenation
        case selection([Int])
        case maxPool(kernel: Int, stride: Int, margin: Int, ceil: Bool)
        case averagePool(kernel: Int, stride: Int, margin: Int, counting: Bool)
        case globalAverage
        case margins(before: Int, after: Int, value: Float)
        case normalization
        case localResponse
        case nearest(factor: Float)
        case linear(factor: Float)
    }

    var height: Int
    var width: Int
    var channels: Int
    var layers: [Layer]
    /// The nodes that are asked for, and that get seeds.
    var outputs: [Int]
}

extension RandomGraph {
    /// The graph; nil where the description fits nothing.
    func graph() -> Graph? {
        var nodes = [Graph.Node(name: "input", operation: .input(channels: channels), inputs: [])]
        var shapes = [Shape(channels: channels, height: height, width: width)]
        for (index, layer) in layers.enumerated() {
            guard let operation = layer.kind.operation(over: layer.inputs.map { shapes[$0] }, seed: index) else {
                return nil
            }
            nodes.append(Graph.Node(name: "\(index + 1)", operation: operation, inputs: layer.inputs))
            let graph = Graph(nodes: nodes)
            guard let all = try? graph.shapes(height: height, width: width, for: [index + 1]) else { return nil }
            shapes.append(all[index + 1])
        }
        return Graph(nodes: nodes)
    }

    /// The shapes of all nodes; nil where the description fits nothing.
    var shapes: [Shape]? { graph().flatMap { try? $0.shapes(height: height, width: width) } }
}

extension RandomGraph.Kind {
    /// The operation; nil where it cannot read such inputs.
    fileprivate func operation(over inputs: [Shape], seed: Int) -> (any Operator)? {
        let channels = inputs[0].channels
        switch self {
        case .convolution(let outputs, let kernel, let stride, let dilation, let before, let after, let groups):
            guard channels % groups == 0, outputs % groups == 0 else { return nil }
            let window = Window(
                kernel: Extent(kernel), stride: Extent(stride), dilation: Extent(dilation),
                padding: .explicit(before: Extent(before), after: Extent(after)))
            return Convolution.weighted(outputs, channels, window, groups: groups, seed: seed)
        case .depthwise(let kernel, let stride, let dilation, let margin):
            let window = Window(
                kernel: Extent(kernel), stride: Extent(stride), dilation: Extent(dilation), padding: .all(margin))
            return Convolution.weighted(channels, channels, window, groups: channels, seed: seed)
        case .relu: return .relu
        case .clip(let lower, let upper): return .clip(lower: lower, upper: upper)
        case .sigmoid: return .sigmoid
        case .swish: return .swish
        case .tanh: return .tanh
        case .gelu: return .gelu
        case .softplus: return .softplus
        case .softmax: return .softmax
        case .parametricRelu: return .parametricRelu(slopes: (0..<channels).map { Float($0 % 5) * 0.2 - 0.3 })
        case .add: return .arithmetic(.add)
        case .subtract: return .arithmetic(.subtract)
        case .multiply: return .arithmetic(.multiply)
        case .concatenation: return .concatenation
        case .selection(let indices): return indices.allSatisfy { $0 < channels } ? ChannelSelection(indices) : nil
        case .maxPool(let kernel, let stride, let margin, let ceil):
            guard margin < kernel else { return nil }
            return .maxPool(
                Window(kernel: Extent(kernel), stride: Extent(stride), padding: .all(margin), ceilMode: ceil))
        case .averagePool(let kernel, let stride, let margin, let counting):
            guard margin < kernel else { return nil }
            return .averagePool(
                Window(kernel: Extent(kernel), stride: Extent(stride), padding: .all(margin)), countingPadding: counting
            )
        case .globalAverage: return .globalAveragePool
        case .margins(let before, let after, let value):
            return .margins(before: Extent(before), after: Extent(after), value: value)
        case .normalization:
            let scale = (0..<channels).map { 1 + Float($0 % 3) * 0.25 }
            return .channelNormalization(
                ChannelNormalization(scale: scale, shift: scale.map { $0 - 1 }, epsilon: 1e-2))
        case .localResponse: return .localResponse(LocalResponse(size: 3, alpha: 0.5, beta: 0.75, bias: 1))
        case .nearest(let factor): return .resize(Resize(height: factor, width: factor, method: .nearest))
        case .linear(let factor): return .resize(Resize(height: factor, width: factor, method: .linear))
        }
    }
}

extension Convolution {
    /// A convolution of drawn weights that keeps the size of the numbers.
    fileprivate static func weighted(
        _ outputs: Int, _ inputs: Int, _ window: Window, groups: Int, seed: Int
    ) -> Convolution {
        let shape = Shape([outputs, inputs / groups, window.kernel.height, window.kernel.width])
        var weights = Tensor.noise(shape, seed: UInt64(seed) &* 77 &+ 1)
        weights.scale(by: (1.5 / Float(shape.count / outputs)).squareRoot())
        var bias = Tensor.noise(Shape([outputs]), seed: UInt64(seed) &* 77 &+ 2)
        bias.scale(by: 0.3)
        return Convolution(weights: weights, bias: bias.values, window: window, groups: groups)
    }
}

extension RandomGraph: CustomStringConvertible {
    /// Swift that makes the graph.
    var description: String {
        let lines = layers.map { "        .init(.\($0.kind), \($0.inputs))," }
        return """
            RandomGraph(
                height: \(height), width: \(width), channels: \(channels),
                layers: [
            \(lines.joined(separator: "\n"))
                ], outputs: \(outputs))
            """
    }
}
