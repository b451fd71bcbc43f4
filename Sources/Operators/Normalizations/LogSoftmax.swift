import Foundation
public import Tensors

/// y = x − ln Σ e^x over the channels, at every position.
public struct LogSoftmax: PositionwiseOperator, Hashable {
    /// The only one that there is.
    public init() {}

    public var summary: String { "log softmax" }
    public func shape(_ inputs: [Shape]) -> Shape { inputs[0] }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { .output }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let perPosition = Shape(channels: 1, height: output.height, width: output.width)
        let largest = Reduction(.max, over: .channels).forward(operands, to: perPosition)
        let raised = operands[0].combined(with: largest) { $0 - $1 }
        let sums = raised.map { exp($0) }.summed(to: perPosition)
        return raised.combined(with: sums) { $0 - log($1) }
    }

    // ∂/∂x = g − e^y·Σ g
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let sums = seed.summed(to: Shape(channels: 1, height: output.shape.height, width: output.shape.width))
        return [seed.combined(with: output.map { exp($0) }.combined(with: sums) { $0 * $1 }) { $0 - $1 }]
    }
}
