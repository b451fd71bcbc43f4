public import Tensors

/// y = max(0, x) + slope[c]·min(0, x), with one slope a channel (He et al., "Delving deep into rectifiers", 2015).
public struct ParametricRelu: ActivationFunction, Hashable {
    /// One number a channel.
    public let slopes: [Float]

    /// A rectifier of these slopes.
    public init(slopes: [Float]) { self.slopes = slopes }

    public var summary: String { "prelu" }
    public var bytes: Int { 4 * slopes.count }
    public var backwardReads: BackwardReads { .operands }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        var y = operands[0]
        forEachNegative(of: operands[0]) { i, slope in y.values[i] *= slope }
        return y
    }

    // ∂/∂x = g where x > 0, slope[c]·g elsewhere
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        var gradient = seed
        forEachNegative(of: operands[0]) { i, slope in gradient.values[i] *= slope }
        return [gradient]
    }

    private func forEachNegative(of x: Tensor, _ body: (_ index: Int, _ slope: Float) -> Void) {
        for channel in 0..<x.shape.channels {
            for i in x.indices(ofChannel: channel) where x.values[i] <= 0 { body(i, slopes[channel]) }
        }
    }
}

extension Operator where Self == ParametricRelu {
    /// y = max(0, x) + slope[c]·min(0, x)
    public static func parametricRelu(slopes: [Float]) -> ParametricRelu { ParametricRelu(slopes: slopes) }
}
