/// y = |x|
public struct Absolute: NamedFunction {
    public init() {}

    public static let onnxName = "Abs"
    public var summary: String { "abs" }

    public func value(at x: Float) -> Float { abs(x) }

    public func slope(at x: Float, where y: Float) -> Float { x > 0 ? 1 : x < 0 ? -1 : 0 }
}

extension Operator where Self == Absolute {
    /// y = |x|
    public static var absolute: Absolute { Absolute() }
}
