public import Tensors

/// The inputs one after the other along the channels.
public struct Concatenation: PositionwiseOperator, Hashable {
    /// The only one that there is.
    public init() {}

    public var summary: String { "concat" }

    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        for input in inputs where input.height != inputs[0].height || input.width != inputs[0].width {
            throw .unequal("\(inputs[0])", "\(input)")
        }
        return Shape(
            channels: inputs.reduce(0) { $0 + $1.channels }, height: inputs[0].height, width: inputs[0].width)
    }

    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { [] }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        Tensor(shape: output, values: operands.flatMap(\.values))
    }

    // ∂/∂x = the slice of g that x is
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        var first = 0
        return operands.map { operand in
            defer { first += operand.values.count }
            return Tensor(shape: operand.shape, values: Array(seed.values[first..<first + operand.values.count]))
        }
    }
}

extension Operator where Self == Concatenation {
    /// The inputs one after the other along the channels.
    public static var concatenation: Concatenation { Concatenation() }
}
