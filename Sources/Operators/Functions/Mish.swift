import Foundation

/// y = x·tanh(ln(1 + eˣ)) (Misra, "Mish: a self regularized non-monotonic activation function", 2019).
public struct Mish: NamedFunction {
    public init() {}

    public static let onnxName = "Mish"
    public var summary: String { "mish" }

    public func value(at x: Float) -> Float { x * gate(x) }

    public func slope(at x: Float, where y: Float) -> Float {
        let t = gate(x)
        return t + x * (1 - t * t) * logistic(x)
    }

    /// tanh(ln(1 + eˣ))
    private func gate(_ x: Float) -> Float { Foundation.tanh(Softplus().value(at: x)) }
}

extension Operator where Self == Mish {
    /// y = x·tanh(ln(1 + eˣ))
    public static var mish: Mish { Mish() }
}
