public import Tensors

/// Output channel i is input channel `indices[i]`: splits, slices and shuffles.
public struct ChannelSelection: PositionwiseOperator, Hashable {
    /// By output channel, counted from 0.
    public let indices: [Int]

    /// A selection.
    public init(_ indices: [Int]) { self.indices = indices }

    public var summary: String { "select \(indices.count)" }

    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        Shape(channels: indices.count, height: inputs[0].height, width: inputs[0].width)
    }

    public var bytes: Int { 8 * indices.count }
    public var backwardReads: BackwardReads { [] }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let x = operands[0]
        return Tensor(shape: output, values: indices.flatMap { x.values[x.indices(ofChannel: $0)] })
    }

    // ∂/∂x[c] = Σ g[i] over the i that take c
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        var gradient = Tensor.zeros(operands[0].shape)
        for (i, channel) in indices.enumerated() {
            for (from, to) in zip(seed.indices(ofChannel: i), gradient.indices(ofChannel: channel)) {
                gradient.values[to] += seed.values[from]
            }
        }
        return [gradient]
    }
}

extension Operator where Self == ChannelSelection {
    /// Output channel i is input channel `indices[i]`.
    public static func channelSelection(_ indices: [Int]) -> ChannelSelection { ChannelSelection(indices) }
}
