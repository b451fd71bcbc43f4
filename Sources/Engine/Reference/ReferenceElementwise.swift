import Foundation
import Networks
import Tensors

/// y = min(max(x, lower), upper)
struct ReferenceClip: ReferenceLayer {
    let lower: Float
    let upper: Float

    func forward(_ inputs: [Tensor]) -> Tensor {
        inputs[0].map { min(max($0, lower), upper) }
    }

    // ∂/∂x = g where lower < x < upper, 0 elsewhere
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        var gradient = seed
        for (i, x) in inputs[0].values.enumerated() where !(x > lower && x < upper) { gradient.values[i] = 0 }
        return [gradient]
    }
}

/// y = min(max(x, lower), upper), whose gradient finds a way where the clip's does not (Lucid, `misc/redirected_relu_grad.py`).
struct ReferenceWaking: ReferenceLayer {
    let lower: Float
    let upper: Float

    private var clip: ReferenceClip { ReferenceClip(lower: lower, upper: upper) }

    func forward(_ inputs: [Tensor]) -> Tensor { clip.forward(inputs) }

    // ∂/∂x = the clip's; where that is zero everywhere, g but for what would push x farther out
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        let plain = clip.backward(seed, inputs: inputs, output: output)
        guard plain[0].values.allSatisfy({ $0 == 0 }) else { return plain }
        var gradient = seed
        for (i, x) in inputs[0].values.enumerated() {
            if x <= lower { gradient.values[i] = max(gradient.values[i], 0) }
            if x >= upper { gradient.values[i] = min(gradient.values[i], 0) }
        }
        return [gradient]
    }
}

/// The inputs one after the other along the channels.
struct ReferenceConcatenation: ReferenceLayer {
    func forward(_ inputs: [Tensor]) -> Tensor {
        let channels = inputs.reduce(0) { $0 + $1.shape.channels }
        let shape = Shape(channels: channels, height: inputs[0].shape.height, width: inputs[0].shape.width)
        return Tensor(shape: shape, values: inputs.flatMap(\.values))
    }

    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        var first = 0
        return inputs.map { input in
            defer { first += input.values.count }
            return Tensor(shape: input.shape, values: Array(seed.values[first..<first + input.values.count]))
        }
    }
}

/// y[c] = e^x[c] / Σ e^x over the channels, at every position.
struct ReferenceSoftmax: ReferenceLayer {
    func forward(_ inputs: [Tensor]) -> Tensor {
        var y = inputs[0]
        forEachPosition(of: y.shape) { channels in
            let largest = channels.map { y.values[$0] }.max() ?? 0
            let powers = channels.map { exp(Double(y.values[$0] - largest)) }
            let sum = powers.reduce(0, +)
            for (index, power) in zip(channels, powers) { y.values[index] = Float(power / sum) }
        }
        return y
    }

    // ∂/∂x[c] = y[c] · (g[c] − Σ g·y)
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        var gradient = seed
        forEachPosition(of: seed.shape) { channels in
            let mean = channels.reduce(0.0) { $0 + Double(seed.values[$1]) * Double(output.values[$1]) }
            for index in channels {
                gradient.values[index] = Float(Double(output.values[index]) * (Double(seed.values[index]) - mean))
            }
        }
        return [gradient]
    }

    private func forEachPosition(of shape: Shape, _ body: (_ channels: [Int]) -> Void) {
        for position in 0..<shape.area { body((0..<shape.channels).map { $0 * shape.area + position }) }
    }
}
