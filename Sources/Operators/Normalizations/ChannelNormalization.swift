public import Tensors

/// y[c] = scale[c]·(x[c] − μ)/√(σ² + ε) + shift[c], μ and σ² over the channels of a position: the layer normalization
/// of ConvNeXt (Liu et al., "A ConvNet for the 2020s", 2022).
public struct ChannelNormalization: PositionwiseOperator, Hashable {
    /// One number a channel.
    public var scale: [Float]
    /// One number a channel.
    public var shift: [Float]
    /// Added to the variance.
    public var epsilon: Float

    /// A normalization from its parts.
    public init(scale: [Float], shift: [Float], epsilon: Float) {
        precondition(scale.count == shift.count)
        self.scale = scale
        self.shift = shift
        self.epsilon = epsilon
    }
}

extension ChannelNormalization {
    public var summary: String { "layer norm" }
    public func shape(_ inputs: [Shape]) -> Shape { inputs[0] }
    public var bytes: Int { 8 * scale.count }
    public var backwardReads: BackwardReads { .operands }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let x = operands[0]
        var y = x
        for place in 0..<x.shape.area {
            let (mean, deviation) = moments(of: x, at: place)
            for channel in 0..<x.shape.channels {
                let i = channel * x.shape.area + place
                let unit = (Double(x.values[i]) - mean) / deviation
                y.values[i] = Float(Double(scale[channel]) * unit + Double(shift[channel]))
            }
        }
        return y
    }

    // With h = g·scale and u = (x − μ)/σ: ∂/∂x = (h − mean h − u·mean(h·u)) / σ
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let x = operands[0]
        var gradient = seed
        for place in 0..<x.shape.area {
            let (mean, deviation) = moments(of: x, at: place)
            let places = (0..<x.shape.channels).map { $0 * x.shape.area + place }
            let units = places.map { (Double(x.values[$0]) - mean) / deviation }
            let scaled = zip(places, scale).map { Double(seed.values[$0]) * Double($1) }
            let first = scaled.reduce(0, +) / Double(places.count)
            let second = zip(scaled, units).reduce(0) { $0 + $1.0 * $1.1 } / Double(places.count)
            for (channel, i) in places.enumerated() {
                gradient.values[i] = Float((scaled[channel] - first - units[channel] * second) / deviation)
            }
        }
        return [gradient]
    }

    /// μ and √(σ² + ε)
    private func moments(of x: Tensor, at place: Int) -> (mean: Double, deviation: Double) {
        let values = (0..<x.shape.channels).map { Double(x.values[$0 * x.shape.area + place]) }
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        return (mean, (variance + Double(epsilon)).squareRoot())
    }
}

extension Operator where Self == ChannelNormalization {
    /// Zero mean and unit variance over the channels at every position, then scale and shift.
    public static func channelNormalization(_ normalization: ChannelNormalization) -> ChannelNormalization {
        normalization
    }
}
