public import Tensors

/// y = a where c is not 0, b elsewhere. A dimension that is 1 in an operand goes with every element of the others'; no gradient goes to c.
public struct Choice: Operator, Hashable {
    /// The only one that there is.
    public init() {}

    public var summary: String { "choice" }

    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        guard let both = inputs[1].broadcast(with: inputs[2]) else { throw .unequal("\(inputs[1])", "\(inputs[2])") }
        guard let shape = inputs[0].broadcast(with: both) else { throw .unequal("\(inputs[0])", "\(both)") }
        return shape
    }

    public func axisMaps(of operands: [Shape], to output: Shape) -> [AxisMap] {
        Arithmetic.add.axisMaps(of: operands, to: output)
    }

    public func part(_ part: OperatorPart) -> any Operator { self }
    public var geometry: [Int] { [] }
    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int { 0 }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { .operands }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let steps = operands.map(\.shape.strides)
        let values = operands.map(\.values)
        return Tensor(unwritten: output) { line, row in
            let (channel, y) = line.quotientAndRemainder(dividingBy: output.height)
            let first = steps.map { channel * $0.channel + y * $0.row }
            for x in row.indices {
                let chosen = values[0][first[0] + x * steps[0].column] != 0 ? 1 : 2
                row[x] = values[chosen][first[chosen] + x * steps[chosen].column]
            }
        }
    }

    // ∂/∂a = g where c is not 0, ∂/∂b = g where it is
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let condition = operands[0]
        return [
            wanted[0] ? .zeros(condition.shape) : nil,
            wanted[1] ? seed.combined(with: condition) { $1 != 0 ? $0 : 0 }.summed(to: operands[1].shape) : nil,
            wanted[2] ? seed.combined(with: condition) { $1 != 0 ? 0 : $0 }.summed(to: operands[2].shape) : nil,
        ]
    }
}
