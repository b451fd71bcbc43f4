import Operators
import Tensors

/// What an axis reading says when rows arrive one after the other: which outputs can be computed by now, and which have to do with some
/// inputs.
extension AxisReading {
    /// Whether nothing can be computed before all of the inputs are there, nor any gradient of an input before that of all outputs:
    /// bands end here, and begin anew.
    var isBarrier: Bool {
        switch self {
        case .same, .window, .shift, .stretched: false
        case .neighbours, .scaled, .unaligned, .everything: true
        }
    }

    /// Past the last of `outputs` outputs that can be computed once the first `count` of `inputs` inputs are there.
    func ready(with count: Int, of inputs: Int, outputs: Int) -> Int {
        guard count < inputs else { return outputs }
        switch self {
        case .same: return min(outputs, count)
        case .window(let stride, let reach, let before):
            let free = count + before - reach
            return free < 0 ? 0 : min(outputs, free / stride + 1)
        case .shift(let before): return min(outputs, max(0, count + before))
        case .stretched, .neighbours, .scaled, .unaligned, .everything: return 0
        }
    }

    /// The first of `inputs` inputs whose gradient can be computed once those of the outputs from `first` on are there.
    func readyBack(from first: Int, inputs: Int) -> Int {
        guard first > 0 else { return 0 }
        switch self {
        case .same: return min(inputs, first)
        case .window(let stride, let reach, let before):
            return min(inputs, max(0, (first - 1) * stride + reach - before))
        case .shift(let before): return min(inputs, max(0, first - before))
        case .stretched, .neighbours, .scaled, .unaligned, .everything: return inputs
        }
    }

    /// The outputs that some inputs have a share in.
    func touching(_ rows: Range<Int>, outputs: Int) -> Range<Int> {
        guard !rows.isEmpty else { return 0..<0 }
        switch self {
        case .same: return rows.clamped(to: 0..<outputs)
        case .window(let stride, let reach, let before):
            let above = rows.lowerBound + before - reach + 1
            let first = above <= 0 ? 0 : (above + stride - 1) / stride
            let end = min(outputs, (rows.upperBound - 1 + before) / stride + 1)
            return first..<max(first, end)
        case .shift(let before):
            return (rows.lowerBound + before..<rows.upperBound + before).clamped(to: 0..<outputs)
        case .stretched, .neighbours, .scaled, .unaligned, .everything: return 0..<outputs
        }
    }

    /// Where the window of an output begins, before the first input or not; nil for readings that are no windows.
    func start(of output: Int) -> Int? {
        guard case .window(let stride, _, let before) = self else { return nil }
        return output * stride - before
    }
}

extension Shape {
    /// As wide, and of as many channels, but of `count` rows.
    func withRows(_ count: Int) -> Shape { Shape(channels: channels, height: count, width: width) }
}
