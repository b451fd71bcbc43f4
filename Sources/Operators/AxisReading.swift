/// Which inputs the outputs of an operator are made of, down and across.
public struct AxisMap: Hashable, Sendable {
    /// Down.
    public var rows: AxisReading
    /// Across.
    public var columns: AxisReading

    /// A map from its parts.
    public init(rows: AxisReading, columns: AxisReading) {
        self.rows = rows
        self.columns = columns
    }

    /// The same down and across.
    public init(_ both: AxisReading) { self.init(rows: both, columns: both) }

    /// Output i is made of input i.
    public static let same = AxisMap(.same)
    /// Every output is made of all inputs.
    public static let everything = AxisMap(.everything)
}

/// Which inputs the outputs of an operator are made of, along one axis: what a part of it has to read for what it has to know.
public enum AxisReading: Hashable, Sendable {
    /// Output i is made of input i.
    case same
    /// Output i is made of inputs i·stride − before up to `reach` of them further on: convolutions and pools.
    case window(stride: Int, reach: Int, before: Int)
    /// Output i is made of inputs i − reach … i + reach, as far as there are any.
    case neighbours(reach: Int)
    /// Output i is input i − before.
    case shift(before: Int)
    /// Output i stands at input i·down/up; `neighbour` is 1 when it also looks at the next one.
    case scaled(up: Int, down: Int, neighbour: Int)
    /// Output i stands at about input i·step, and looks at `reach` more: no part of it lies where the whole has it.
    case unaligned(step: Float, reach: Int)
    /// The one input stands for every output.
    case stretched
    /// Every output is made of all inputs.
    case everything
}

extension AxisReading {
    /// What a tile computes of one axis, and what it computes that from.
    public struct Parts {
        /// The outputs: those that are wanted, and what cannot be told apart from them.
        public var made: Range<Int>
        /// The inputs.
        public var given: Range<Int>
    }

    /// What is computed when `wanted` is wanted of a layer with `outputs` outputs over `inputs` inputs.
    ///
    /// - Parameters:
    ///   - limits: the inputs that are looked at; what a window reaches for beyond them is padding.
    ///   - grain: how many neighbouring outputs of a window share their rounding, counted from the first.
    public func parts(
        for wanted: Range<Int>, of outputs: Int, over inputs: Int, within limits: Range<Int>, grain: Int = 1
    ) -> Parts {
        switch self {
        case .same:
            return Parts(made: wanted, given: wanted)
        case .window(let stride, let reach, let before):
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
        case .everything, .unaligned:
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
        var given = span(made.lowerBound, made.upperBound - 1).clamped(to: limits)
        // Where a crop leaves nothing, so that no output reads anything, one input stands for none.
        if given.isEmpty {
            let first = min(given.lowerBound, limits.upperBound - 1)
            given = first..<first + 1
        }
        return Parts(made: made, given: given)
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

// MARK: - Receptive fields

extension AxisReading {
    /// What the outputs see of a picture: how far apart they stand in it, and how much of it each sees; a field of 0 is all of it.
    ///
    /// A window of k taps over a layer of stride s widens the field by (k − 1)·s (Araujo, Norris and Sim, "Computing receptive fields
    /// of convolutional neural networks", Distill 2019).
    public func follow(stride: Int, field: Int) -> (stride: Int, field: Int) {
        func wider(by reach: Int) -> Int { field == 0 ? 0 : field.plusAtMost(reach.timesAtMost(stride)) }
        // A stride below one input has no integer: it is told as one.
        func scaled(by step: Float) -> Int { max(1, Int(min(1e9, (Float(stride) * step).rounded()))) }
        switch self {
        case .same, .shift, .stretched: return (stride, field)
        case .window(let step, let reach, _): return (stride.timesAtMost(step), wider(by: reach - 1))
        case .neighbours(let reach): return (stride, wider(by: 2 * reach))
        case .scaled(let up, let down, let neighbour):
            return (scaled(by: Float(down) / Float(up)), wider(by: neighbour))
        case .unaligned(let step, let reach): return (scaled(by: step), wider(by: reach))
        case .everything: return (stride, 0)
        }
    }
}

/// Arithmetic for networks that nobody would build: what is too large stays at the largest number.
extension Int {
    /// The product.
    public func timesAtMost(_ other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }

    /// The sum.
    public func plusAtMost(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
