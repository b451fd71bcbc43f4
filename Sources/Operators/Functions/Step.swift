/// y = 1 where x is above 0, or at 0 where that counts, and 0 elsewhere; its slope is 0 wherever it has one.
public struct Step: ElementFunction {
    /// What it is at 0.
    public let atZero: Float

    /// The function.
    /// - Parameter atZero: whether 0 counts.
    public init(atZero: Bool) { self.atZero = atZero ? 1 : 0 }

    public var summary: String { "step" }

    public func value(at x: Float) -> Float { x > 0 ? 1 : x == 0 ? atZero : 0 }

    public func slope(at x: Float, where y: Float) -> Float { 0 }
}
