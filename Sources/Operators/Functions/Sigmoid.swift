/// y = σ(x) = 1 / (1 + e⁻ˣ)
public struct Sigmoid: NamedFunction {
    public init() {}

    public static let onnxName = "Sigmoid"
    public var summary: String { "sigmoid" }

    public func value(at x: Float) -> Float { logistic(x) }

    public func slope(at x: Float, where y: Float) -> Float { y * (1 - y) }
}

extension Operator where Self == Sigmoid {
    /// y = σ(x)
    public static var sigmoid: Sigmoid { Sigmoid() }
}
