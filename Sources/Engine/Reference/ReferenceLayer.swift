import Networks
import Tensors

/// One kind of layer as plain loops: forward and backward together, to check every kernel against.
protocol ReferenceLayer: Sendable {
    /// The layer's output.
    func forward(_ inputs: [Tensor]) -> Tensor

    /// The gradient of every input, given the gradient `seed` of the output.
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor]
}

extension Operation {
    /// The operation, which is known to give `output`, as one that reads its operands alone.
    func settled(to output: Shape) -> Operation {
        if case .resize(let resize) = self { .resize(resize.settled(to: output)) } else { self }
    }

    /// The layer in plain loops; nil for the input, which computes nothing.
    var referenceLayer: (any ReferenceLayer)? {
        switch self {
        case .input: nil
        case .convolution(let convolution): ReferenceConvolution(convolution: convolution)
        case .relu: ReferenceClip(lower: 0, upper: .infinity)
        case .waking(let lower, let upper): ReferenceWaking(lower: lower, upper: upper)
        case .clip(let lower, let upper): ReferenceClip(lower: lower, upper: upper)
        case .maxPool(let window): ReferenceMaxPool(window: window)
        case .averagePool(let window, let counting): ReferenceAveragePool(window: window, countingPadding: counting)
        case .globalAveragePool: ReferenceGlobalAverage()
        case .concatenation: ReferenceConcatenation()
        case .arithmetic(let arithmetic): ReferenceArithmetic(arithmetic: arithmetic)
        case .activation(let activation): ReferenceActivation(activation: activation)
        case .parametricRelu(let slopes): ReferenceParametricRelu(slopes: slopes)
        case .channelMean: ReferenceChannelMean()
        case .localResponse(let response): ReferenceLocalResponse(response: response)
        case .channelNormalization(let normalization): ReferenceChannelNormalization(normalization: normalization)
        case .channelSelection(let indices): ReferenceChannelSelection(indices: indices)
        case .margins(let before, let after, let value): ReferenceMargins(before: before, after: after, value: value)
        case .resize(let resize): ReferenceResize(resize: resize)
        case .adaptivePool(let pool): ReferenceAdaptivePool(pool: pool)
        case .softmax: ReferenceSoftmax()
        }
    }
}
