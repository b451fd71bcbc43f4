import CPUBridge
import Networks
import Tensors

/// y[c] = clip(x[c] ⋆ w[c] + b[c]): one kernel a channel, of any stride and dilation.
final class FastDepthwise: FastLayer {
    let needs = LayerNeeds(cutsRows: true, clips: true)

    private let variant: kernel_variant
    private let geometry: depthwise_geometry
    private let weights: PackedWeights
    private let bias: PackedWeights

    /// Whether the kernel computes such a layer.
    static func accepts(_ geometry: ConvolutionGeometry) -> Bool {
        geometry.groups == geometry.input.channels && geometry.groups == geometry.output.channels
            && geometry.window.kernel.height * geometry.window.kernel.width <= depthwise_most_taps
    }

    init(_ convolution: Convolution, _ geometry: ConvolutionGeometry, variant: kernel_variant) throws {
        self.variant = variant
        self.geometry = geometry.depthwise
        weights = try convolution.packedDepthwise(variant)
        bias = try convolution.packedBias(variant)
    }

    func forward(_ run: ForwardRun) throws {
        var (geometry, finish) = (geometry, run.finish)
        let done = depthwise_forward(
            variant, &geometry, weights.address, bias.address, run.inputs[0].address, run.output.address, &finish)
        guard done else { throw EngineError.outOfMemory }
    }

    // ∂/∂x[q] = Σ over the (p, tap) that read q of g[p]·w[tap]
    func backward(_ run: BackwardRun) throws {
        guard let target = run.targets[0] else { return }
        var (geometry, finish) = (geometry, target.finish)
        let done = depthwise_backward(
            variant, &geometry, weights.address, run.gradient.address, target.block.address, &finish)
        guard done else { throw EngineError.outOfMemory }
    }
}

extension Convolution {
    /// The kernels of a depthwise convolution.
    func packedDepthwise(_ variant: kernel_variant) throws -> PackedWeights {
        let (channels, taps) = (Int32(outputChannels), Int32(window.kernel.height * window.kernel.width))
        let lanes = kernel_variant_lanes(variant)
        let count = Int((channels + lanes - 1) / lanes * lanes * taps)
        return try packed("depthwise", variant, count: count) { depthwise_pack(variant, channels, taps, $0, $1) }
    }
}

extension ConvolutionGeometry {
    /// The numbers as the depthwise kernels take them.
    var depthwise: depthwise_geometry {
        depthwise_geometry(
            channels: Int32(input.channels), input_height: Int32(input.height), input_width: Int32(input.width),
            output_height: Int32(output.height), output_width: Int32(output.width),
            kernel_height: Int32(window.kernel.height), kernel_width: Int32(window.kernel.width),
            stride_height: Int32(window.stride.height), stride_width: Int32(window.stride.width),
            dilation_height: Int32(window.dilation.height), dilation_width: Int32(window.dilation.width),
            pad_top: Int32(vertical.before), pad_left: Int32(horizontal.before))
    }
}
