/// y = −1, 0 or 1, as x is below, at or above 0; its slope is 0 wherever it has one.
public struct Sign: NamedFunction {
    public init() {}

    public static let onnxName = "Sign"
    public var summary: String { "sign" }

    public func value(at x: Float) -> Float { x > 0 ? 1 : x < 0 ? -1 : x }

    public func slope(at x: Float, where y: Float) -> Float { 0 }
}
