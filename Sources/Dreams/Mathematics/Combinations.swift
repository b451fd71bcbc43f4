import Tensors

/// Element by element operations on two arrays; a scalar goes with every element, and its gradient is a sum.
extension Expression.Operator {
    var operation: ExpressionOperation {
        let value = rule
        return ExpressionOperation(
            forward: { inputs in Broadcast(inputs[0], inputs[1]).map(value) },
            backward: { seed, inputs, _ in
                let both = Broadcast(inputs[0], inputs[1])
                return [
                    both.reduced(both.map(seed) { g, a, b in g * slopes(a, b).left }, to: inputs[0].shape),
                    both.reduced(both.map(seed) { g, a, b in g * slopes(a, b).right }, to: inputs[1].shape),
                ]
            })
    }

    private var rule: (Float, Float) -> Float {
        switch self {
        case .add: (+)
        case .subtract: (-)
        case .multiply: (*)
        case .divide: (/)
        }
    }

    /// ∂y/∂a and ∂y/∂b
    private func slopes(_ a: Float, _ b: Float) -> (left: Float, right: Float) {
        switch self {
        case .add: (1, 1)
        case .subtract: (1, -1)
        case .multiply: (b, a)
        case .divide: (1 / b, -a / (b * b))
        }
    }
}

/// Two operands of one shape, or one of them a scalar.
private struct Broadcast {
    private let a: Tensor
    private let b: Tensor
    private let shape: Shape

    init(_ a: Tensor, _ b: Tensor) {
        self.a = a
        self.b = b
        shape = a.shape.rank == 0 ? b.shape : a.shape
    }

    /// Elements of an operand lie this far apart: 0 for a scalar.
    private var strides: (Int, Int) { (a.values.count == 1 ? 0 : 1, b.values.count == 1 ? 0 : 1) }

    func map(_ body: (Float, Float) -> Float) -> Tensor {
        let x = a.values.span
        let y = b.values.span
        let (i, j) = strides
        return Tensor(shape) { output in
            for k in output.indices { output[k] = body(x[k * i], y[k * j]) }
        }
    }

    func map(_ seed: Tensor, _ body: (Float, Float, Float) -> Float) -> Tensor {
        let g = seed.values.span
        let x = a.values.span
        let y = b.values.span
        let (i, j) = strides
        return Tensor(shape) { output in
            for k in output.indices { output[k] = body(g[k], x[k * i], y[k * j]) }
        }
    }

    /// A scalar operand's gradient is the sum over every element that it went with.
    func reduced(_ gradient: Tensor, to shape: Shape) -> Tensor {
        shape.rank == 0 && gradient.shape.rank != 0 ? .scalar(gradient.sum) : gradient
    }
}
