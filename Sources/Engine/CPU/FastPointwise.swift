import CPUBridge
import Networks
import Tensors

/// y = clip(W·x + b) at every position, for dense 1×1 kernels of stride 1: a matrix product of our own, which masks and adds
/// gradients as it writes them.
final class FastPointwise: FastLayer {
    let needs: LayerNeeds

    private let variant: kernel_variant
    private let convolution: Convolution
    private let area: Int
    private let keepsPacked: Bool
    private let bias: PackedWeights
    /// Packed when they are first asked for, and kept.
    private var kept: (weights: PackedWeights?, transposed: PackedWeights?)

    /// Whether the kernel computes such a layer.
    static func accepts(_ geometry: ConvolutionGeometry) -> Bool {
        geometry.window.kernel == Extent(1) && geometry.window.stride == Extent(1) && geometry.groups == 1
            && geometry.input.area == geometry.output.area
    }

    /// - Parameter keepsPacked: whether weights stay packed, in either direction; otherwise each call packs them anew, which takes a hundredth of
    ///   its time over thousands of positions, and holds those of one layer.
    init(_ convolution: Convolution, _ geometry: ConvolutionGeometry, keepsPacked: Bool, variant: kernel_variant) throws
    {
        (self.variant, self.convolution, self.keepsPacked) = (variant, convolution, keepsPacked)
        area = geometry.input.area
        bias = try convolution.packedBias(variant)
        needs = LayerNeeds(
            beside: keepsPacked
                ? 0
                : convolution.pointwiseCount(variant, isBack: false)
                    + convolution.pointwiseCount(variant, isBack: true), clips: true)
    }

    func forward(_ run: ForwardRun) throws {
        var finish = run.finish
        let weights = try kept.weights ?? convolution.packedPointwise(variant, isKept: keepsPacked)
        if keepsPacked { kept.weights = weights }
        let done = withExtendedLifetime(weights) {
            pointwise_run(
                variant, Int32(convolution.inputChannels), Int32(convolution.outputChannels), area, weights.address,
                bias.address, run.inputs[0].address, run.output.address, &finish)
        }
        guard done else { throw EngineError.outOfMemory }
    }

    // ∂/∂x = Wᵀ·g
    func backward(_ run: BackwardRun) throws {
        guard let target = run.targets[0] else { return }
        var finish = target.finish
        let transposed = try kept.transposed ?? convolution.packedPointwiseTransposed(variant, isKept: keepsPacked)
        if keepsPacked { kept.transposed = transposed }
        let done = withExtendedLifetime(transposed) {
            pointwise_run(
                variant, Int32(convolution.outputChannels), Int32(convolution.inputChannels), area, transposed.address,
                nil, run.gradient.address, target.block.address, &finish)
        }
        guard done else { throw EngineError.outOfMemory }
    }
}

extension Convolution {
    /// The matrix of a 1×1 kernel.
    /// - Parameter isKept: it stays with the weights; otherwise it is the caller's alone, and nothing of it stays there.
    func packedPointwise(_ variant: kernel_variant, isKept: Bool = true) throws -> PackedWeights {
        try packedPointwise(variant, isBack: false, isKept: isKept)
    }

    /// Its transpose.
    func packedPointwiseTransposed(_ variant: kernel_variant, isKept: Bool = true) throws -> PackedWeights {
        try packedPointwise(variant, isBack: true, isKept: isKept)
    }

    /// The floats of the matrix, or of its transpose.
    fileprivate func pointwiseCount(_ variant: kernel_variant, isBack: Bool) -> Int {
        let (inputs, outputs) = (Int32(inputChannels), Int32(outputChannels))
        return pointwise_packed_count(variant, isBack ? outputs : inputs, isBack ? inputs : outputs)
    }

    private func packedPointwise(_ variant: kernel_variant, isBack: Bool, isKept: Bool) throws -> PackedWeights {
        let (inputs, outputs) = (Int32(inputChannels), Int32(outputChannels))
        return try packed(
            isBack ? "pointwise back" : "pointwise", variant, count: pointwiseCount(variant, isBack: isBack),
            isKept: isKept
        ) { pointwise_pack(variant, isBack ? outputs : inputs, isBack ? inputs : outputs, $0, isBack, $1) }
    }
}
