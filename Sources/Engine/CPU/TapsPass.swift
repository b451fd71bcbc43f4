import CPUBridge
import Networks
import Tensors

/// One direction of a convolution of any window by our own products, tap by tap: where oneDNN has only plain loops, as for most
/// dilated gradients, margins of four and more, and strided layers at some sizes.
struct TapsPass {
    /// Which way it goes.
    enum Direction: String {
        case forward
        /// Forward from the planar picture.
        case fromPicture
        case backward
    }

    private let variant: kernel_variant
    private let geometry: taps_geometry
    private let isBackward: Bool
    private let weights: PackedWeights
    private let bias: PackedWeights?

    /// Packs the weights, which serve at every size. Groups, if several, fill whole blocks.
    init(
        _ convolution: Convolution, _ geometry: ConvolutionGeometry, _ direction: Direction, variant: kernel_variant
    ) throws {
        let window = geometry.window
        let numbers = taps_geometry(
            input_channels: Int32(geometry.input.channels), input_height: Int32(geometry.input.height),
            input_width: Int32(geometry.input.width), output_channels: Int32(geometry.output.channels),
            output_height: Int32(geometry.output.height), output_width: Int32(geometry.output.width),
            groups: Int32(geometry.groups), kernel_height: Int32(window.kernel.height),
            kernel_width: Int32(window.kernel.width), stride_height: Int32(window.stride.height),
            stride_width: Int32(window.stride.width), dilation_height: Int32(window.dilation.height),
            dilation_width: Int32(window.dilation.width), pad_top: Int32(geometry.vertical.before),
            pad_left: Int32(geometry.horizontal.before), planar_input: direction == .fromPicture)
        let isBackward = direction == .backward
        var same = numbers
        let count = taps_packed_count(variant, &same, isBackward)
        weights = try convolution.packed("taps \(direction)", variant, count: count) {
            var same = numbers
            taps_pack(variant, &same, isBackward, $0, $1)
        }
        bias = isBackward ? nil : try convolution.packedBias(variant)
        self.variant = variant
        self.geometry = numbers
        self.isBackward = isBackward
    }

    /// - Throws: `EngineError.outOfMemory`.
    func run(_ source: Block, _ destination: Block, _ finish: kernel_finish) throws {
        var (geometry, finish) = (geometry, finish)
        let done = taps_run(
            variant, &geometry, isBackward, weights.address, bias?.address, source.address, destination.address,
            &finish)
        guard done else { throw EngineError.outOfMemory }
    }
}
