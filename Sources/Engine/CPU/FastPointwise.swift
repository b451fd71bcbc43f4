import CPUBridge
import Networks
import Tensors

/// y = clip(W·x + b) at every position, for dense 1×1 kernels of stride 1: a matrix product of our own, which masks and adds
/// gradients as it writes them.
final class FastPointwise: FastLayer {
    let needs = LayerNeeds(clips: true)

    private let variant: kernel_variant
    private let inputs: Int32
    private let outputs: Int32
    private let area: Int
    private let weights: PackedWeights
    private let transposed: PackedWeights
    private let bias: PackedWeights

    /// Whether the kernel computes such a layer.
    static func accepts(_ geometry: ConvolutionGeometry) -> Bool {
        geometry.window.kernel == Extent(1) && geometry.window.stride == Extent(1) && geometry.groups == 1
            && geometry.input.area == geometry.output.area
    }

    init(_ convolution: Convolution, _ geometry: ConvolutionGeometry, variant: kernel_variant) throws {
        self.variant = variant
        (inputs, outputs) = (Int32(geometry.input.channels), Int32(geometry.output.channels))
        area = geometry.input.area
        weights = try convolution.packedPointwise(variant)
        transposed = try convolution.packedPointwiseTransposed(variant)
        bias = try convolution.packedBias(variant)
    }

    func forward(_ run: ForwardRun) throws {
        var finish = run.finish
        let done = pointwise_run(
            variant, inputs, outputs, area, weights.address, bias.address, run.inputs[0].address, run.output.address,
            &finish)
        guard done else { throw EngineError.outOfMemory }
    }

    // ∂/∂x = Wᵀ·g
    func backward(_ run: BackwardRun) throws {
        guard let target = run.targets[0] else { return }
        var finish = target.finish
        let done = pointwise_run(
            variant, outputs, inputs, area, transposed.address, nil, run.gradient.address, target.block.address,
            &finish)
        guard done else { throw EngineError.outOfMemory }
    }
}

extension Convolution {
    /// The matrix of a 1×1 kernel.
    func packedPointwise(_ variant: kernel_variant) throws -> PackedWeights {
        let (inputs, outputs) = (Int32(inputChannels), Int32(outputChannels))
        return try packed("pointwise", variant, count: pointwise_packed_count(variant, inputs, outputs)) {
            pointwise_pack(variant, inputs, outputs, $0, false, $1)
        }
    }

    /// Its transpose.
    func packedPointwiseTransposed(_ variant: kernel_variant) throws -> PackedWeights {
        let (inputs, outputs) = (Int32(inputChannels), Int32(outputChannels))
        return try packed("pointwise back", variant, count: pointwise_packed_count(variant, outputs, inputs)) {
            pointwise_pack(variant, outputs, inputs, $0, true, $1)
        }
    }
}
