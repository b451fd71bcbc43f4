public import Tensors

/// x and numbers that are part of the network, element by element: masks, biases, tables of one size. A dimension that is 1 in the numbers
/// goes with every element of x.
public struct ConstantArithmetic: Operator, Hashable {
    /// What is done.
    public let kind: Kind
    /// `[1, C or 1, H or 1, W or 1]`
    public let numbers: Tensor

    /// What is done with x and the numbers.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case add, multiply
    }

    /// An operator from its parts.
    public init(_ kind: Kind, _ numbers: Tensor) {
        self.kind = kind
        self.numbers = numbers
    }
}

extension ConstantArithmetic {
    public var summary: String { "\(kind.rawValue) constant" }

    /// The operand's.
    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        guard inputs[0].broadcast(with: numbers.shape) == inputs[0] else {
            throw .unequal("\(inputs[0])", "\(numbers.shape)")
        }
        return inputs[0]
    }

    public func axisMaps(of operands: [Shape], to output: Shape) -> [AxisMap] {
        // Numbers of one row belong to that row.
        [
            AxisMap(
                rows: numbers.shape.height == 1 ? .same : .everything,
                columns: numbers.shape.width == 1 ? .same : .everything)
        ]
    }

    public func part(_ part: OperatorPart) -> any Operator { self }
    public var geometry: [Int] { [] }
    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int { 0 }
    public var bytes: Int { 4 * numbers.values.count }
    public var backwardReads: BackwardReads { [] }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor { with(operands[0], kind) }

    // ∂/∂x = g of a sum, g·c of a product
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        [kind == .add ? seed : with(seed, .multiply)]
    }

    private func with(_ x: Tensor, _ kind: Kind) -> Tensor {
        switch kind {
        case .add: x.combined(with: numbers) { $0 + $1 }
        case .multiply: x.combined(with: numbers) { $0 * $1 }
        }
    }
}

extension Operator where Self == ConstantArithmetic {
    /// x and numbers that are part of the network.
    public static func constantArithmetic(_ kind: ConstantArithmetic.Kind, _ numbers: Tensor) -> ConstantArithmetic {
        ConstantArithmetic(kind, numbers)
    }
}
