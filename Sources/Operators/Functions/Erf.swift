import Foundation

/// The error function, 2/√π ∫₀ˣ e^(−t²) dt.
public struct Erf: NamedFunction {
    public init() {}

    public static let onnxName = "Erf"
    public var summary: String { "erf" }

    public func value(at x: Float) -> Float { Foundation.erf(x) }

    public func slope(at x: Float, where y: Float) -> Float { 2 / Float.pi.squareRoot() * exp(-x * x) }
}

extension Operator where Self == Erf {
    /// The error function.
    public static var erf: Erf { Erf() }
}
