import CPUBridge
import Networks
import Tensors

/// y = clip(dw(clip(W·x + b))): a pointwise convolution and the depthwise one that is its only reader, as one layer.
///
/// The many channels between them are computed a few rows at a time and never reach memory; of them, one bit each is kept.
final class FastExpansion: FastLayer {
    let needs: LayerNeeds

    private let variant: kernel_variant
    private let inputs: Int32
    private let geometry: depthwise_geometry
    /// The clip of the channels between.
    private let clip: ClosedRange<Float>?
    private let expand: PackedWeights
    private let expandTransposed: PackedWeights
    private let expandBias: PackedWeights
    private let weights: PackedWeights
    private let bias: PackedWeights

    init(
        _ pointwise: Convolution, clip: ClosedRange<Float>?, _ depthwise: Convolution, input: Shape,
        _ geometry: ConvolutionGeometry, variant: kernel_variant
    ) throws {
        self.variant = variant
        self.clip = clip
        inputs = Int32(input.channels)
        self.geometry = geometry.depthwise
        expand = try pointwise.packedPointwise(variant)
        expandTransposed = try pointwise.packedPointwiseTransposed(variant)
        expandBias = try pointwise.packedBias(variant)
        weights = try depthwise.packedDepthwise(variant)
        bias = try depthwise.packedBias(variant)
        let lanes = Int(kernel_variant_lanes(variant))
        let floats = Block.floats(in: geometry.input, lanes: lanes)
        let bits = StateRows(
            areOfInput: true, planes: (geometry.input.channels + lanes - 1) / lanes,
            bytes: geometry.input.width * lanes / 8)
        needs = LayerNeeds(
            state: clip == nil ? 0 : (floats + 31) / 32, stateRows: clip == nil ? nil : bits, cutsRows: true,
            clips: true)
    }

    private var numbers: expansion {
        expansion(
            inputs: inputs, depthwise: geometry, expand: expand.address, expand_transposed: expandTransposed.address,
            expand_bias: expandBias.address, weights: weights.address, bias: bias.address)
    }

    private func bits(_ state: UnsafeMutablePointer<Float>?) -> UnsafeMutablePointer<UInt8>? {
        state.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt8.self) }
    }

    func forward(_ run: ForwardRun) throws {
        var (numbers, finish, inner) = (numbers, run.finish, kernel_finish())
        if let clip {
            inner.clipped = true
            inner.lower = clip.lowerBound
            inner.upper = clip.upperBound
            inner.passes = bits(run.state)
        }
        let done = expansion_forward(
            variant, &numbers, &inner, run.inputs[0].address, run.output.address, &finish)
        guard done else { throw EngineError.outOfMemory }
    }

    // ∂/∂x = Wᵀ·(the depthwise gradient, where the clip between lets it through)
    func backward(_ run: BackwardRun) throws {
        guard let target = run.targets[0] else { return }
        var (numbers, finish, inner) = (numbers, target.finish, kernel_finish())
        inner.mask = UnsafePointer(bits(run.state))
        let done = expansion_backward(
            variant, &numbers, &inner, run.gradient.address, target.block.address, &finish)
        guard done else { throw EngineError.outOfMemory }
    }
}
