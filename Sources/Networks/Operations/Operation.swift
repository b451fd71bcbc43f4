public import Tensors

/// What a node of the graph computes. Weights are part of the value; activations are `[1, C, H, W]`.
public enum Operation: Sendable {
    /// The picture enters here: `[1, channels, H, W]`, already in the network's own value range.
    case input(channels: Int)
    /// y = x ⋆ w + b
    case convolution(Convolution)
    /// y = max(0, x)
    case relu
    /// y = min(max(x, lower), upper); ReLU6 is `clip(0, 6)`.
    case clip(lower: Float, upper: Float)
    /// y = min(max(x, lower), upper), whose gradient, where it would be zero everywhere, goes on to every element that it would bring
    /// nearer to where it answers: Lucid's redirected ReLU and ReLU6.
    case waking(lower: Float, upper: Float)
    /// y = f(x), element by element.
    case activation(Activation)
    /// y = max(0, x) + slope·min(0, x), with one slope a channel (He et al., "Delving deep into rectifiers", 2015).
    case parametricRelu(slopes: [Float])
    /// Two inputs, element by element; a dimension that is 1 in one of them is stretched to the other's.
    case arithmetic(Arithmetic)
    /// The largest of each window.
    case maxPool(Window)
    /// The mean of each window; `countingPadding` tells whether padded zeros enter the mean.
    case averagePool(Window, countingPadding: Bool)
    /// The mean over H × W: `[1, C, 1, 1]`.
    case globalAveragePool
    /// The mean, the largest or the sum of each of a fixed number of windows, however large the input is.
    case adaptivePool(AdaptivePool)
    /// The mean over the channels: `[1, 1, H, W]`.
    case channelMean
    /// Responses divided by those of their neighbours.
    case localResponse(LocalResponse)
    /// Zero mean and unit variance over the channels at every position, then scale and shift.
    case channelNormalization(ChannelNormalization)
    /// y = e^x / Σ e^x over the channels.
    case softmax
    /// The inputs one after the other along the channels.
    case concatenation
    /// Output channel i is input channel `indices[i]`: splits, slices and shuffles.
    case channelSelection([Int])
    /// Margins of `value` around the input; negative ones cut it.
    case margins(before: Extent, after: Extent, value: Float)
    /// Another size; where that is another activation's, that one is the second input, of which only the size is read.
    case resize(Resize)
}

/// The weights and geometry of a convolution (cross-correlation, as every framework means it).
public struct Convolution: Sendable {
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

/// A function of one number.
public enum Activation: Hashable, Sendable {
    /// x where positive, slope·x elsewhere.
    case leakyRelu(slope: Float)
    /// x where positive, α·(eˣ − 1) elsewhere.
    case elu(alpha: Float)
    /// σ(x) = 1 / (1 + e⁻ˣ)
    case sigmoid
    case tanh
    /// x·σ(x), also called SiLU.
    case swish
    /// x·clip(x/6 + ½, 0, 1) (Howard et al., "Searching for MobileNetV3", 2019).
    case hardSwish
    /// x·Φ(x), Φ being the normal distribution (Hendrycks and Gimpel, 2016).
    case gelu
    /// Its approximation by tanh.
    case geluTanh
    case erf
    /// ln(1 + eˣ)
    case softplus
    case exponential
    case logarithm
    case absolute
    /// x^exponent
    case power(Float)
}

/// What two inputs become.
public enum Arithmetic: String, Hashable, Sendable, CaseIterable {
    case add, subtract, multiply, divide
}

/// y = x / (bias + α/n·Σ x²)^β, the sum going over a neighbourhood of n (Krizhevsky et al., 2012).
public struct LocalResponse: Hashable, Sendable {
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

/// y[c] = scale[c]·(x[c] − μ)/√(σ² + ε) + shift[c], μ and σ² over the channels of a position: the layer normalization
/// of ConvNeXt (Liu et al., "A ConvNet for the 2020s", 2022).
public struct ChannelNormalization: Hashable, Sendable {
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
