import Foundation

/// y = x where positive, α·(eˣ − 1) elsewhere (Clevert, Unterthiner and Hochreiter, 2015).
public struct Elu: ElementFunction {
    public let alpha: Float

    /// The function.
    public init(alpha: Float) { self.alpha = alpha }

    public var summary: String { "elu" }

    public func value(at x: Float) -> Float { x > 0 ? x : alpha * expm1(x) }

    public func slope(at x: Float, where y: Float) -> Float { x > 0 ? 1 : alpha * exp(x) }
}

extension Operator where Self == Elu {
    /// y = x where positive, α·(eˣ − 1) elsewhere.
    public static func elu(alpha: Float) -> Elu { Elu(alpha: alpha) }
}
