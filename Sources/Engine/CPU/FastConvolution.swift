import CPUBridge
import Networks
import Tensors

/// y = clip(x ⋆ w + b) in the blocked layout: by oneDNN, and by taps in the directions that it has only plain loops for.
final class FastConvolution: FastLayer {
    let needs: LayerNeeds
    let runsPlainLoops: Bool

    private let variant: kernel_variant
    private let primitives: DNNLConvolution?
    private let forwardTaps: TapsPass?
    private let backwardTaps: TapsPass?
    /// The directions that oneDNN computes.
    let librarys: dnnl_bridge_directions

    /// Compiles the primitives for one input size.
    /// - Parameters:
    ///   - onlyLibrary: oneDNN computes both directions, however.
    ///   - librarys: the directions that oneDNN computes; those that it has kernels for, if nil.
    init(
        _ convolution: Convolution, _ geometry: ConvolutionGeometry, clip: ClosedRange<Float>?, name: String,
        variant: kernel_variant, onlyLibrary: Bool, librarys: dnnl_bridge_directions? = nil
    ) throws {
        self.variant = variant
        let lanes = Int(kernel_variant_lanes(variant))
        let library = convolution.withGroups(filling: lanes, savingDepthwise: true)
        let numbers = dnnl_bridge_geometry(
            ConvolutionGeometry(library, input: geometry.input, output: geometry.output), clip: clip, lanes: lanes,
            planarInput: false)
        let kernels = dnnl_bridge_convolution_kernels(numbers)
        let wanted = onlyLibrary ? dnnl_bridge_directions(forward: true, backward: true) : librarys ?? kernels
        self.librarys = wanted
        primitives =
            wanted.forward || wanted.backward
            ? try DNNLConvolution(library, numbers, wanted, having: kernels, name: name) : nil
        runsPlainLoops = primitives?.runsPlainLoops ?? false
        let own = convolution.withGroups(filling: lanes, savingDepthwise: false)
        let ownGeometry = ConvolutionGeometry(own, input: geometry.input, output: geometry.output)
        forwardTaps = wanted.forward ? nil : try TapsPass(own, ownGeometry, .forward, variant: variant)
        backwardTaps = wanted.backward ? nil : try TapsPass(own, ownGeometry, .backward, variant: variant)
        needs = LayerNeeds(
            scratch: wanted.backward ? Block.floats(in: geometry.input, lanes: lanes) : 0, clips: true)
    }

    func forward(_ run: ForwardRun) throws {
        if let forwardTaps { return try forwardTaps.run(run.inputs[0], run.output, run.finish) }
        try primitives?.forward(run, variant: variant)
    }

    // ∂/∂x = g ⋆ᵀ w
    func backward(_ run: BackwardRun) throws {
        guard let target = run.targets[0] else { return }
        if let backwardTaps { return try backwardTaps.run(run.gradient, target.block, target.finish) }
        try target.take(through: run.scratch, variant: variant) {
            try primitives?.backward(run.gradient.address, into: $0)
        }
    }
}

extension dnnl_bridge_geometry {
    /// What oneDNN is told of a convolution.
    init(_ geometry: ConvolutionGeometry, clip: ClosedRange<Float>?, lanes: Int, planarInput: Bool) {
        let window = geometry.window
        self.init(
            input_channels: Int32(geometry.input.channels), input_height: Int32(geometry.input.height),
            input_width: Int32(geometry.input.width), output_channels: Int32(geometry.output.channels),
            output_height: Int32(geometry.output.height), output_width: Int32(geometry.output.width),
            groups: Int32(geometry.groups), kernel_height: Int32(window.kernel.height),
            kernel_width: Int32(window.kernel.width), stride_height: Int32(window.stride.height),
            stride_width: Int32(window.stride.width), dilation_height: Int32(window.dilation.height),
            dilation_width: Int32(window.dilation.width), pad_top: Int32(geometry.vertical.before),
            pad_left: Int32(geometry.horizontal.before), lanes: Int32(lanes), planar_input: planarInput,
            planar_output: false, clipped: clip != nil, lower: clip?.lowerBound ?? 0, upper: clip?.upperBound ?? 0)
    }
}

/// oneDNN's primitives for a convolution at one size.
final class DNNLConvolution {
    private let pointer: OpaquePointer
    private let name: String
    /// The primitives point into them.
    private let weights: DNNLWeights
    /// Whether oneDNN has no kernel for one of the directions that are wanted.
    let runsPlainLoops: Bool

    /// - Parameter kernels: the directions that oneDNN has a kernel for.
    /// - Throws: `EngineError.cannotPrepare` with oneDNN's reason.
    init(
        _ convolution: Convolution, _ numbers: dnnl_bridge_geometry, _ wanted: dnnl_bridge_directions,
        having kernels: dnnl_bridge_directions, name: String
    ) throws {
        runsPlainLoops = wanted.forward && !kernels.forward || wanted.backward && !kernels.backward
        let kept = try convolution.preparations.value("oneDNN") { try DNNLWeights(layer: name) }
        var reason: UnsafePointer<CChar>?
        let made = convolution.weights.values.withUnsafeBufferPointer { weights in
            convolution.bias.withUnsafeBufferPointer { bias in
                dnnl_bridge_convolution_create(
                    numbers, wanted, kept.pointer, weights.baseAddress, bias.baseAddress, &reason)
            }
        }
        guard let made else {
            throw EngineError.cannotPrepare(layer: name, reason: reason.map { String(cString: $0) } ?? "unknown")
        }
        pointer = made
        weights = kept
        self.name = name
    }

    deinit { dnnl_bridge_convolution_destroy(pointer) }

    /// The output, clipped, and the bits of its clip where they are wanted.
    func forward(_ run: ForwardRun, variant: kernel_variant) throws {
        guard dnnl_bridge_convolution_forward(pointer, run.inputs[0].address, run.output.address) else {
            throw EngineError.kernelFailed(layer: name)
        }
        guard let passes = run.finish.passes else { return }
        elements_note(variant, run.output.count, run.output.address, run.finish.lower, run.finish.upper, passes)
    }

    func backward(_ gradient: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>) throws {
        guard dnnl_bridge_convolution_backward(pointer, gradient, result) else {
            throw EngineError.kernelFailed(layer: name)
        }
    }
}

/// Weights in the layouts that oneDNN asked for. Primitives are made one at a time.
private final class DNNLWeights: @unchecked Sendable {
    let pointer: OpaquePointer

    init(layer: String) throws {
        guard let made = dnnl_bridge_weights_create() else { throw EngineError.outOfMemory }
        pointer = made
    }

    deinit { dnnl_bridge_weights_destroy(pointer) }
}

/// A convolution kept among the preparations of another, which it is another form of.
final class PreparedConvolution: Sendable {
    let convolution: Convolution

    init(_ convolution: Convolution) { self.convolution = convolution }
}

extension Convolution {
    /// The kernels that oneDNN takes at a size.
    func libraryNames(
        _ geometry: ConvolutionGeometry, _ place: ConvolutionPlace, isPlanar: Bool
    ) -> dnnl_bridge_names {
        let lanes = Int(kernel_variant_lanes(place.variant))
        let library = isPlanar ? self : withGroups(filling: lanes, savingDepthwise: true)
        return dnnl_bridge_convolution_names(
            dnnl_bridge_geometry(
                ConvolutionGeometry(library, input: geometry.input, output: geometry.output), clip: place.clip,
                lanes: lanes, planarInput: isPlanar))
    }

    /// The same convolution in groups that fill whole blocks of `lanes` channels: oneDNN falls to plain loops for smaller
    /// ones. Some groups are taken together, with zeros between them.
    /// - Parameter savingDepthwise: depthwise ones stay as they are, which oneDNN has kernels of its own for.
    fileprivate func withGroups(filling lanes: Int, savingDepthwise: Bool) -> Convolution {
        let (inputs, outputs) = (inputChannels / groups, outputChannels / groups)
        guard groups > 1, inputs * outputs > 1 || !savingDepthwise, inputs % lanes != 0 || outputs % lanes != 0 else {
            return self
        }
        let together = (1...groups).first { count in
            groups % count == 0 && inputs * count % lanes == 0 && outputs * count % lanes == 0
        }
        var regrouped = preparations.value("groups filling \(lanes)") {
            PreparedConvolution(joiningGroups(together ?? groups))
        }.convolution
        // Copies of a convolution share what is prepared, but each has its own margins.
        regrouped.window = window
        return regrouped
    }

    /// `count` groups become one.
    private func joiningGroups(_ count: Int) -> Convolution {
        let (inputs, outputs) = (inputChannels / groups, outputChannels / groups)
        let taps = weights.shape.area
        let shape = Shape([outputChannels, inputs * count, weights.shape.height, weights.shape.width])
        let joined = Tensor(shape) { values in
            for output in 0..<outputChannels {
                let first = output / outputs % count * inputs
                for i in 0..<inputs * taps {
                    values[(output * inputs * count + first) * taps + i] = weights.values[output * inputs * taps + i]
                }
            }
        }
        return Convolution(weights: joined, bias: bias, window: window, groups: groups / count)
    }
}
