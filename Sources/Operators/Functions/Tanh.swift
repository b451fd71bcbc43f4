import Foundation

/// y = tanh x
public struct Tanh: NamedFunction {
    public init() {}

    public static let onnxName = "Tanh"
    public var summary: String { "tanh" }

    public func value(at x: Float) -> Float { Foundation.tanh(x) }

    public func slope(at x: Float, where y: Float) -> Float { 1 - y * y }
}

extension Operator where Self == Tanh {
    /// y = tanh x
    public static var tanh: Tanh { Tanh() }
}
