/// y = x above a threshold, 0 elsewhere (Konda, Memisevic and Krueger, "Zero-bias autoencoders", 2014).
public struct ThresholdedRelu: ElementFunction {
    public let threshold: Float

    /// The function.
    public init(threshold: Float) { self.threshold = threshold }

    public var summary: String { "thresholded relu \(threshold)" }

    public func value(at x: Float) -> Float { x > threshold ? x : 0 }

    public func slope(at x: Float, where y: Float) -> Float { x > threshold ? 1 : 0 }
}
