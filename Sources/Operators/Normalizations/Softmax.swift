import Foundation
public import Tensors

/// y = e^x / Σ e^x over the channels, at every position.
public struct Softmax: PositionwiseOperator, Hashable {
    /// The only one that there is.
    public init() {}

    public var summary: String { "softmax" }
    public func shape(_ inputs: [Shape]) -> Shape { inputs[0] }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { .output }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let perPosition = Shape(channels: 1, height: output.height, width: output.width)
        let largest = Reduction(.max, over: .channels).forward(operands, to: perPosition)
        let powers = operands[0].combined(with: largest) { exp($0 - $1) }
        return powers.combined(with: powers.summed(to: perPosition)) { $0 / $1 }
    }

    // ∂/∂x = y · (g − Σ g·y)
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let weighted = seed.combined(with: output) { $0 * $1 }
        let sums = weighted.summed(to: Shape(channels: 1, height: output.shape.height, width: output.shape.width))
        return [weighted.combined(with: output.combined(with: sums) { $0 * $1 }) { $0 - $1 }]
    }
}

extension Operator where Self == Softmax {
    /// y = e^x / Σ e^x over the channels.
    public static var softmax: Softmax { Softmax() }
}
