/// y = x·clip(x/6 + ½, 0, 1) (Howard et al., "Searching for MobileNetV3", 2019).
public struct HardSwish: NamedFunction {
    public init() {}

    public static let onnxName = "HardSwish"
    public var summary: String { "hard swish" }

    public func value(at x: Float) -> Float { x * min(max(x / 6 + 0.5, 0), 1) }

    public func slope(at x: Float, where y: Float) -> Float { x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5 }
}

extension Operator where Self == HardSwish {
    /// y = x·clip(x/6 + ½, 0, 1)
    public static var hardSwish: HardSwish { HardSwish() }
}
