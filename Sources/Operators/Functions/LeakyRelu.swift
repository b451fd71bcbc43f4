/// y = x where positive, slope·x elsewhere.
public struct LeakyRelu: ElementFunction {
    public let slope: Float

    /// The function.
    public init(slope: Float) { self.slope = slope }

    public var summary: String { "leaky relu \(slope)" }

    public func value(at x: Float) -> Float { x > 0 ? x : slope * x }

    public func slope(at x: Float, where y: Float) -> Float { x > 0 ? 1 : slope }
}

extension Operator where Self == LeakyRelu {
    /// y = x where positive, slope·x elsewhere.
    public static func leakyRelu(slope: Float) -> LeakyRelu { LeakyRelu(slope: slope) }
}
