import Networks
import Tensors

/// The mean over the channels: `[1, 1, H, W]`.
struct ReferenceChannelMean: ReferenceLayer {
    func forward(_ inputs: [Tensor]) -> Tensor {
        let x = inputs[0]
        let means = (0..<x.shape.area).map { place in
            let sum = (0..<x.shape.channels).reduce(0.0) { $0 + Double(x.values[$1 * x.shape.area + place]) }
            return Float(sum / Double(x.shape.channels))
        }
        return Tensor(shape: Shape(channels: 1, height: x.shape.height, width: x.shape.width), values: means)
    }

    // ∂/∂x = g / C in every channel
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        let shape = inputs[0].shape
        let share = seed.values.map { $0 / Float(shape.channels) }
        return [Tensor(shape: shape, values: (0..<shape.channels).flatMap { _ in share })]
    }
}

/// Output channel i is input channel `indices[i]`.
struct ReferenceChannelSelection: ReferenceLayer {
    let indices: [Int]

    func forward(_ inputs: [Tensor]) -> Tensor {
        let x = inputs[0]
        return Tensor(
            shape: Shape(channels: indices.count, height: x.shape.height, width: x.shape.width),
            values: indices.flatMap { x.values[x.indices(ofChannel: $0)] })
    }

    // ∂/∂x[c] = Σ g[i] over the i that take c
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        var gradient = Tensor.zeros(inputs[0].shape)
        for (i, channel) in indices.enumerated() {
            for (from, to) in zip(seed.indices(ofChannel: i), gradient.indices(ofChannel: channel)) {
                gradient.values[to] += seed.values[from]
            }
        }
        return [gradient]
    }
}

/// Margins of `value` around the input; negative ones cut it.
struct ReferenceMargins: ReferenceLayer {
    let before: Extent
    let after: Extent
    let value: Float

    func forward(_ inputs: [Tensor]) -> Tensor {
        let x = inputs[0]
        let shape = Shape(
            channels: x.shape.channels, height: x.shape.height + before.height + after.height,
            width: x.shape.width + before.width + after.width)
        var y = Tensor(shape: shape, repeating: value)
        forEachKept(x.shape, shape) { y.values[$1] = x.values[$0] }
        return y
    }

    // ∂/∂x = g where x was kept, 0 where it was cut
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        var gradient = Tensor.zeros(inputs[0].shape)
        forEachKept(gradient.shape, seed.shape) { gradient.values[$0] = seed.values[$1] }
        return [gradient]
    }

    private func forEachKept(_ x: Shape, _ y: Shape, _ body: (_ x: Int, _ y: Int) -> Void) {
        for channel in 0..<x.channels {
            for row in max(0, -before.height)..<min(x.height, y.height - before.height) {
                for column in max(0, -before.width)..<min(x.width, y.width - before.width) {
                    body(
                        (channel * x.height + row) * x.width + column,
                        (channel * y.height + row + before.height) * y.width + column + before.width)
                }
            }
        }
    }
}

/// Another size: every output is a weighted sum of at most four inputs.
struct ReferenceResize: ReferenceLayer {
    let resize: Resize

    func forward(_ inputs: [Tensor]) -> Tensor {
        let x = inputs[0]
        var y = Tensor.zeros(resize.shape(from: x.shape))
        let shape = y.shape
        forEachTap(x.shape, shape) { from, to, weight in y.values[to] += weight * x.values[from] }
        return y
    }

    // ∂/∂x[q] = Σ g[p]·weight over the p that read q
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        var gradient = Tensor.zeros(inputs[0].shape)
        forEachTap(gradient.shape, seed.shape) { from, to, weight in gradient.values[from] += weight * seed.values[to] }
        return [gradient]
    }

    private func forEachTap(_ x: Shape, _ y: Shape, _ body: (_ x: Int, _ y: Int, _ weight: Float) -> Void) {
        let steps = resize.steps(from: x, to: y)
        let rows = resize.method.taps(input: x.height, output: y.height, step: steps.height)
        let columns = resize.method.taps(input: x.width, output: y.width, step: steps.width)
        for channel in 0..<x.channels {
            for row in rows.indices {
                for column in columns.indices {
                    let to = (channel * y.height + row) * y.width + column
                    for (sourceRow, vertical) in rows[row] {
                        for (sourceColumn, horizontal) in columns[column] {
                            body((channel * x.height + sourceRow) * x.width + sourceColumn, to, vertical * horizontal)
                        }
                    }
                }
            }
        }
    }
}

extension Resize.Method {
    /// By output along one axis: the inputs that it reads, with their weights.
    func taps(input: Int, output: Int, step: Float) -> [[(index: Int, weight: Float)]] {
        (0..<output).map { place in
            let position: Float
            switch self {
            case .nearest: return [(index: min(input - 1, Int(Float(place) * step)), weight: 1)]
            case .linear: position = (Float(place) + 0.5) * step - 0.5
            case .linearAlignedCorners: position = output > 1 ? Float(place * (input - 1)) / Float(output - 1) : 0
            }
            let clamped = min(max(position, 0), Float(input - 1))
            let first = min(Int(clamped), input - 1)
            let rest = clamped - Float(first)
            guard first + 1 < input, rest > 0 else { return [(index: first, weight: 1)] }
            return [(index: first, weight: 1 - rest), (index: first + 1, weight: rest)]
        }
    }
}
