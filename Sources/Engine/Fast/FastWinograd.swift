import KernelBridge
import Networks
import Tensors

/// y = clip(x ⋆ w + b) for dense 3×3 kernels of stride 1 and margin 1, by Winograd's F(4×4, 3×3).
///
/// Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016: a quarter of the multiplications,
/// for a rounding error about ten times that of the direct sum.
final class FastWinograd: FastLayer {
    private let forwardPass: OpaquePointer
    private let backwardPass: OpaquePointer
    private let input: Shape

    /// Whether the kernel computes such a layer, and is worth it: with few channels the transforms cost more than they
    /// save.
    static func accepts(_ geometry: ConvolutionGeometry) -> Bool {
        let window = geometry.window
        return window.kernel == Extent(3) && window.stride == Extent(1) && window.dilation == Extent(1)
            && geometry.groups == 1 && geometry.hasMarginsOfOne
            && geometry.input.channels >= 16 && geometry.output.channels >= 16
    }

    /// Transforms the weights, and allocates scratch for one input size.
    init(_ convolution: Convolution, _ geometry: ConvolutionGeometry, name: String) throws {
        input = geometry.input
        let (inputs, outputs) = (Int32(geometry.input.channels), Int32(geometry.output.channels))
        let (height, width) = (Int32(geometry.input.height), Int32(geometry.input.width))
        let clip = geometry.clip ?? -.infinity ... .infinity
        let passes = convolution.weights.values.withUnsafeBufferPointer { weights in
            convolution.bias.withUnsafeBufferPointer { bias in
                (
                    winograd_create_forward(
                        inputs, outputs, height, width, weights.baseAddress, bias.baseAddress, clip.lowerBound,
                        clip.upperBound),
                    winograd_create_backward(inputs, outputs, height, width, weights.baseAddress)
                )
            }
        }
        guard let forward = passes.0, let backward = passes.1 else {
            winograd_destroy(passes.0)
            winograd_destroy(passes.1)
            throw EngineError.cannotPrepare(layer: name, reason: "out of memory")
        }
        forwardPass = forward
        backwardPass = backward
    }

    deinit {
        winograd_destroy(forwardPass)
        winograd_destroy(backwardPass)
    }

    func forward(_ inputs: [Block], into output: Block) {
        inputs[0].withPointer { x in output.withPointer { y in winograd_run(forwardPass, x, y) } }
    }

    // The gradient is the convolution of g with the kernels turned by 180°, inputs and outputs swapped.
    func backward(_ gradient: Block, pool: BufferPool) -> [Contribution] {
        let result = Block(input, from: pool)
        gradient.withPointer { g in result.withPointer { dx in winograd_run(backwardPass, g, dx) } }
        return [Contribution(block: result, exclusive: true)]
    }
}
