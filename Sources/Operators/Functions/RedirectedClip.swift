public import Tensors

/// y = min(max(x, lower), upper), whose gradient, where it would be zero everywhere, goes on to every element that it would bring nearer to
/// where it answers (Lucid's redirected ReLU and ReLU6, `misc/redirected_relu_grad.py`).
public struct RedirectedClip: ActivationFunction, Hashable {
    /// What it computes forward.
    public let clip: Clip

    /// A clip that wakes what is silent.
    public init(_ clip: Clip) { self.clip = clip }

    public var summary: String { "redirected relu" }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { .operands }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor { clip.forward(operands, to: output) }

    // ∂/∂x = the clip's; where that is zero everywhere, g but for what would push x farther out
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let plain = clip.backward(seed, operands, output, wanted: wanted)
        guard plain[0]?.values.allSatisfy({ $0 == 0 }) ?? false else { return plain }
        var gradient = seed
        for (i, x) in operands[0].values.enumerated() {
            if x <= clip.lower { gradient.values[i] = max(gradient.values[i], 0) }
            if x >= clip.upper { gradient.values[i] = min(gradient.values[i], 0) }
        }
        return [gradient]
    }
}
