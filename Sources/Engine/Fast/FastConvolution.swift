import KernelBridge
import Networks
import Tensors

/// y = clip(x ⋆ w + b) by oneDNN, in the blocked layout.
final class FastConvolution: FastLayer {
    private let convolution: OpaquePointer
    private let input: Shape
    private let name: String

    /// Compiles the primitives for one input size and reorders the weights once.
    init(_ convolution: Convolution, _ geometry: ConvolutionGeometry, name: String) throws {
        self.convolution = try geometry.compile(convolution, planarInput: false, name: name)
        self.input = geometry.input
        self.name = name
    }

    deinit { dnnl_bridge_convolution_destroy(convolution) }

    func forward(_ inputs: [Block], into output: Block) throws {
        let done = inputs[0].withPointer { x in
            output.withPointer { y in dnnl_bridge_convolution_forward(convolution, x, y) }
        }
        guard done else { throw EngineError.kernelFailed(layer: name) }
    }

    // ∂/∂x = g ⋆ᵀ w
    func backward(_ gradient: Block, pool: BufferPool) throws -> [Contribution] {
        let result = Block(input, from: pool)
        let done = gradient.withPointer { g in
            result.withPointer { dx in dnnl_bridge_convolution_backward(convolution, g, dx) }
        }
        guard done else { throw EngineError.kernelFailed(layer: name) }
        return [Contribution(block: result, exclusive: true)]
    }
}

/// A convolution's numbers at one input size, in the terms of the kernels.
struct ConvolutionGeometry {
    let window: Window
    let groups: Int
    let input: Shape
    let output: Shape
    let clip: ClosedRange<Float>?
    let vertical: Window.Axis
    let horizontal: Window.Axis

    init(_ convolution: Convolution, input: Shape, output: Shape, clip: ClosedRange<Float>?) {
        window = convolution.window
        groups = convolution.groups
        self.input = input
        self.output = output
        self.clip = clip
        vertical = window.vertical(over: input.height)
        horizontal = window.horizontal(over: input.width)
    }

    /// One zero before and behind every row and column, so that the output has the input's size.
    var hasMarginsOfOne: Bool {
        [vertical, horizontal].allSatisfy { $0.before == 1 && $0.after == 1 }
    }

    /// oneDNN's primitives for this geometry; the caller destroys them.
    func compile(_ convolution: Convolution, planarInput: Bool, name: String) throws -> OpaquePointer {
        let geometry = dnnl_bridge_geometry(
            input_channels: Int32(input.channels), input_height: Int32(input.height), input_width: Int32(input.width),
            output_channels: Int32(output.channels), output_height: Int32(output.height),
            output_width: Int32(output.width), groups: Int32(groups),
            kernel_height: Int32(window.kernel.height), kernel_width: Int32(window.kernel.width),
            stride_height: Int32(window.stride.height), stride_width: Int32(window.stride.width),
            dilation_height: Int32(window.dilation.height), dilation_width: Int32(window.dilation.width),
            pad_top: Int32(vertical.before), pad_left: Int32(horizontal.before), planar_input: planarInput,
            clipped: clip != nil, lower: clip?.lowerBound ?? 0, upper: clip?.upperBound ?? 0)
        var reason: UnsafePointer<CChar>?
        let made = convolution.weights.values.withUnsafeBufferPointer { weights in
            convolution.bias.withUnsafeBufferPointer { bias in
                dnnl_bridge_convolution_create(geometry, weights.baseAddress, bias.baseAddress, &reason)
            }
        }
        if let made { return made }
        throw EngineError.cannotPrepare(layer: name, reason: reason.map { String(cString: $0) } ?? "unknown")
    }
}
