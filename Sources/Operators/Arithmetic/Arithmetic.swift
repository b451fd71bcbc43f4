public import Tensors

/// Two operands element by element. A dimension that is 1 in one of them goes with every element of the other's; its gradient is the
/// sum over them.
public enum Arithmetic: String, Operator, Hashable, CaseIterable {
    case add, subtract, multiply, divide, maximum, minimum
}

extension Arithmetic {
    public var summary: String { rawValue }

    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        guard let shape = inputs[0].broadcast(with: inputs[1]) else {
            throw .unequal("\(inputs[0])", "\(inputs[1])")
        }
        return shape
    }

    public func axisMaps(of operands: [Shape], to output: Shape) -> [AxisMap] {
        operands.map {
            AxisMap(
                rows: $0.height == output.height ? .same : .stretched,
                columns: $0.width == output.width ? .same : .stretched)
        }
    }

    public func part(_ part: OperatorPart) -> any Operator { self }
    public var geometry: [Int] { [] }
    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int { 0 }
    public var bytes: Int { 0 }

    public var backwardReads: BackwardReads {
        switch self {
        case .add, .subtract: []
        case .multiply, .maximum, .minimum: .operands
        case .divide: [.operands, .output]
        }
    }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let (a, b) = (operands[0], operands[1])
        return switch self {
        case .add: a.combined(with: b) { $0 + $1 }
        case .subtract: a.combined(with: b) { $0 - $1 }
        case .multiply: a.combined(with: b) { $0 * $1 }
        case .divide: a.combined(with: b) { $0 / $1 }
        case .maximum: a.combined(with: b) { max($0, $1) }
        case .minimum: a.combined(with: b) { min($0, $1) }
        }
    }

    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let (a, b) = (operands[0], operands[1])
        return [
            wanted[0] ? left(seed, a, b).summed(to: a.shape) : nil,
            wanted[1] ? right(seed, a, b, output).summed(to: b.shape) : nil,
        ]
    }

    /// g · ∂y/∂a
    private func left(_ g: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
        switch self {
        case .add, .subtract: g
        case .multiply: g.combined(with: b) { $0 * $1 }
        case .divide: g.combined(with: b) { $0 / $1 }
        // Where both are equal the first takes all, so that the shares sum to the seed.
        case .maximum: g.combined(with: a.combined(with: b) { $0 >= $1 ? 1 : 0 }) { $0 * $1 }
        case .minimum: g.combined(with: a.combined(with: b) { $0 <= $1 ? 1 : 0 }) { $0 * $1 }
        }
    }

    /// g · ∂y/∂b
    private func right(_ g: Tensor, _ a: Tensor, _ b: Tensor, _ y: Tensor) -> Tensor {
        switch self {
        case .add: g
        case .subtract: g.map { -$0 }
        case .multiply: g.combined(with: a) { $0 * $1 }
        case .divide: g.combined(with: y.combined(with: b) { -$0 / $1 }) { $0 * $1 }
        case .maximum: g.combined(with: a.combined(with: b) { $0 >= $1 ? 0 : 1 }) { $0 * $1 }
        case .minimum: g.combined(with: a.combined(with: b) { $0 <= $1 ? 0 : 1 }) { $0 * $1 }
        }
    }
}

extension Operator where Self == Arithmetic {
    /// Two operands, element by element.
    public static func arithmetic(_ arithmetic: Arithmetic) -> Arithmetic { arithmetic }
}
