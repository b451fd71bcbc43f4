import Foundation
import Networks
import Tensors

/// y = x / s^β with s = bias + α/n·Σ x² over the neighbourhood.
struct ReferenceLocalResponse: ReferenceLayer {
    let response: LocalResponse

    func forward(_ inputs: [Tensor]) -> Tensor {
        var y = inputs[0]
        for i in y.values.indices {
            y.values[i] = Float(Double(inputs[0].values[i]) * pow(scale(at: i, of: inputs[0]), -Double(response.beta)))
        }
        return y
    }

    // ∂/∂x[q] = g[q]·s[q]^−β − 2αβ/n·x[q]·Σ g[p]·x[p]·s[p]^(−β−1) over the p in whose neighbourhood q is
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        let x = inputs[0]
        let beta = Double(response.beta)
        let scales = x.values.indices.map { scale(at: $0, of: x) }
        let shares = x.values.indices.map {
            Double(seed.values[$0]) * Double(x.values[$0]) * pow(scales[$0], -beta - 1)
        }
        let factor = 2 * Double(response.alpha) * beta / Double(neighbourCount)
        let values = x.values.indices.map { i in
            // The neighbourhood is symmetric: q is near p where p is near q.
            let sum = neighbours(of: i, in: x.shape).reduce(0.0) { $0 + shares[$1] }
            return Float(Double(seed.values[i]) * pow(scales[i], -beta) - factor * Double(x.values[i]) * sum)
        }
        return [Tensor(shape: x.shape, values: values)]
    }

    private var neighbourCount: Int {
        response.region == .acrossChannels ? response.size : response.size * response.size
    }

    private func scale(at index: Int, of x: Tensor) -> Double {
        let sum = neighbours(of: index, in: x.shape).reduce(0.0) { $0 + Double(x.values[$1]) * Double(x.values[$1]) }
        return Double(response.bias) + Double(response.alpha) / Double(neighbourCount) * sum
    }

    private func neighbours(of index: Int, in shape: Shape) -> [Int] {
        let reach = response.size / 2
        let (channel, place) = (index / shape.area, index % shape.area)
        func around(_ centre: Int, _ limit: Int) -> Range<Int> {
            max(0, centre - reach)..<min(limit, centre + reach + 1)
        }
        switch response.region {
        case .acrossChannels:
            return around(channel, shape.channels).map { $0 * shape.area + place }
        case .withinChannel:
            return around(place / shape.width, shape.height).flatMap { row in
                around(place % shape.width, shape.width).map { channel * shape.area + row * shape.width + $0 }
            }
        }
    }
}

/// y[c] = scale[c]·(x[c] − μ)/σ + shift[c], with μ and σ² + ε over the channels of a position.
struct ReferenceChannelNormalization: ReferenceLayer {
    let normalization: ChannelNormalization

    func forward(_ inputs: [Tensor]) -> Tensor {
        let x = inputs[0]
        var y = x
        for place in 0..<x.shape.area {
            let (mean, deviation) = moments(of: x, at: place)
            for channel in 0..<x.shape.channels {
                let i = channel * x.shape.area + place
                let unit = (Double(x.values[i]) - mean) / deviation
                y.values[i] = Float(Double(normalization.scale[channel]) * unit + Double(normalization.shift[channel]))
            }
        }
        return y
    }

    // With h = g·scale and u = (x − μ)/σ: ∂/∂x = (h − mean h − u·mean(h·u)) / σ
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        let x = inputs[0]
        var gradient = seed
        for place in 0..<x.shape.area {
            let (mean, deviation) = moments(of: x, at: place)
            let places = (0..<x.shape.channels).map { $0 * x.shape.area + place }
            let units = places.map { (Double(x.values[$0]) - mean) / deviation }
            let scaled = zip(places, normalization.scale).map { Double(seed.values[$0]) * Double($1) }
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
        return (mean, (variance + Double(normalization.epsilon)).squareRoot())
    }
}
