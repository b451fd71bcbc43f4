/// y = x·σ(x), also called SiLU (Ramachandran, Zoph and Le, "Searching for activation functions", 2017).
public struct Swish: ElementFunction {
    /// The only one that there is.
    public init() {}

    public var summary: String { "swish" }

    public func value(at x: Float) -> Float { x * logistic(x) }

    public func slope(at x: Float, where y: Float) -> Float {
        let gate = logistic(x)
        return gate + x * gate * (1 - gate)
    }
}

extension Operator where Self == Swish {
    /// y = x·σ(x)
    public static var swish: Swish { Swish() }
}
