import KernelBridge
import Networks
import Tensors

/// y = clip(x ⋆ w + b) for dense 3×3 kernels of stride 1, by Winograd's F(4×4, 3×3).
///
/// Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016: a quarter of the multiplications,
/// for a rounding error about ten times that of the direct sum.
final class FastWinograd: FastLayer {
    let needs = LayerNeeds(clips: true)

    private let variant: kernel_variant
    private let forwardPass: Pass
    private let backwardPass: Pass
    private let bias: PackedWeights

    /// One direction.
    fileprivate struct Pass {
        var geometry: winograd_geometry
        let packed: PackedWeights
        /// Nil where the kernels are transformed on the way. They belong to this size alone, so that those of a small octave
        /// are gone when a large one is dreamt.
        let transformed: PackedWeights?
    }

    /// Whether the kernel computes such a layer, and is worth it: with few channels the transforms cost more than they
    /// save.
    static func accepts(_ convolution: Convolution, _ geometry: ConvolutionGeometry) -> Bool {
        suits(convolution)
            && [geometry.vertical, geometry.horizontal].allSatisfy { (0...2).contains($0.before) && $0.after <= 2 }
    }

    /// Whether such a layer is computed like this at any size: squares of 4 × 4 outputs then share their rounding.
    static func suits(_ convolution: Convolution) -> Bool {
        let window = convolution.window
        return window.kernel == Extent(3) && window.stride == Extent(1) && window.dilation == Extent(1)
            && convolution.groups == 1 && min(convolution.inputChannels, convolution.outputChannels) >= 16
    }

    /// Transformed kernels take four times the memory of the weights. Where they are many and the picture is large, they
    /// are transformed at every step instead, which then costs less than a hundredth of it.
    static func keepsTransformed(floats: Int, height: Int, width: Int) -> Bool {
        floats <= 1 << 18 || (height + 3) / 4 * ((width + 3) / 4) < 200
    }

    init(_ convolution: Convolution, _ geometry: ConvolutionGeometry, variant: kernel_variant) {
        self.variant = variant
        let (input, output) = (geometry.input, geometry.output)
        forwardPass = Pass(
            convolution,
            winograd_geometry(
                inputs: Int32(input.channels), outputs: Int32(output.channels), source_height: Int32(input.height),
                source_width: Int32(input.width), destination_height: Int32(output.height),
                destination_width: Int32(output.width), pad_top: Int32(geometry.vertical.before),
                pad_left: Int32(geometry.horizontal.before)), turned: false, variant)
        backwardPass = Pass(
            convolution,
            winograd_geometry(
                inputs: Int32(output.channels), outputs: Int32(input.channels), source_height: Int32(output.height),
                source_width: Int32(output.width), destination_height: Int32(input.height),
                destination_width: Int32(input.width), pad_top: Int32(2 - geometry.vertical.before),
                pad_left: Int32(2 - geometry.horizontal.before)), turned: true, variant)
        bias = convolution.packedBias(variant)
    }

    func forward(_ run: ForwardRun) throws {
        try forwardPass.run(variant, bias, run.inputs[0], run.output, run.finish)
    }

    // The gradient is the convolution of g with the kernels turned by 180°, inputs and outputs swapped.
    func backward(_ run: BackwardRun) throws {
        guard let target = run.targets[0] else { return }
        try backwardPass.run(variant, nil, run.gradient, target.block, target.finish)
    }
}

extension FastWinograd.Pass {
    fileprivate init(
        _ convolution: Convolution, _ geometry: winograd_geometry, turned: Bool, _ variant: kernel_variant
    ) {
        self.geometry = geometry
        let (inputs, outputs) = (geometry.inputs, geometry.outputs)
        let direction = turned ? "winograd back" : "winograd"
        let packed = convolution.packed(direction, variant, count: winograd_packed_count(variant, inputs, outputs)) {
            winograd_pack(variant, inputs, outputs, $0, turned, $1)
        }
        self.packed = packed
        let floats = winograd_transformed_count(variant, inputs, outputs)
        transformed =
            FastWinograd.keepsTransformed(
                floats: floats, height: Int(geometry.destination_height), width: Int(geometry.destination_width))
            ? PackedWeights(count: floats) { winograd_transform(variant, inputs, outputs, packed.address, $0) } : nil
    }

    fileprivate func run(
        _ variant: kernel_variant, _ bias: PackedWeights?, _ source: Block, _ destination: Block,
        _ finish: kernel_finish
    ) throws {
        var (geometry, finish) = (geometry, finish)
        let done = winograd_run(
            variant, &geometry, packed.address, transformed?.address, bias?.address, source.address,
            destination.address, &finish)
        guard done else { throw EngineError.outOfMemory }
    }
}
