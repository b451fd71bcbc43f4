import Foundation

/// y = eˣ
public struct Exponential: NamedFunction {
    public init() {}

    public static let onnxName = "Exp"
    public var summary: String { "exp" }

    public func value(at x: Float) -> Float { exp(x) }

    public func slope(at x: Float, where y: Float) -> Float { y }
}

extension Operator where Self == Exponential {
    /// y = eˣ
    public static var exponential: Exponential { Exponential() }
}
