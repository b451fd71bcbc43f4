import Foundation

/// y = ln(1 + eˣ)
public struct Softplus: NamedFunction {
    public init() {}

    public static let onnxName = "Softplus"
    public var summary: String { "softplus" }

    public func value(at x: Float) -> Float { max(x, 0) + log1p(exp(-abs(x))) }

    public func slope(at x: Float, where y: Float) -> Float { logistic(x) }
}

extension Operator where Self == Softplus {
    /// y = ln(1 + eˣ)
    public static var softplus: Softplus { Softplus() }
}
