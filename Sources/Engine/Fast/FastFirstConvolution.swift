import KernelBridge
import Networks
import Tensors

/// The convolution that reads the picture: planar in, blocked out. Its gradient has a kernel of its own, because
/// oneDNN falls back to plain loops for three planar channels.
final class FastFirstConvolution: FastLayer {
    private let convolution: OpaquePointer
    private let gradientPass: OpaquePointer
    private let input: Shape
    private let name: String

    /// Whether the gradient's kernel computes such a layer.
    static func accepts(_ geometry: ConvolutionGeometry) -> Bool {
        geometry.groups == 1 && geometry.input.channels <= 4 && geometry.window.dilation == Extent(1)
            && max(geometry.window.kernel.height, geometry.window.kernel.width) <= 16
    }

    /// Compiles forward, and packs the weights for the gradient.
    init(_ convolution: Convolution, _ geometry: ConvolutionGeometry, name: String) throws {
        self.convolution = try geometry.compile(convolution, planarInput: true, name: name)
        self.input = geometry.input
        self.name = name
        let numbers = firstlayer_geometry(
            input_channels: Int32(geometry.input.channels), input_height: Int32(geometry.input.height),
            input_width: Int32(geometry.input.width), output_channels: Int32(geometry.output.channels),
            output_height: Int32(geometry.output.height), output_width: Int32(geometry.output.width),
            kernel_height: Int32(geometry.window.kernel.height), kernel_width: Int32(geometry.window.kernel.width),
            stride_height: Int32(geometry.window.stride.height), stride_width: Int32(geometry.window.stride.width),
            pad_top: Int32(geometry.vertical.before), pad_left: Int32(geometry.horizontal.before))
        let made = convolution.weights.values.withUnsafeBufferPointer {
            firstlayer_create(numbers, $0.baseAddress)
        }
        guard let made else {
            dnnl_bridge_convolution_destroy(self.convolution)
            throw EngineError.cannotPrepare(layer: name, reason: "out of memory")
        }
        gradientPass = made
    }

    deinit {
        dnnl_bridge_convolution_destroy(convolution)
        firstlayer_destroy(gradientPass)
    }

    func forward(_ inputs: [Block], into output: Block) throws {
        let done = inputs[0].withPointer { x in
            output.withPointer { y in dnnl_bridge_convolution_forward(convolution, x, y) }
        }
        guard done else { throw EngineError.kernelFailed(layer: name) }
    }

    func backward(_ gradient: Block, pool: BufferPool) -> [Contribution] {
        let result = Block(input, isPlanar: true, from: pool)
        gradient.withPointer { g in result.withPointer { dx in firstlayer_backward(gradientPass, g, dx) } }
        return [Contribution(block: result, exclusive: true)]
    }
}
