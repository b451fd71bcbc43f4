import Operators
import Tensors

/// What rows of a step's output are made of, as they arrive one after the other: which can be computed by now, and which have to do with
/// some of its input's.
enum RowReading {
    /// As the operator says it of any size.
    case map(AxisReading)
    /// Row by row, of one size.
    case taps(RowTaps)

    /// Whether nothing can be computed before all of the inputs are there, nor any gradient of an input before that of all outputs:
    /// bands end here, and begin anew.
    var isBarrier: Bool {
        guard case .map(let reading) = self else { return false }
        return switch reading {
        case .same, .window, .shift, .stretched: false
        case .neighbours, .scaled, .unaligned, .everything: true
        }
    }

    /// The outputs that are computed where some are wanted, and the inputs that they are computed from.
    func parts(for rows: Range<Int>, of outputs: Int, over inputs: Int) -> (made: Range<Int>, given: Range<Int>) {
        switch self {
        case .map(let reading):
            let parts = reading.parts(for: rows, of: outputs, over: inputs, within: 0..<inputs)
            return (parts.made, parts.given)
        case .taps(let taps): return (rows, taps.given(rows))
        }
    }

    /// Past the last of `outputs` outputs that can be computed once the first `count` of `inputs` inputs are there.
    func ready(with count: Int, of inputs: Int, outputs: Int) -> Int {
        guard count < inputs else { return outputs }
        switch self {
        case .map(.same): return min(outputs, count)
        case .map(.window(let stride, let reach, let before)):
            let free = count + before - reach
            return free < 0 ? 0 : min(outputs, free / stride + 1)
        case .map(.shift(let before)): return min(outputs, max(0, count + before))
        case .map: return 0
        case .taps(let taps): return taps.ready(with: count)
        }
    }

    /// The first of `inputs` inputs whose gradient can be computed once those of the outputs from `first` on are there.
    func readyBack(from first: Int, inputs: Int) -> Int {
        guard first > 0 else { return 0 }
        switch self {
        case .map(.same): return min(inputs, first)
        case .map(.window(let stride, let reach, let before)):
            return min(inputs, max(0, (first - 1) * stride + reach - before))
        case .map(.shift(let before)): return min(inputs, max(0, first - before))
        case .map: return inputs
        case .taps(let taps): return taps.readyBack(from: first)
        }
    }

    /// The outputs that some inputs have a share in, and perhaps some between them.
    func touching(_ rows: Range<Int>, outputs: Int) -> Range<Int> {
        guard !rows.isEmpty else { return 0..<0 }
        switch self {
        case .map(.same): return rows.clamped(to: 0..<outputs)
        case .map(.window(let stride, let reach, let before)):
            let above = rows.lowerBound + before - reach + 1
            let first = above <= 0 ? 0 : (above + stride - 1) / stride
            let end = min(outputs, (rows.upperBound - 1 + before) / stride + 1)
            return first..<max(first, end)
        case .map(.shift(let before)):
            return (rows.lowerBound + before..<rows.upperBound + before).clamped(to: 0..<outputs)
        case .map: return 0..<outputs
        case .taps(let taps): return taps.touching(rows)
        }
    }

    /// Whether a layer that can give back the gradient of any rows can do so of these, from outputs from `first` on: a window must not begin
    /// behind them.
    func reaches(_ rows: Range<Int>, from first: Int) -> Bool {
        switch self {
        case .map(.window(let stride, _, let before)): first * stride - before <= rows.lowerBound
        case .map: false
        case .taps: true
        }
    }
}

/// By row of an output, which rows of the input it reads: for outputs that stand among their inputs as no window does.
struct RowTaps {
    /// By output: the first input that it or a later one reads.
    private let firsts: [Int]
    /// By output: past the last input that it or an earlier one reads.
    private let ends: [Int]

    init(_ axis: AxisTaps) {
        var (firsts, ends) = ([Int](), [Int]())
        for list in axis.taps { ends.append(max(ends.last ?? 0, (list.map(\.index).max() ?? -1) + 1)) }
        for list in axis.taps.reversed() {
            firsts.append(min(firsts.last ?? axis.inputs, list.map(\.index).min() ?? axis.inputs))
        }
        (self.firsts, self.ends) = (firsts.reversed(), ends)
    }

    /// The inputs that some outputs read, and those between them; at least one.
    func given(_ outputs: Range<Int>) -> Range<Int> {
        let first = firsts[outputs.lowerBound]
        let end = ends[outputs.upperBound - 1]
        return first < end ? first..<end : max(0, end - 1)..<max(1, end)
    }

    func ready(with count: Int) -> Int { ends.count { $0 <= count } }

    func readyBack(from first: Int) -> Int { ends[first - 1] }

    func touching(_ inputs: Range<Int>) -> Range<Int> {
        let first = ends.count { $0 <= inputs.lowerBound }
        return first..<max(first, firsts.count { $0 < inputs.upperBound })
    }
}

extension Shape {
    /// As wide, and of as many channels, but of `count` rows.
    func withRows(_ count: Int) -> Shape { Shape(channels: channels, height: count, width: width) }
}
