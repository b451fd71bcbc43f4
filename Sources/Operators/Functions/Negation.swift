/// y = −x
public struct Negation: ElementFunction {
    /// The only one that there is.
    public init() {}

    public var summary: String { "negate" }

    public func value(at x: Float) -> Float { -x }

    public func slope(at x: Float, where y: Float) -> Float { -1 }
}
