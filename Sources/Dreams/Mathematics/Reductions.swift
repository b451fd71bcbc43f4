import Tensors

/// From an array to one number.
extension Expression.Reduction {
    var operation: ExpressionOperation {
        ExpressionOperation(
            forward: { inputs in
                .scalar(self == .mean ? inputs[0].mean : inputs[0].sum)
            },
            // ∂/∂xᵢ = g for a sum, g / n for a mean
            backward: { seed, inputs, _ in
                let share = self == .mean ? seed.values[0] / Float(max(inputs[0].values.count, 1)) : seed.values[0]
                return [Tensor(shape: inputs[0].shape, repeating: share)]
            })
    }
}

extension Expression.Reduction {
    /// Of the squares: y = Σ xᵢ², divided by n for a mean.
    var operationOnSquares: ExpressionOperation {
        func divisor(_ x: Tensor) -> Double { self == .mean ? Double(max(x.values.count, 1)) : 1 }
        return ExpressionOperation(
            forward: { inputs in
                let x = inputs[0]
                return .scalar(Float(Sums.squares(x.values.span) / divisor(x)))
            },
            // ∂/∂xᵢ = 2·g·xᵢ, divided by n for a mean
            backward: { seed, inputs, _ in
                var gradient = inputs[0]
                gradient.scale(by: Float(2 * Double(seed.values[0]) / divisor(inputs[0])))
                return [gradient]
            })
    }
}

extension ExpressionOperation {
    /// One channel: y = x[c], and the gradient is zero in all others.
    static func channel(_ index: Int) -> ExpressionOperation {
        ExpressionOperation(
            forward: { inputs in
                let x = inputs[0]
                return Tensor(
                    shape: Shape(channels: 1, height: x.shape.height, width: x.shape.width),
                    values: Array(x.values[x.indices(ofChannel: index)]))
            },
            backward: { seed, inputs, _ in
                var gradient = Tensor.zeros(inputs[0].shape)
                gradient.values.replaceSubrange(gradient.indices(ofChannel: index), with: seed.values)
                return [gradient]
            })
    }
}
