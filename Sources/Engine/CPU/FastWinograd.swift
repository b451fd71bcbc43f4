import CPUBridge
import Networks
import Tensors

/// y = clip(x ⋆ w + b) for dense 3×3, 4×4 and 5×5 kernels of stride 1, by Winograd's F(4×4, 3×3), F(3×3, 4×4) and F(2×2, 5×5).
///
/// Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016: a quarter of the multiplications for
/// 3×3 and 4×4 and a third for 5×5, for a rounding error about twice that of the direct sum.
final class FastWinograd: FastLayer {
    let needs = LayerNeeds(cutsRows: true, clips: true)

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
        guard let taps = taps(of: convolution) else { return false }
        return [geometry.vertical, geometry.horizontal].allSatisfy {
            (0..<taps).contains($0.before) && $0.after < taps
        }
    }

    /// The side of the squares of outputs that such a layer is computed by, at any size of the picture: they share their
    /// rounding. Nil where the kernel does not suit it. A layer that suits it over the phases of the picture counts, whether or not it
    /// reads the picture: its tiles are cut a little larger then.
    static func square(of convolution: Convolution) -> Int? {
        guard convolution.roundingGrowth == nil else { return nil }
        return taps(of: convolution.phased ?? convolution).map { Int(winograd_tile(Int32($0))) }
    }

    /// The taps of the kernel along either axis; nil where it does not suit the kernel's work.
    private static func taps(of convolution: Convolution) -> Int? {
        let window = convolution.window
        guard window.stride == Extent(1), window.dilation == Extent(1), convolution.groups == 1,
            convolution.inputChannels >= 12, convolution.outputChannels >= 16, convolution.roundingGrowth == nil
        else { return nil }
        return [3, 4, 5].first { window.kernel == Extent($0) }
    }

    /// The rows that are worth transforming the kernels for, where they are transformed on the way: a few hundred squares.
    static func rowsWorthACall(_ convolution: Convolution, width: Int) -> Int {
        let floats = 36 * convolution.inputChannels * convolution.outputChannels
        guard let square = square(of: convolution), !keepsTransformed(floats: floats, squares: .max) else { return 1 }
        let across = (width + square - 1) / square
        return (512 + across - 1) / across * square
    }

    /// The floats that are kept of a layer's weights: packed for either direction, and transformed.
    static func keptFloats(of convolution: Convolution, over output: Shape) -> Int? {
        guard let square = square(of: convolution) else { return nil }
        let convolution = convolution.phased ?? convolution
        let kernels = convolution.inputChannels * convolution.outputChannels
        let keeps = keepsTransformed(floats: 36 * kernels, squares: output.squares(of: square))
        return 2 * (convolution.weights.values.count + (keeps ? 36 * kernels : 0))
    }

    /// Transformed kernels take up to four times the memory of the weights. Where they are many and the picture is large,
    /// they are transformed at every step instead, which then costs about a hundredth of it.
    fileprivate static func keepsTransformed(floats: Int, squares: Int) -> Bool { floats <= 1 << 18 || squares <= 256 }

    /// - Parameter whole: the layer of the whole picture, which has the kernels of this one, too.
    init(
        _ convolution: Convolution, _ geometry: ConvolutionGeometry, variant: kernel_variant,
        rowsOf whole: FastWinograd? = nil
    ) throws {
        self.variant = variant
        let (input, output) = (geometry.input, geometry.output)
        let taps = Int32(geometry.window.kernel.height)
        forwardPass = try Pass(
            convolution,
            winograd_geometry(
                taps: taps, inputs: Int32(input.channels), outputs: Int32(output.channels),
                source_height: Int32(input.height),
                source_width: Int32(input.width), destination_height: Int32(output.height),
                destination_width: Int32(output.width), pad_top: Int32(geometry.vertical.before),
                pad_left: Int32(geometry.horizontal.before)), turned: false, variant, whole?.forwardPass)
        backwardPass = try Pass(
            convolution,
            winograd_geometry(
                taps: taps, inputs: Int32(output.channels), outputs: Int32(input.channels),
                source_height: Int32(output.height),
                source_width: Int32(output.width), destination_height: Int32(input.height),
                destination_width: Int32(input.width), pad_top: taps - 1 - Int32(geometry.vertical.before),
                pad_left: taps - 1 - Int32(geometry.horizontal.before)), turned: true, variant, whole?.backwardPass)
        bias = try convolution.packedBias(variant)
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
        _ convolution: Convolution, _ geometry: winograd_geometry, turned: Bool, _ variant: kernel_variant,
        _ whole: FastWinograd.Pass?
    ) throws {
        self.geometry = geometry
        if let whole {
            (packed, transformed) = (whole.packed, whole.transformed)
            return
        }
        let (taps, inputs, outputs) = (geometry.taps, geometry.inputs, geometry.outputs)
        let direction = turned ? "winograd back" : "winograd"
        let count = winograd_packed_count(variant, taps, inputs, outputs)
        let packed = try convolution.packed(direction, variant, count: count) {
            winograd_pack(variant, taps, inputs, outputs, $0, turned, $1)
        }
        self.packed = packed
        let floats = winograd_transformed_count(variant, inputs, outputs)
        let destination = Shape(
            channels: Int(outputs), height: Int(geometry.destination_height), width: Int(geometry.destination_width))
        let squares = destination.squares(of: Int(winograd_tile(taps)))
        transformed =
            FastWinograd.keepsTransformed(floats: floats, squares: squares)
            ? try PackedWeights(count: floats) {
                winograd_transform(variant, taps, inputs, outputs, packed.address, $0)
            }
            : nil
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

extension Shape {
    /// The squares of a side that cover every position.
    fileprivate func squares(of side: Int) -> Int { (height + side - 1) / side * ((width + side - 1) / side) }
}
