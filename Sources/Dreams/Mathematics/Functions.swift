import Foundation
import Tensors

/// Element by element functions: y = f(x), ∂/∂x = g · f′(x), with f′ from x and y.
extension Expression.Function {
    var operation: ExpressionOperation {
        let (value, slope) = rule
        return ExpressionOperation(
            forward: { inputs in inputs[0].map(value) },
            backward: { seed, inputs, output in
                var gradient = seed
                let input = inputs[0]
                let x = input.values.span
                let y = output.values.span
                var g = gradient.values.mutableSpan
                for i in g.indices { g[i] *= slope(x[i], y[i]) }
                return [gradient]
            })
    }

    /// f, and f′ as a function of x and y = f(x). Roots and logarithms stop short of zero, where their slopes are
    /// infinite.
    private var rule: (value: (Float) -> Float, slope: (_ x: Float, _ y: Float) -> Float) {
        switch self {
        case .negate: ({ -$0 }, { _, _ in -1 })
        case .square: ({ $0 * $0 }, { x, _ in 2 * x })
        case .abs: ({ Swift.abs($0) }, { x, _ in x > 0 ? 1 : x < 0 ? -1 : 0 })
        case .relu: ({ max(0, $0) }, { x, _ in x > 0 ? 1 : 0 })
        case .sqrt: ({ max(tiny, $0).squareRoot() }, { x, y in x > tiny ? 0.5 / y : 0 })
        case .exp: ({ Foundation.exp($0) }, { _, y in y })
        case .log: ({ Foundation.log(max(tiny, $0)) }, { x, _ in x > tiny ? 1 / x : 0 })
        case .tanh: ({ Foundation.tanh($0) }, { _, y in 1 - y * y })
        }
    }
}

private let tiny: Float = 1e-12
