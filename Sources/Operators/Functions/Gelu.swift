import Foundation

/// y = x·Φ(x), Φ being the normal distribution (Hendrycks and Gimpel, "Gaussian error linear units", 2016).
public struct Gelu: ElementFunction {
    /// The only one that there is.
    public init() {}

    public var summary: String { "gelu" }

    public func value(at x: Float) -> Float { x * normal(x) }

    public func slope(at x: Float, where y: Float) -> Float {
        normal(x) + x * exp(-x * x / 2) / (2 * Float.pi).squareRoot()
    }

    /// Φ(x)
    private func normal(_ x: Float) -> Float { 0.5 * (1 + Foundation.erf(x * Float(0.5).squareRoot())) }
}

extension Operator where Self == Gelu {
    /// y = x·Φ(x)
    public static var gelu: Gelu { Gelu() }
}
