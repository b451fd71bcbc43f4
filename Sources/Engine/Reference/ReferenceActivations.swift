import Foundation
import Networks
import Tensors

/// y = f(x), element by element.
struct ReferenceActivation: ReferenceLayer {
    let activation: Activation

    func forward(_ inputs: [Tensor]) -> Tensor {
        inputs[0].map { Float(activation.value(at: Double($0))) }
    }

    // ∂/∂x = g·f′(x)
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        var gradient = seed
        for (i, x) in inputs[0].values.enumerated() { gradient.values[i] *= Float(activation.slope(at: Double(x))) }
        return [gradient]
    }
}

/// y = max(0, x) + slope[c]·min(0, x)
struct ReferenceParametricRelu: ReferenceLayer {
    let slopes: [Float]

    func forward(_ inputs: [Tensor]) -> Tensor {
        var y = inputs[0]
        forEachNegative(of: inputs[0]) { i, slope in y.values[i] *= slope }
        return y
    }

    // ∂/∂x = g where x > 0, slope[c]·g elsewhere
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        var gradient = seed
        forEachNegative(of: inputs[0]) { i, slope in gradient.values[i] *= slope }
        return [gradient]
    }

    private func forEachNegative(of x: Tensor, _ body: (_ index: Int, _ slope: Float) -> Void) {
        for channel in 0..<x.shape.channels {
            for i in x.indices(ofChannel: channel) where x.values[i] <= 0 { body(i, slopes[channel]) }
        }
    }
}

extension Activation {
    /// f(x)
    func value(at x: Double) -> Double {
        switch self {
        case .leakyRelu(let slope): x > 0 ? x : Double(slope) * x
        case .elu(let alpha): x > 0 ? x : Double(alpha) * expm1(x)
        case .sigmoid: Activation.logistic(x)
        case .tanh: Foundation.tanh(x)
        case .swish: x * Activation.logistic(x)
        case .hardSwish: x * min(max(x / 6 + 0.5, 0), 1)
        case .gelu: x * Activation.normal(x)
        case .geluTanh: 0.5 * x * (1 + Foundation.tanh(Activation.bend(x)))
        case .erf: Foundation.erf(x)
        case .softplus: max(x, 0) + log1p(Foundation.exp(-abs(x)))
        case .exponential: Foundation.exp(x)
        case .logarithm: Foundation.log(x)
        case .absolute: abs(x)
        case .power(let exponent): Foundation.pow(x, Double(exponent))
        }
    }

    /// f′(x)
    func slope(at x: Double) -> Double {
        switch self {
        case .leakyRelu(let slope): return x > 0 ? 1 : Double(slope)
        case .elu(let alpha): return x > 0 ? 1 : Double(alpha) * Foundation.exp(x)
        case .sigmoid:
            let y = Activation.logistic(x)
            return y * (1 - y)
        case .tanh:
            let y = Foundation.tanh(x)
            return 1 - y * y
        case .swish:
            let y = Activation.logistic(x)
            return y + x * y * (1 - y)
        case .hardSwish: return x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5
        case .gelu: return Activation.normal(x) + x * Foundation.exp(-x * x / 2) / (2 * Double.pi).squareRoot()
        case .geluTanh:
            let y = Foundation.tanh(Activation.bend(x))
            let bent = (2 / Double.pi).squareRoot() * (1 + 3 * 0.044715 * x * x)
            return 0.5 * (1 + y) + 0.5 * x * (1 - y * y) * bent
        case .erf: return 2 / Double.pi.squareRoot() * Foundation.exp(-x * x)
        case .softplus: return Activation.logistic(x)
        case .exponential: return Foundation.exp(x)
        case .logarithm: return 1 / x
        case .absolute: return x > 0 ? 1 : x < 0 ? -1 : 0
        case .power(let exponent): return Double(exponent) * Foundation.pow(x, Double(exponent) - 1)
        }
    }

    /// σ(x) = 1 / (1 + e⁻ˣ)
    private static func logistic(_ x: Double) -> Double { 1 / (1 + Foundation.exp(-x)) }

    /// Φ(x): the normal distribution.
    private static func normal(_ x: Double) -> Double { 0.5 * (1 + Foundation.erf(x / 2.squareRoot())) }

    /// What GELU's approximation takes the tanh of.
    private static func bend(_ x: Double) -> Double { (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x) }
}
