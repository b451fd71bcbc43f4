/// How exactly a device keeps activations, gradients and weights. What it computes with them, and every sum, is float32 always.
public enum Precision: String, CaseIterable, Sendable {
    /// 32 bits.
    case single
    /// 16 bits, half of the memory and of what goes over it: 11 binary digits, from 6·10⁻⁸ to 65504.
    case half
}
