public import Tensors

/// The weighted sum of some channels, `[1, 1, H, W]`: y = Σ wᵢ·x[i].
public struct WeightedChannels: PositionwiseOperator, Hashable {
    /// The channels, counted from 0, each with its factor.
    public let weights: [Weight]

    /// A channel and its factor.
    public struct Weight: Hashable, Sendable {
        public let index: Int
        public let factor: Float

        /// A weight.
        public init(_ index: Int, _ factor: Float) {
            self.index = index
            self.factor = factor
        }
    }

    /// The sum of these, each named once.
    public init(_ weights: [Weight]) { self.weights = weights }

    public var summary: String { "channels" }

    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        for weight in weights where !(0..<inputs[0].channels).contains(weight.index) {
            throw .channel(weight.index, count: inputs[0].channels)
        }
        return Shape(channels: 1, height: inputs[0].height, width: inputs[0].width)
    }

    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { [] }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let input = operands[0]
        let x = input.values.span
        let area = output.area
        return Tensor(output) { output in
            for weight in weights {
                for i in 0..<area { output[i] += weight.factor * x[weight.index * area + i] }
            }
        }
    }

    // ∂/∂x[i] = wᵢ·g
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let g = seed.values.span
        let area = operands[0].shape.area
        return [
            Tensor(operands[0].shape) { gradient in
                for weight in weights {
                    for i in 0..<area { gradient[weight.index * area + i] = weight.factor * g[i] }
                }
            }
        ]
    }
}
