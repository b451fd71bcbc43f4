/// Every operator that there is.
///
/// A new one is a file of its own and a line here. The tests hold that no operator is missing here, and that each has cases against
/// finite differences and against the fast backend.
public enum Operators {
    /// In alphabetical order.
    public static let all: [any Operator.Type] = [
        Absolute.self,
        AdaptivePool.self,
        Arithmetic.self,
        AveragePool.self,
        ChannelNormalization.self,
        ChannelSelection.self,
        Clip.self,
        Concatenation.self,
        Convolution.self,
        Elu.self,
        Erf.self,
        Exponential.self,
        Gelu.self,
        GeluTanh.self,
        HardSwish.self,
        Input.self,
        LeakyRelu.self,
        LocalResponse.self,
        Logarithm.self,
        Margins.self,
        MaxPool.self,
        ParametricRelu.self,
        Power.self,
        RedirectedClip.self,
        Reduction.self,
        Resize.self,
        Sigmoid.self,
        Softmax.self,
        Softplus.self,
        Swish.self,
        Tanh.self,
    ]
}
