import Tensors

/// A convolution's way back, used forward: every input is spread over the outputs of a kernel, which overlap.
///
/// An output q of one phase q mod s reads only every s-th tap, so that it is a convolution of the input by those; the phases, side by
/// side in the channels, become positions in the end (Shi et al., 2016). So it is computed by the kernels of any convolution, forward and
/// back.
struct TransposedConvolution {
    /// `[I, O / groups, kernel height, kernel width]`
    let weights: Tensor
    /// One number an output channel.
    let bias: [Float]
    /// From one input to the next, in outputs.
    let stride: Extent
    /// From one tap to the next, in outputs.
    let dilation: Extent
    /// What is cut off above and to the left, and below and to the right.
    let before: Extent
    let after: Extent
    /// What is added below and to the right.
    let added: Extent
    let groups: Int

    /// What is computed, one after the other.
    var operators: [any Operator] {
        let rows = axis(\.height, weights.shape.height)
        let columns = axis(\.width, weights.shape.width)
        let window = Window(
            kernel: Extent(height: rows.kernel, width: columns.kernel),
            dilation: Extent(height: rows.dilation, width: columns.dilation),
            padding: .explicit(
                before: Extent(height: rows.before, width: columns.before),
                after: Extent(height: rows.after, width: columns.after)))
        let spread = Convolution(
            weights: phases(rows, columns),
            bias: bias.flatMap { [Float](repeating: $0, count: stride.height * stride.width) },
            window: window, groups: groups)
        var operators: [any Operator] = [spread]
        if stride != Extent(1) { operators.append(DepthToSpace(block: stride)) }
        if [rows.first, columns.first, rows.last, columns.last].contains(where: { $0 != 0 }) {
            operators.append(
                Margins(
                    before: Extent(height: rows.first, width: columns.first),
                    after: Extent(height: rows.last, width: columns.last)))
        }
        return operators
    }

    /// One axis: a convolution's kernel and margins, and what is cut off of the phases.
    fileprivate struct Axis {
        /// Taps of a phase.
        var kernel: Int
        var dilation: Int
        var before: Int
        var after: Int
        /// Margins that cut.
        var first: Int
        var last: Int
        let stride: Int
        /// The distance of the taps, and how many there are.
        let step: Int
        let taps: Int
    }

    private func axis(_ side: KeyPath<Extent, Int>, _ taps: Int) -> Axis {
        let (s, d) = (stride[keyPath: side], dilation[keyPath: side])
        let (cutBefore, cutAfter, more) = (before[keyPath: side], after[keyPath: side], added[keyPath: side])
        let reach = (taps - 1) * d + 1
        // Taps of a phase, and inputs that only outputs which are cut off would read.
        let perPhase = (reach + s - 1) / s
        let skipped = min(cutBefore / s, perPhase - 1)
        let behind = reach - s - cutAfter + more
        let margin = max(0, (behind + s - 1).floored(by: s))
        return Axis(
            kernel: s == 1 ? taps : perPhase, dilation: s == 1 ? d : 1, before: perPhase - 1 - skipped, after: margin,
            first: skipped * s - cutBefore, last: behind - margin * s, stride: s, step: d, taps: taps)
    }

    /// `[O·phases, I / groups, taps of a phase]`, the phases of an output side by side, the taps turned about.
    private func phases(_ rows: Axis, _ columns: Axis) -> Tensor {
        let perGroup = (inputs: weights.shape.dimensions[0] / groups, outputs: weights.shape.dimensions[1])
        let count = stride.height * stride.width
        let shape = Shape([bias.count * count, perGroup.inputs, rows.kernel, columns.kernel])
        var result = Tensor.zeros(shape)
        for output in 0..<bias.count {
            let (group, own) = output.quotientAndRemainder(dividingBy: perGroup.outputs)
            for input in 0..<perGroup.inputs {
                let source = ((group * perGroup.inputs + input) * perGroup.outputs + own) * rows.taps * columns.taps
                for row in 0..<rows.taps {
                    let (down, phaseDown) = rows.place(of: row)
                    for column in 0..<columns.taps {
                        let (across, phaseAcross) = columns.place(of: column)
                        let channel = (output * stride.height + phaseDown) * stride.width + phaseAcross
                        let target =
                            ((channel * perGroup.inputs + input) * rows.kernel + down) * columns.kernel + across
                        result.values[target] = weights.values[source + row * columns.taps + column]
                    }
                }
            }
        }
        return result
    }
}

extension TransposedConvolution.Axis {
    /// Where tap `index` stands in the kernel of its phase, and which phase that is.
    fileprivate func place(of index: Int) -> (tap: Int, phase: Int) {
        if stride == 1 { return (taps - 1 - index, 0) }
        let (tap, phase) = (index * step).quotientAndRemainder(dividingBy: stride)
        return (kernel - 1 - tap, phase)
    }
}

extension Int {
    /// ⌊self / other⌋
    fileprivate func floored(by other: Int) -> Int { self >= 0 ? self / other : -((other - 1 - self) / other) }
}
