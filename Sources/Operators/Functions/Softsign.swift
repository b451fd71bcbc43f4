/// y = x / (1 + |x|)
public struct Softsign: NamedFunction {
    public init() {}

    public static let onnxName = "Softsign"
    public var summary: String { "softsign" }

    public func value(at x: Float) -> Float { x / (1 + abs(x)) }

    public func slope(at x: Float, where y: Float) -> Float {
        let share = 1 / (1 + abs(x))
        return share * share
    }
}
