import Foundation

/// y = x·σ(1.702·x), the GELU of OpenAI's CLIP (Hendrycks and Gimpel, "Gaussian error linear units", 2016).
public struct QuickGelu: ElementFunction {
    /// The only one that there is.
    public init() {}

    /// What σ's argument is multiplied by.
    package static let slope: Float = 1.702

    public var summary: String { "quick gelu" }

    public func value(at x: Float) -> Float { x * logistic(QuickGelu.slope * x) }

    public func slope(at x: Float, where y: Float) -> Float {
        let gate = logistic(QuickGelu.slope * x)
        return gate + QuickGelu.slope * x * gate * (1 - gate)
    }
}

extension Operator where Self == QuickGelu {
    /// y = x·σ(1.702·x)
    public static var quickGelu: QuickGelu { QuickGelu() }
}
