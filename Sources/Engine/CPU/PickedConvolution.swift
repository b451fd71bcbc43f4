import CPUBridge
import Networks
import Operators
import Tensors

/// A dense 1×1 convolution of some stride, as in ResNet's shortcuts, told as one of stride 1 over the pixels that it reads.
///
/// These are picked first, a quarter of them at stride 2; then it is a matrix product at every position, and streams row by row as every
/// other one does: oneDNN, which has strided ones, rounds rows otherwise than the whole.
struct PickedConvolution {
    let convolution: Convolution
    let geometry: ConvolutionGeometry
    private let input: Shape
    private let rows: AxisTaps
    private let columns: AxisTaps

    /// Nil of any other layer.
    init?(_ convolution: Convolution, _ geometry: ConvolutionGeometry) {
        guard geometry.window.kernel == Extent(1), geometry.groups == 1, !FastPointwise.accepts(geometry) else {
            return nil
        }
        let (input, output, stride) = (geometry.input, geometry.output, geometry.window.stride)
        self.input = input
        rows = AxisTaps(picking: output.height, of: input.height, every: stride.height, from: -geometry.vertical.before)
        columns = AxisTaps(
            picking: output.width, of: input.width, every: stride.width, from: -geometry.horizontal.before)
        self.convolution = convolution.overPicked
        self.geometry = ConvolutionGeometry(
            self.convolution, input: Shape(channels: input.channels, height: output.height, width: output.width),
            output: output)
    }

    /// The layer that picks them.
    func pick(_ variant: kernel_variant) -> FastSeparable {
        FastSeparable((rows, columns), from: input, to: geometry.input, variant: variant)
    }
}

extension AxisTaps {
    /// Outputs that are one input each, and zero beyond the first and the last.
    fileprivate init(picking outputs: Int, of inputs: Int, every stride: Int, from first: Int) {
        self.init(
            (0..<outputs).map { output in
                let index = first + output * stride
                return (0..<inputs).contains(index) ? [(index: index, weight: Float(1))] : []
            }, inputs: inputs)
    }
}

extension Convolution {
    /// The same of stride 1 and without margins.
    fileprivate var overPicked: Convolution {
        preparations.value("picked") {
            PreparedConvolution(Convolution(weights: weights, bias: bias, window: Window(kernel: Extent(1))))
        }.convolution
    }
}
