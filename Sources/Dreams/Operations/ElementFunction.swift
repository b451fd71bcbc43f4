import Foundation
import Tensors

/// Functions of one number, element by element: y = f(x), ∂/∂x = g · f′(x), with f′ from x and y.
public enum ElementFunction: String, Hashable, Sendable, CaseIterable {
    case negate, square, abs, relu, sqrt, exp, log, tanh, sigmoid, sin, cos
}

extension ElementFunction: TensorOperation {
    func text(_ operands: [String]) -> String { "\(rawValue)(\(operands[0]))" }
    func spread(_ operands: [Spread]) -> Spread { operands[0] }
    func shape(_ operands: [Shape]) -> Shape { operands[0] }

    func forward(_ inputs: [Tensor], _ scene: Scene) -> Tensor { inputs[0].map(rule.value) }

    func backward(
        _ seed: Tensor, _ inputs: [Tensor], _ output: Tensor, wanted: [Bool], _ scene: Scene
    ) -> [Tensor?] {
        let slope = rule.slope
        var gradient = seed
        let input = inputs[0]
        let x = input.values.span
        let y = output.values.span
        var g = gradient.values.mutableSpan
        g.forEachPart { range, g in
            let (x, y) = (x.extracting(range), y.extracting(range))
            for i in g.indices { g[i] *= slope(x[i], y[i]) }
        }
        return [gradient]
    }

    /// f, and f′ as a function of x and y = f(x). Roots and logarithms stop short of zero, where their slopes are infinite.
    private var rule: (value: @Sendable (Float) -> Float, slope: @Sendable (_ x: Float, _ y: Float) -> Float) {
        switch self {
        case .negate: ({ -$0 }, { _, _ in -1 })
        case .square: ({ $0 * $0 }, { x, _ in 2 * x })
        case .abs: ({ Swift.abs($0) }, { x, _ in x > 0 ? 1 : x < 0 ? -1 : 0 })
        case .relu: ({ max(0, $0) }, { x, _ in x > 0 ? 1 : 0 })
        case .sqrt: ({ max(tiny, $0).squareRoot() }, { x, y in x > tiny ? 0.5 / y : 0 })
        case .exp: ({ Foundation.exp($0) }, { _, y in y })
        case .log: ({ Foundation.log(max(tiny, $0)) }, { x, _ in x > tiny ? 1 / x : 0 })
        case .tanh: ({ Foundation.tanh($0) }, { _, y in 1 - y * y })
        case .sigmoid: ({ 1 / (1 + Foundation.exp(-$0)) }, { _, y in y * (1 - y) })
        case .sin: ({ Foundation.sin($0) }, { x, _ in Foundation.cos(x) })
        case .cos: ({ Foundation.cos($0) }, { x, _ in -Foundation.sin(x) })
        }
    }
}

private let tiny: Float = 1e-12

/// y = min(max(x, lower), upper)
struct Clamp: TensorOperation {
    let range: ClosedRange<Float>

    func text(_ operands: [String]) -> String { "clamp(\(operands[0]), \(range.lowerBound), \(range.upperBound))" }
    func spread(_ operands: [Spread]) -> Spread { operands[0] }
    func shape(_ operands: [Shape]) -> Shape { operands[0] }

    func forward(_ inputs: [Tensor], _ scene: Scene) -> Tensor {
        var output = inputs[0]
        output.clamp(to: range)
        return output
    }

    func backward(
        _ seed: Tensor, _ inputs: [Tensor], _ output: Tensor, wanted: [Bool], _ scene: Scene
    ) -> [Tensor?] {
        var gradient = seed
        let input = inputs[0]
        let x = input.values.span
        var g = gradient.values.mutableSpan
        for i in g.indices where x[i] < range.lowerBound || x[i] > range.upperBound { g[i] = 0 }
        return [gradient]
    }
}

/// y = x^p. A p that is no whole number takes x below zero for zero.
struct Power: TensorOperation {
    let exponent: Float

    private var isWhole: Bool { exponent == exponent.rounded() }

    func text(_ operands: [String]) -> String { "\(operands[0])^\(exponent)" }
    func spread(_ operands: [Spread]) -> Spread { operands[0] }
    func shape(_ operands: [Shape]) -> Shape { operands[0] }

    func forward(_ inputs: [Tensor], _ scene: Scene) -> Tensor {
        inputs[0].map { pow(isWhole ? $0 : max($0, tiny), exponent) }
    }

    // ∂/∂x = g · p · x^(p − 1)
    func backward(
        _ seed: Tensor, _ inputs: [Tensor], _ output: Tensor, wanted: [Bool], _ scene: Scene
    ) -> [Tensor?] {
        var gradient = seed
        let input = inputs[0]
        let x = input.values.span
        var g = gradient.values.mutableSpan
        for i in g.indices { g[i] *= isWhole || x[i] > tiny ? exponent * pow(x[i], exponent - 1) : 0 }
        return [gradient]
    }
}
