import Foundation
public import Tensors

/// y = x / (bias + α/n·Σ x²)^β, the sum going over a neighbourhood of n (Krizhevsky et al., 2012).
public struct LocalResponse: Operator, Hashable {
    /// Where neighbours are.
    public enum Region: Hashable, Sendable {
        /// `size` channels around the channel, at the same position; n = size.
        case acrossChannels
        /// `size` × `size` positions of the same channel; n = size².
        case withinChannel
    }

    /// An odd number.
    public var size: Int
    /// As ONNX and Caffe mean it: it is divided by n.
    public var alpha: Float
    /// The exponent.
    public var beta: Float
    /// What is there before the sum; above 0, so that nothing is divided by nothing.
    public var bias: Float
    /// Which neighbours.
    public var region: Region

    /// A normalization from its parts.
    public init(size: Int, alpha: Float, beta: Float, bias: Float, region: Region = .acrossChannels) {
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.bias = bias
        self.region = region
    }
}

extension LocalResponse {
    public var summary: String { "local response" }
    public func shape(_ inputs: [Shape]) -> Shape { inputs[0] }

    public func axisMaps(of operands: [Shape], to output: Shape) -> [AxisMap] {
        [region == .acrossChannels ? .same : AxisMap(.neighbours(reach: size / 2))]
    }

    /// Itself: there is nothing beyond the picture to normalize by.
    public func part(_ part: OperatorPart) -> any Operator { self }

    public var geometry: [Int] { [] }
    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int { 0 }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { .operands }

    // s = bias + α/n·Σ x² over the neighbourhood; y = x·s^−β
    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let x = operands[0]
        var y = x
        for i in y.values.indices {
            y.values[i] = Float(Double(x.values[i]) * pow(scale(at: i, of: x), -Double(beta)))
        }
        return y
    }

    // ∂/∂x[q] = g[q]·s[q]^−β − 2αβ/n·x[q]·Σ g[p]·x[p]·s[p]^(−β−1) over the p in whose neighbourhood q is
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let x = operands[0]
        let beta = Double(beta)
        let scales = x.values.indices.map { scale(at: $0, of: x) }
        let shares = x.values.indices.map {
            Double(seed.values[$0]) * Double(x.values[$0]) * pow(scales[$0], -beta - 1)
        }
        let factor = 2 * Double(alpha) * beta / Double(neighbourCount)
        let values = x.values.indices.map { i in
            // The neighbourhood is symmetric: q is near p where p is near q.
            let sum = neighbours(of: i, in: x.shape).reduce(0.0) { $0 + shares[$1] }
            return Float(Double(seed.values[i]) * pow(scales[i], -beta) - factor * Double(x.values[i]) * sum)
        }
        return [Tensor(shape: x.shape, values: values)]
    }

    private var neighbourCount: Int {
        region == .acrossChannels ? size : size * size
    }

    private func scale(at index: Int, of x: Tensor) -> Double {
        let sum = neighbours(of: index, in: x.shape).reduce(0.0) { $0 + Double(x.values[$1]) * Double(x.values[$1]) }
        return Double(bias) + Double(alpha) / Double(neighbourCount) * sum
    }

    private func neighbours(of index: Int, in shape: Shape) -> [Int] {
        let reach = size / 2
        let (channel, place) = (index / shape.area, index % shape.area)
        func around(_ centre: Int, _ limit: Int) -> Range<Int> {
            max(0, centre - reach)..<min(limit, centre + reach + 1)
        }
        switch region {
        case .acrossChannels:
            return around(channel, shape.channels).map { $0 * shape.area + place }
        case .withinChannel:
            return around(place / shape.width, shape.height).flatMap { row in
                around(place % shape.width, shape.width).map { channel * shape.area + row * shape.width + $0 }
            }
        }
    }
}

extension Operator where Self == LocalResponse {
    /// Responses divided by those of their neighbours.
    public static func localResponse(_ response: LocalResponse) -> LocalResponse { response }
}
