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
    /// The largest of each window.
    case maxPool(Window)
    /// The mean of each window; `countingPadding` tells whether padded zeros enter the mean.
    case averagePool(Window, countingPadding: Bool)
    /// The mean over H × W: `[1, C, 1, 1]`.
    case globalAveragePool
    /// The inputs one after the other along the channels.
    case concatenation
    /// The sum of two inputs of one shape.
    case addition
    /// y = e^x / Σ e^x over the channels.
    case softmax
}

/// The weights and geometry of a convolution (cross-correlation, as every framework means it).
public struct Convolution: Sendable {
    /// `[O, I / groups, kernel height, kernel width]`
    public var weights: Tensor
    /// One number an output channel.
    public var bias: [Float]
    /// Kernel, stride, dilation and padding.
    public var window: Window
    /// The channels are split into this many independent groups; O = groups = I is a depthwise convolution.
    public var groups: Int

    /// A convolution from its parts; `window.kernel` must agree with the weights.
    public init(weights: Tensor, bias: [Float], window: Window, groups: Int = 1) {
        precondition(weights.shape.rank == 4 && weights.shape.dimensions[0] == bias.count)
        precondition(weights.shape.height == window.kernel.height && weights.shape.width == window.kernel.width)
        self.weights = weights
        self.bias = bias
        self.window = window
        self.groups = groups
    }

    /// O
    public var outputChannels: Int { bias.count }

    /// I
    public var inputChannels: Int { weights.shape.dimensions[1] * groups }
}
