import Foundation

/// y = ln x; below `least`, which has no slope, that of `least`.
///
/// Networks mean it as it is, without a least. The language takes one: at 0 the slope would be infinite.
public struct Logarithm: ElementFunction {
    /// 0 for none.
    public let least: Float

    /// The function.
    public init(least: Float) { self.least = least }

    public var summary: String { "log" }

    public func value(at x: Float) -> Float { log(max(least, x)) }

    public func slope(at x: Float, where y: Float) -> Float { x > least || least == 0 ? 1 / x : 0 }
}

extension Operator where Self == Logarithm {
    /// y = ln x
    public static var logarithm: Logarithm { Logarithm(least: 0) }
}
