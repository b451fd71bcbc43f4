import Tensors

/// What one operation of the expression language computes, and its gradient.
struct ExpressionOperation {
    /// The value from the operands' values.
    let forward: ([Tensor]) -> Tensor
    /// The gradient of each operand, from the gradient of the value, the operands' values and the value.
    let backward: (_ seed: Tensor, _ inputs: [Tensor], _ output: Tensor) -> [Tensor]
}

extension Expression {
    /// What has to be computed before the outermost operation. A mean or sum of squares is one operation, so that no array
    /// of squares is ever held.
    var computedOperands: [Expression] {
        if case .reduce(_, .apply(.square, let a)) = self { return [a] }
        return operands
    }

    /// The outermost operation, on `computedOperands`; leaves have none.
    var operation: ExpressionOperation {
        switch self {
        case .reduce(let reduction, .apply(.square, _)): reduction.operationOnSquares
        case .apply(let function, _): function.operation
        case .combine(let combination, _, _): combination.operation
        case .channel(let index, _): .channel(index)
        case .reduce(let reduction, _): reduction.operation
        case .totalVariation(_, let beta): .totalVariation(beta: beta)
        case .constant, .canvas, .activation: preconditionFailure("a leaf computes nothing")
        }
    }
}
