public import Tensors

/// y[p] = Σ x over the window at p ÷ n, n being the taps of it that count.
public struct AveragePool: WindowOperator, Hashable {
    public var window: Window
    /// Which taps count.
    public let counted: Counted

    /// Which taps of a window count.
    public enum Counted: Hashable, Sendable {
        /// Those inside of the input.
        case inputs
        /// Those on the margins, too. What a window in ceil mode reaches for beyond them is not there (PyTorch's and ONNX's rule).
        case margins
        /// Those on the margins as far as these go after each axis: of a part of a pool, whose window may reach beyond the whole's.
        case marginsUpTo(Extent)
    }

    /// A pool.
    public init(_ window: Window, counted: Counted) {
        self.window = window
        self.counted = counted
    }

    public var summary: String { "mean pool " + window.summary }
    public func shape(_ inputs: [Shape]) -> Shape { window.shape(over: inputs[0], channels: inputs[0].channels) }
    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int { 0 }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { [] }

    public func part(_ part: OperatorPart) -> any Operator {
        let own = window.part(part)
        guard counted != .inputs, case .explicit(_, let after) = own.padding else {
            return AveragePool(own, counted: counted)
        }
        let (input, given, declared) = (part.operands[0], part.given[0], marginsAfter(over: part.operands[0]))
        return AveragePool(
            own,
            counted: .marginsUpTo(
                Extent(
                    height: given.rows.upperBound == input.height ? min(after.height, declared.height) : after.height,
                    width: given.columns.upperBound == input.width ? min(after.width, declared.width) : after.width)))
    }

    public var geometry: [Int] {
        guard case .marginsUpTo(let after) = counted else { return window.geometry }
        return window.geometry + [after.height, after.width]
    }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let x = operands[0]
        let divisors = divisors(over: x.shape)
        return window.mapWindows(of: x.shape) { taps, position in
            Float(taps.reduce(0.0) { $0 + Double(x.values[$1]) }) / divisors[position % divisors.count]
        }
    }

    // ∂/∂x[q] = Σ g[p] / n[p] over the windows p that hold q
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let shape = operands[0].shape
        let divisors = divisors(over: shape)
        var gradient = Tensor.zeros(shape)
        _ = window.mapWindows(of: shape) { taps, position in
            let share = seed.values[position] / divisors[position % divisors.count]
            for tap in taps { gradient.values[tap] += share }
            return 0
        }
        return [gradient]
    }

    /// By output position, row by row: the taps that count.
    public func divisors(over input: Shape) -> [Float] {
        let (vertical, horizontal) = (window.vertical(over: input.height), window.horizontal(over: input.width))
        let columns = (0..<horizontal.count).map { count($0, horizontal, \.width, input.width, over: input) }
        return (0..<vertical.count).flatMap { row in
            let rows = count(row, vertical, \.height, input.height, over: input)
            return columns.map { Float(max(rows * $0, 1)) }
        }
    }

    /// The taps along one axis that count.
    fileprivate func count(
        _ index: Int, _ axis: Window.Axis, _ side: KeyPath<Extent, Int>, _ length: Int, over input: Shape
    ) -> Int {
        let start = index * window.stride[keyPath: side] - axis.before
        let end = start + window.kernel[keyPath: side]
        guard counted != .inputs else { return max(0, min(end, length) - max(start, 0)) }
        return min(end, length + marginsAfter(over: input)[keyPath: side]) - start
    }

    /// The margins after each axis that count.
    private func marginsAfter(over input: Shape) -> Extent {
        if case .marginsUpTo(let after) = counted { return after }
        if case .explicit(_, let after) = window.padding { return after }
        return Extent(
            height: window.vertical(over: input.height).after, width: window.horizontal(over: input.width).after)
    }
}

extension AveragePool: SeparableOperator {
    package func taps(from input: Shape, to output: Shape) -> (rows: AxisTaps, columns: AxisTaps) {
        func axis(_ axis: Window.Axis, _ side: KeyPath<Extent, Int>, _ length: Int) -> AxisTaps {
            AxisTaps(
                (0..<axis.count).map { index in
                    let first = index * window.stride[keyPath: side] - axis.before
                    let counted = count(index, axis, side, length, over: input)
                    return (0..<window.kernel[keyPath: side])
                        .map { first + $0 * window.dilation[keyPath: side] }.filter { (0..<length).contains($0) }
                        .map { (index: $0, weight: 1 / Float(max(counted, 1))) }
                }, inputs: length)
        }
        return (
            axis(window.vertical(over: input.height), \.height, input.height),
            axis(window.horizontal(over: input.width), \.width, input.width)
        )
    }
}

extension Operator where Self == AveragePool {
    /// The mean of each window; `countingPadding` tells whether padded zeros enter the mean.
    public static func averagePool(_ window: Window, countingPadding: Bool) -> AveragePool {
        AveragePool(window, counted: countingPadding ? .margins : .inputs)
    }
}
