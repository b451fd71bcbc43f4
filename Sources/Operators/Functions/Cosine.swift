import Foundation

/// y = cos x, x in radians.
public struct Cosine: NamedFunction {
    public init() {}

    public static let onnxName = "Cos"
    public var summary: String { "cos" }

    public func value(at x: Float) -> Float { cos(x) }

    public func slope(at x: Float, where y: Float) -> Float { -sin(x) }
}
