import Networks
import Tensors

/// Which inputs the outputs of a layer are made of, along one axis: what a tile has to read for what it has to know.
enum AxisReading {
    /// Output i is made of input i.
    case same
    /// Output i is made of inputs i·stride − before up to `reach` of them further on: convolutions and pools. Outputs are
    /// computed `grain` at a time, counted from the first.
    case window(stride: Int, reach: Int, before: Int, grain: Int)
    /// Output i is made of inputs i − reach … i + reach, as far as there are any.
    case neighbours(reach: Int)
    /// Output i is input i − before.
    case shift(before: Int)
    /// Output i stands at input i·down/up; `neighbour` is 1 when it also looks at the next one.
    case scaled(up: Int, down: Int, neighbour: Int)
    /// The one input stands for every output.
    case stretched
    /// Every output is made of all inputs.
    case everything
}

extension AxisReading {
    /// What a tile computes of one axis, and what it computes that from.
    struct Parts {
        /// The outputs: those that are wanted, and what cannot be told apart from them.
        var made: Range<Int>
        /// The inputs.
        var given: Range<Int>
    }

    /// What is computed when `wanted` is wanted of a layer with `outputs` outputs over `inputs` inputs.
    ///
    /// - Parameter limits: the inputs that are looked at; what a window reaches for beyond them is padding.
    func parts(for wanted: Range<Int>, of outputs: Int, over inputs: Int, within limits: Range<Int>) -> Parts {
        switch self {
        case .same:
            return Parts(made: wanted, given: wanted)
        case .window(let stride, let reach, let before, let grain):
            // An approximate tile has no need of the whole's very bits.
            let grain = limits == 0..<inputs ? grain : 1
            let first = wanted.lowerBound / grain * grain
            let whole = first..<min(outputs, (wanted.upperBound + grain - 1) / grain * grain)
            return windowParts(whole, outputs, limits) { $0 * stride - before..<$1 * stride - before + reach }
        case .shift(let before):
            return windowParts(wanted, outputs, limits) { $0 - before..<$1 - before + 1 }
        case .neighbours(let reach):
            let around = (wanted.lowerBound - reach..<wanted.upperBound + reach).clamped(to: limits)
            let given = min(around.lowerBound, wanted.lowerBound)..<max(around.upperBound, wanted.upperBound)
            return Parts(made: given, given: given)
        case .scaled(let up, let down, let neighbour):
            return scaledParts(wanted, inputs, up: up, down: down, neighbour: neighbour)
        case .stretched:
            return Parts(made: wanted, given: 0..<1)
        case .everything:
            return Parts(made: 0..<outputs, given: limits)
        }
    }

    /// A position that lies in padding alone is computed together with the nearest one that reads something.
    private func windowParts(
        _ wanted: Range<Int>, _ outputs: Int, _ limits: Range<Int>, _ span: (_ first: Int, _ last: Int) -> Range<Int>
    ) -> Parts {
        var made = wanted
        while span(made.lowerBound, made.upperBound - 1).upperBound <= limits.lowerBound, made.upperBound < outputs {
            made = made.lowerBound..<made.upperBound + 1
        }
        while span(made.lowerBound, made.upperBound - 1).lowerBound >= limits.upperBound, made.lowerBound > 0 {
            made = made.lowerBound - 1..<made.upperBound
        }
        return Parts(made: made, given: span(made.lowerBound, made.upperBound - 1).clamped(to: limits))
    }

    /// The inputs begin where a whole number of outputs does, so that the tile's samples stand where the picture's do.
    private func scaledParts(_ wanted: Range<Int>, _ inputs: Int, up: Int, down: Int, neighbour: Int) -> Parts {
        // A linear sample stands at (i + ½)·down/up − ½, which is never further left than this.
        let first = max(wanted.lowerBound * down / up - neighbour, 0) / down * down
        let last = (wanted.upperBound * down + up - 1) / up + neighbour
        let given = first..<min(last, inputs)
        return Parts(made: first * up / down..<first * up / down + given.count * up / down, given: given)
    }
}

extension Graph.Node {
    /// How the node reads one of its inputs: rows and columns.
    func readings(of input: Shape, for output: Shape) -> (rows: AxisReading, columns: AxisReading) {
        switch operation {
        case .convolution(let convolution):
            return convolution.window.readings(of: input, grain: convolution.grain)
        case .maxPool(let window), .averagePool(let window, _):
            return window.readings(of: input, grain: 1)
        case .globalAveragePool, .adaptivePool:
            return (.everything, .everything)
        case .localResponse(let response) where response.region == .withinChannel:
            return (.neighbours(reach: response.size / 2), .neighbours(reach: response.size / 2))
        case .margins(let before, _, _):
            return (.shift(before: before.height), .shift(before: before.width))
        case .resize(let resize):
            return (
                resize.reading(from: input.height, to: output.height, \.height),
                resize.reading(from: input.width, to: output.width, \.width)
            )
        case .arithmetic:
            return (
                input.height == output.height ? .same : .stretched, input.width == output.width ? .same : .stretched
            )
        case .input, .relu, .clip, .waking, .activation, .parametricRelu, .channelMean, .localResponse,
            .channelNormalization,
            .softmax, .concatenation, .channelSelection:
            return (.same, .same)
        }
    }
}

extension Convolution {
    /// How many outputs along an axis share their rounding: the squares' side where Winograd's convolution computes them.
    ///
    /// A tile that computes whole squares of them has the very bits of the whole picture. With others, a few units in a
    /// million would stand on the other side of their ReLU, and a gradient differ by 1e-3 that should by 1e-6.
    fileprivate var grain: Int { FastWinograd.square(of: self) ?? 1 }
}

extension Window {
    fileprivate func readings(of input: Shape, grain: Int) -> (rows: AxisReading, columns: AxisReading) {
        (
            .window(
                stride: stride.height, reach: (kernel.height - 1) * dilation.height + 1,
                before: vertical(over: input.height).before, grain: grain),
            .window(
                stride: stride.width, reach: (kernel.width - 1) * dilation.width + 1,
                before: horizontal(over: input.width).before, grain: grain)
        )
    }
}

extension Resize {
    /// Factors like 2, 3, ½ or ¾, which a float holds exactly, keep the samples of a part where those of the whole are;
    /// others, and samples that are aligned by the corners, need the whole.
    fileprivate func reading(from input: Int, to output: Int, _ side: KeyPath<Sides, Float>) -> AxisReading {
        let factor: Float
        if case .factor(let height, let width) = target {
            factor = Sides(height: height, width: width)[keyPath: side]
        } else {
            // Of one input, every output is a copy.
            if input == 1, output > 1 { return .stretched }
            // To a size, a part is resized to its part of it: that is a whole number for whole factors alone.
            guard output % input == 0 else { return .everything }
            factor = Float(output / input)
        }
        guard factor != 1 else { return .same }
        guard method != .linearAlignedCorners,
            let down = [1, 2, 4, 8].first(where: { (factor * Float($0)).rounded() == factor * Float($0) }), factor > 0
        else { return .everything }
        return .scaled(up: Int(factor * Float(down)), down: down, neighbour: method == .nearest ? 0 : 1)
    }

    /// Factors down and across.
    fileprivate struct Sides {
        let height: Float
        let width: Float
    }
}
