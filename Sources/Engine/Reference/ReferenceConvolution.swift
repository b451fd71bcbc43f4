import Networks
import Tensors

/// y[o, p] = b[o] + Σ over taps t and channels i of o's group of w[o, i, t] · x[i, p·stride + t·dilation − before]
struct ReferenceConvolution: ReferenceLayer {
    let convolution: Convolution

    func forward(_ inputs: [Tensor]) -> Tensor {
        let x = inputs[0]
        let shape = outputShape(for: x.shape)
        var y = Tensor.zeros(shape)
        for o in 0..<shape.channels {
            var sums = [Double](repeating: Double(convolution.bias[o]), count: shape.area)
            forEachTap(of: o, input: x.shape, output: shape) { weight, position, source in
                sums[position] += Double(weight) * Double(x.values[source])
            }
            for i in 0..<shape.area { y.values[o * shape.area + i] = Float(sums[i]) }
        }
        return y
    }

    // ∂/∂x[i, q] = Σ over every (o, p, t) that reads q of g[o, p] · w[o, i, t]
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        let input = inputs[0].shape
        var sums = [Double](repeating: 0, count: input.count)
        for o in 0..<seed.shape.channels {
            let g = o * seed.shape.area
            forEachTap(of: o, input: input, output: seed.shape) { weight, position, source in
                sums[source] += Double(weight) * Double(seed.values[g + position])
            }
        }
        return [Tensor(shape: input, values: sums.map { Float($0) })]
    }

    private func outputShape(for input: Shape) -> Shape {
        Shape(
            channels: convolution.outputChannels, height: convolution.window.vertical(over: input.height).count,
            width: convolution.window.horizontal(over: input.width).count)
    }

    /// Calls `body` with every weight of output channel `o`, the output position, and the index of the input it meets.
    @inline(__always)
    private func forEachTap(
        of o: Int, input: Shape, output: Shape, _ body: (_ weight: Float, _ position: Int, _ source: Int) -> Void
    ) {
        let window = convolution.window
        let top = window.vertical(over: input.height).before
        let left = window.horizontal(over: input.width).before
        let inputsPerGroup = convolution.inputChannels / convolution.groups
        let group = o / (convolution.outputChannels / convolution.groups)
        var tap = o * inputsPerGroup * window.kernel.height * window.kernel.width
        for i in 0..<inputsPerGroup {
            let plane = (group * inputsPerGroup + i) * input.area
            for ky in 0..<window.kernel.height {
                for kx in 0..<window.kernel.width {
                    let weight = convolution.weights.values[tap]
                    tap += 1
                    for y in 0..<output.height {
                        let sy = y * window.stride.height + ky * window.dilation.height - top
                        guard sy >= 0, sy < input.height else { continue }
                        for x in 0..<output.width {
                            let sx = x * window.stride.width + kx * window.dilation.width - left
                            guard sx >= 0, sx < input.width else { continue }
                            body(weight, y * output.width + x, plane + sy * input.width + sx)
                        }
                    }
                }
            }
        }
    }
}
