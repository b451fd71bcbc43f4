import CPUBridge
import Networks
import Tensors

/// The convolution that reads the picture: planar in, blocked out. Its gradient has a kernel of its own, because
/// oneDNN falls back to plain loops for three planar channels; forward goes by taps where it does so there too.
final class FastFirstConvolution: FastLayer {
    let needs = LayerNeeds(cutsRows: true, clips: true)
    let runsPlainLoops: Bool

    private let variant: kernel_variant
    private let primitives: DNNLConvolution?
    private let taps: TapsPass?
    /// Whether oneDNN computes forward.
    let isLibrarys: Bool
    private let geometry: firstlayer_geometry
    private let weights: PackedWeights

    /// Whether the gradient's kernel computes such a layer.
    static func accepts(_ geometry: ConvolutionGeometry) -> Bool {
        geometry.groups == 1 && geometry.input.channels <= 4 && geometry.window.dilation == Extent(1)
            && max(geometry.window.kernel.height, geometry.window.kernel.width) <= 16
    }

    /// Compiles forward, and packs the weights for the gradient.
    /// - Parameter isLibrarys: whether oneDNN computes forward; where it has kernels for it, if nil.
    init(
        _ convolution: Convolution, _ geometry: ConvolutionGeometry, clip: ClosedRange<Float>?, name: String,
        variant: kernel_variant, isLibrarys: Bool? = nil
    ) throws {
        self.variant = variant
        let own = dnnl_bridge_geometry(
            geometry, clip: clip, lanes: Int(kernel_variant_lanes(variant)), planarInput: true)
        let kernels = dnnl_bridge_convolution_kernels(own)
        let forward = dnnl_bridge_directions(forward: true, backward: false)
        let isLibrarys = isLibrarys ?? kernels.forward
        self.isLibrarys = isLibrarys
        primitives = isLibrarys ? try DNNLConvolution(convolution, own, forward, having: kernels, name: name) : nil
        runsPlainLoops = primitives?.runsPlainLoops ?? false
        taps = isLibrarys ? nil : try TapsPass(convolution, geometry, .fromPicture, variant: variant)
        var numbers = firstlayer_geometry(
            input_channels: Int32(geometry.input.channels), input_height: Int32(geometry.input.height),
            input_width: Int32(geometry.input.width), output_channels: Int32(geometry.output.channels),
            output_height: Int32(geometry.output.height), output_width: Int32(geometry.output.width),
            kernel_height: Int32(geometry.window.kernel.height), kernel_width: Int32(geometry.window.kernel.width),
            stride_height: Int32(geometry.window.stride.height), stride_width: Int32(geometry.window.stride.width),
            pad_top: Int32(geometry.vertical.before), pad_left: Int32(geometry.horizontal.before))
        let count = firstlayer_packed_count(variant, &numbers)
        let geometry = numbers
        weights = try convolution.packed("first", variant, count: count) {
            var geometry = geometry
            firstlayer_pack(variant, &geometry, $0, $1)
        }
        self.geometry = numbers
    }

    func forward(_ run: ForwardRun) throws {
        if let taps { return try taps.run(run.inputs[0], run.output, run.finish) }
        try primitives?.forward(run, variant: variant)
    }

    func backward(_ run: BackwardRun) {
        guard let target = run.targets[0] else { return }
        var geometry = geometry
        firstlayer_backward(
            variant, &geometry, weights.address, run.gradient.address, target.accumulate, target.block.address)
    }
}
