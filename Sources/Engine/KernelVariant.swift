import CPUBridge

/// The build of the kernels that this CPU gets: another build rounds otherwise.
public enum KernelVariant: String, Sendable {
    /// Vectors of 16 floats.
    case avx512
    /// Vectors of 8 floats, and fused multiply–adds.
    case avx2
    /// What every CPU of the architecture has.
    case baseline

    /// The fastest that runs here, which the fast backend uses.
    public static var best: KernelVariant {
        switch kernel_variant_best() {
        case kernel_variant_avx512: .avx512
        case kernel_variant_avx2: .avx2
        default: .baseline
        }
    }
}
