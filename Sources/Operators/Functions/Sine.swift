import Foundation

/// y = sin x, x in radians.
public struct Sine: NamedFunction {
    public init() {}

    public static let onnxName = "Sin"
    public var summary: String { "sin" }

    public func value(at x: Float) -> Float { sin(x) }

    public func slope(at x: Float, where y: Float) -> Float { cos(x) }
}
