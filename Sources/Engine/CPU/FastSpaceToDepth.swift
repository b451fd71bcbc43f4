import CPUBridge
import Networks
import Tensors

/// The picture taken apart by the parity of its rows and columns: planar in, four times the channels out, blocked.
///
/// A convolution of stride 2 over the picture is one of stride 1 over its phases, with kernels half as wide:
/// Σₜ w[t] x[2o + t] = Σₖ w[2k] x₀[o + k] + Σₖ w[2k + 1] x₁[o + k]. So Winograd's convolution computes the 7×7 of stride 2 that
/// GoogLeNet, ResNet and DenseNet begin with, by a third of the multiplications.
final class FastSpaceToDepth: FastLayer {
    let needs = LayerNeeds(cutsRows: true)
    private let geometry: phases_geometry

    /// - Parameter before: rows and columns of zeros before the picture.
    init(_ input: Shape, to phases: Shape, before: Extent) {
        geometry = phases_geometry(
            channels: Int32(input.channels), height: Int32(input.height), width: Int32(input.width),
            phase_height: Int32(phases.height), phase_width: Int32(phases.width), rows_before: Int32(before.height),
            columns_before: Int32(before.width))
    }

    func forward(_ run: ForwardRun) {
        var geometry = geometry
        phases_split(&geometry, Int32(run.output.lanes), run.inputs[0].address, run.output.address)
    }

    func backward(_ run: BackwardRun) {
        guard let target = run.targets[0] else { return }
        var geometry = geometry
        phases_join(
            &geometry, Int32(run.gradient.lanes), run.gradient.address, target.accumulate, target.block.address)
    }
}

/// A convolution of stride 2 that reads the picture, told as one of stride 1 over the picture's phases.
struct PhasedConvolution {
    let convolution: Convolution
    let geometry: ConvolutionGeometry
    /// The picture.
    let input: Shape
    /// 0 or 1: rows and columns of zeros before the picture, so that the same taps meet the same phases whatever the margins.
    let before: Extent

    /// Nil where Winograd's convolution computes no such layer.
    init?(_ convolution: Convolution, _ geometry: ConvolutionGeometry) {
        guard convolution.roundingGrowth == nil, var phased = convolution.phased else { return nil }
        let taps = phased.window.kernel
        // The kernels are as long as all their phases' taps together; the first may be a zero.
        let rows = geometry.vertical.before + 2 * taps.height - convolution.window.kernel.height
        let columns = geometry.horizontal.before + 2 * taps.width - convolution.window.kernel.width
        before = Extent(height: rows % 2, width: columns % 2)
        phased.window.padding = .explicit(
            before: Extent(height: rows / 2, width: columns / 2),
            after: Extent(height: taps.height - 1, width: taps.width - 1))
        input = geometry.input
        let phases = Shape(
            channels: 4 * input.channels, height: (input.height + before.height + 1) / 2,
            width: (input.width + before.width + 1) / 2)
        self.convolution = phased
        self.geometry = ConvolutionGeometry(phased, input: phases, output: geometry.output)
        guard FastWinograd.accepts(phased, self.geometry) else { return nil }
    }
}

extension PhasedConvolution {
    /// The layer that takes the picture apart.
    var phases: FastSpaceToDepth { FastSpaceToDepth(input, to: geometry.input, before: before) }

    /// The same for some rows.
    var rows: RowStep {
        let (input, phases, before) = (input, geometry.input, before)
        let reading = AxisReading.window(stride: 2, reach: 2, before: before.height)
        return RowStep(readings: [.map(reading)]) { part in
            let given = part.given[0]
            let above = given.lowerBound - (2 * part.made.lowerBound - before.height)
            return RowLayer(geometry: [above]) {
                FastSpaceToDepth(
                    input.withRows(given.count), to: phases.withRows(part.made.count),
                    before: Extent(height: above, width: before.width))
            }
        }
    }
}

extension Convolution {
    /// The convolution over phases, if this one has stride 2, square kernels of 7 or 8 taps, and reads three channels or four.
    var phased: Convolution? {
        let kernel = window.kernel
        guard groups == 1, (3...4).contains(inputChannels), outputChannels >= 16, window.stride == Extent(2),
            window.dilation == Extent(1), kernel.height == kernel.width, [7, 8].contains(kernel.height)
        else { return nil }
        return preparations.value("phased") { PreparedConvolution(makingPhased()) }.convolution
    }

    private func makingPhased() -> Convolution {
        let side = window.kernel.height
        let taps = (side + 1) / 2
        let first = 2 * taps - side
        let shape = Shape([outputChannels, 4 * inputChannels, taps, taps])
        let weights = Tensor(shape) { values in
            for kernel in 0..<outputChannels * inputChannels {
                for y in 0..<side {
                    for x in 0..<side {
                        let (row, column) = (y + first, x + first)
                        let phase = 4 * kernel + 2 * (row % 2) + column % 2
                        values[(phase * taps + row / 2) * taps + column / 2] =
                            self.weights.values[(kernel * side + y) * side + x]
                    }
                }
            }
        }
        return Convolution(weights: weights, bias: bias, window: Window(kernel: Extent(taps)))
    }
}
