public import Tensors

/// y[o, p] = b[o] + Σ over taps t and channels i of o's group of w[o, i, t]·x[i, p·stride + t·dilation − before]: a cross-correlation, as
/// every framework means by it.
public struct Convolution: WindowOperator {
    /// `[O, I / groups, kernel height, kernel width]`
    public let weights: Tensor
    /// One number an output channel.
    public let bias: [Float]
    /// Kernel, stride, dilation and padding.
    public var window: Window
    /// The channels are split into this many independent groups; O = groups = I is a depthwise convolution.
    public let groups: Int
    /// What engines have made of weights and bias.
    public let preparations = Preparations()

    /// A convolution from its parts; `window.kernel` must agree with the weights.
    public init(weights: Tensor, bias: [Float], window: Window, groups: Int = 1) {
        precondition(weights.shape.rank == 4 && weights.shape.dimensions[0] == bias.count)
        precondition(weights.shape.height == window.kernel.height && weights.shape.width == window.kernel.width)
        self.weights = weights
        self.bias = bias
        self.window = window
        self.groups = groups
    }

    /// y = scale[c]·x + shift[c]: a depthwise convolution of one tap.
    public init(scale: [Float], shift: [Float], stride: Extent = Extent(1)) {
        self.init(
            weights: Tensor(shape: Shape([scale.count, 1, 1, 1]), values: scale), bias: shift,
            window: Window(kernel: Extent(1), stride: stride), groups: scale.count)
    }

    /// O
    public var outputChannels: Int { bias.count }

    /// I
    public var inputChannels: Int { weights.shape.dimensions[1] * groups }

    /// The convolution whose output channels are then multiplied by `scale` and raised by `shift`.
    package func followed(byScale scale: [Float], shift: [Float]) -> Convolution {
        var (weights, bias) = (weights, bias)
        let perChannel = weights.values.count / max(outputChannels, 1)
        for channel in 0..<outputChannels {
            for i in channel * perChannel..<(channel + 1) * perChannel { weights.values[i] *= scale[channel] }
            bias[channel] = bias[channel] * scale[channel] + shift[channel]
        }
        return Convolution(weights: weights, bias: bias, window: window, groups: groups)
    }
}

extension Convolution {
    public var summary: String {
        (groups == 1 ? "conv " : groups == inputChannels ? "depthwise " : "grouped ") + window.summary
    }

    public func shape(_ inputs: [Shape]) -> Shape { window.shape(over: inputs[0], channels: outputChannels) }

    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int {
        weights.values.count.timesAtMost(output.area)
    }

    public var bytes: Int { 4 * (weights.values.count + bias.count) }
    public var backwardReads: BackwardReads { [] }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let x = operands[0]
        var y = Tensor.zeros(output)
        for o in 0..<output.channels {
            var sums = [Double](repeating: Double(bias[o]), count: output.area)
            forEachTap(of: o, input: x.shape, output: output) { weight, position, source in
                sums[position] += Double(weight) * Double(x.values[source])
            }
            for i in 0..<output.area { y.values[o * output.area + i] = Float(sums[i]) }
        }
        return y
    }

    // ∂/∂x[i, q] = Σ over every (o, p, t) that reads q of g[o, p]·w[o, i, t]
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let input = operands[0].shape
        var sums = [Double](repeating: 0, count: input.count)
        for o in 0..<seed.shape.channels {
            let g = o * seed.shape.area
            forEachTap(of: o, input: input, output: seed.shape) { weight, position, source in
                sums[source] += Double(weight) * Double(seed.values[g + position])
            }
        }
        return [Tensor(shape: input, values: sums.map { Float($0) })]
    }

    /// Calls `body` with every weight of output channel `o`, the output position, and the index of the input it meets.
    @inline(__always)
    private func forEachTap(
        of o: Int, input: Shape, output: Shape, _ body: (_ weight: Float, _ position: Int, _ source: Int) -> Void
    ) {
        let top = window.vertical(over: input.height).before
        let left = window.horizontal(over: input.width).before
        let inputsPerGroup = inputChannels / groups
        let group = o / (outputChannels / groups)
        var tap = o * inputsPerGroup * window.kernel.height * window.kernel.width
        for i in 0..<inputsPerGroup {
            let plane = (group * inputsPerGroup + i) * input.area
            for ky in 0..<window.kernel.height {
                for kx in 0..<window.kernel.width {
                    let weight = weights.values[tap]
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

extension Operator where Self == Convolution {
    /// A convolution.
    public static func convolution(_ convolution: Convolution) -> Convolution { convolution }
}
