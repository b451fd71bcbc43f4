public import Tensors

/// How a kernel walks over its input: shared by convolutions and pools.
public struct Window: Hashable, Sendable {
    /// What lies around the input.
    public enum Padding: Hashable, Sendable {
        /// Fixed margins, before and after each axis; pools with `ceilMode` may also reach past the end.
        case explicit(before: Extent, after: Extent)
        /// TensorFlow's SAME: the output is ⌈input ÷ stride⌉ wide, and of an odd margin the larger half goes right
        /// and below. It depends on the input's size, so it is worked out for each.
        case same
        /// The same, the larger half going left and above.
        case sameLower
    }

    /// Height and width of the kernel.
    public var kernel: Extent
    /// The step from one output to the next, in inputs.
    public var stride: Extent
    /// The distance between neighbouring taps of the kernel; 1 is dense.
    public var dilation: Extent
    /// The margins.
    public var padding: Padding
    /// Whether a last, partly covered window counts (Caffe's pools).
    public var ceilMode: Bool

    /// A window from its parts.
    public init(
        kernel: Extent, stride: Extent = Extent(1), dilation: Extent = Extent(1),
        padding: Padding = .explicit(before: Extent(0), after: Extent(0)), ceilMode: Bool = false
    ) {
        self.kernel = kernel
        self.stride = stride
        self.dilation = dilation
        self.padding = padding
        self.ceilMode = ceilMode
    }

    /// One axis of a window over one axis of an input.
    public struct Axis: Hashable, Sendable {
        /// The number of outputs; 0 or less when the input is smaller than the kernel.
        public var count: Int
        /// Zeros before the first input.
        public var before: Int
        /// Zeros after the last input, as far as the last window reaches; may be negative when inputs are left over.
        public var after: Int
    }

    /// The vertical axis for an input of this height.
    public func vertical(over height: Int) -> Axis { axis(over: height, \.height) }

    /// The horizontal axis for an input of this width.
    public func horizontal(over width: Int) -> Axis { axis(over: width, \.width) }

    /// Outputs and margins along one axis: the arithmetic of ONNX, of Caffe's ceil mode and of TensorFlow's SAME.
    private func axis(over input: Int, _ side: KeyPath<Extent, Int>) -> Axis {
        let step = stride[keyPath: side]
        let reach = (kernel[keyPath: side] - 1) * dilation[keyPath: side] + 1
        switch padding {
        case .same, .sameLower:
            let count = (input + step - 1) / step
            let margin = max(0, (count - 1) * step + reach - input)
            let smaller = margin / 2
            return padding == .same
                ? Axis(count: count, before: smaller, after: margin - smaller)
                : Axis(count: count, before: margin - smaller, after: smaller)
        case .explicit(let before, let after):
            let first = before[keyPath: side]
            let free = input + first + after[keyPath: side] - reach
            guard free >= 0 else { return Axis(count: 0, before: first, after: after[keyPath: side]) }
            var count = (ceilMode ? free + step - 1 : free) / step + 1
            // A window that would begin past the input and its first margin sees nothing: Caffe drops it.
            if ceilMode && (count - 1) * step >= input + first { count -= 1 }
            return Axis(count: count, before: first, after: (count - 1) * step + reach - input - first)
        }
    }
}

// MARK: - What operators with a window have in common

extension Window {
    /// The shape of what it makes of an input; a side of 0 where there is no room.
    func shape(over input: Shape, channels: Int) -> Shape {
        Shape(
            channels: channels, height: max(0, vertical(over: input.height).count),
            width: max(0, horizontal(over: input.width).count))
    }

    /// Which inputs the outputs are made of.
    func axisMap(over input: Shape) -> AxisMap {
        AxisMap(
            rows: reading(over: input.height, \.height, vertical(over: input.height)),
            columns: reading(over: input.width, \.width, horizontal(over: input.width)))
    }

    private func reading(over input: Int, _ side: KeyPath<Extent, Int>, _ axis: Axis) -> AxisReading {
        let (stride, reach) = (stride[keyPath: side], (kernel[keyPath: side] - 1) * dilation[keyPath: side] + 1)
        if stride == 1, reach == 1, axis.before == 0, axis.count == input { return .same }
        return .window(stride: stride, reach: reach, before: axis.before)
    }

    /// The window of a part, padded only where the whole is.
    func part(_ part: OperatorPart) -> Window {
        let (input, given) = (part.operands[0], part.given[0])
        let rows = padding(part.made.rows, given.rows, \.height, vertical(over: input.height).before)
        let columns = padding(part.made.columns, given.columns, \.width, horizontal(over: input.width).before)
        var window = self
        window.ceilMode = false
        window.padding = .explicit(
            before: Extent(height: rows.before, width: columns.before),
            after: Extent(height: rows.after, width: columns.after))
        return window
    }

    /// What lies beyond the inputs that are there.
    private func padding(
        _ made: Range<Int>, _ given: Range<Int>, _ side: KeyPath<Extent, Int>, _ before: Int
    ) -> (before: Int, after: Int) {
        let (stride, reach) = (stride[keyPath: side], (kernel[keyPath: side] - 1) * dilation[keyPath: side] + 1)
        return (
            given.lowerBound - (made.lowerBound * stride - before),
            (made.upperBound - 1) * stride - before + reach - given.upperBound
        )
    }

    /// The margins, where they are numbers.
    var geometry: [Int] {
        guard case .explicit(let before, let after) = padding else { return [] }
        return [before.height, before.width, after.height, after.width]
    }

    /// `3×3/2`
    var summary: String {
        "\(kernel.height)×\(kernel.width)" + (stride == Extent(1) ? "" : "/\(stride.height)")
            + (dilation == Extent(1) ? "" : " dilated \(dilation.height)")
    }

    /// For every output, channel by channel: what `body` makes of the indices of the inputs in its window, in row order,
    /// and of the output's own index.
    func mapWindows(of input: Shape, _ body: (_ taps: [Int], _ position: Int) -> Float) -> Tensor {
        let vertical = vertical(over: input.height)
        let horizontal = horizontal(over: input.width)
        var result = Tensor.zeros(Shape(channels: input.channels, height: vertical.count, width: horizontal.count))
        var position = 0
        for channel in 0..<input.channels {
            for y in 0..<vertical.count {
                let rows = taps(y, vertical, kernel.height, stride.height, dilation.height, input.height)
                for x in 0..<horizontal.count {
                    let columns = taps(x, horizontal, kernel.width, stride.width, dilation.width, input.width)
                    let taps = rows.flatMap { row in
                        columns.map { (channel * input.height + row) * input.width + $0 }
                    }
                    result.values[position] = body(taps, position)
                    position += 1
                }
            }
        }
        return result
    }

    private func taps(
        _ index: Int, _ axis: Axis, _ kernel: Int, _ stride: Int, _ dilation: Int, _ input: Int
    ) -> [Int] {
        (0..<kernel).map { index * stride + $0 * dilation - axis.before }.filter { (0..<input).contains($0) }
    }
}

/// An operator of one operand that a window walks over.
public protocol WindowOperator: Operator {
    /// How it walks.
    var window: Window { get set }
}

extension WindowOperator {
    /// Every output is made of its window.
    public func axisMaps(of operands: [Shape], to output: Shape) -> [AxisMap] { [window.axisMap(over: operands[0])] }

    /// The same, padded only where the whole is.
    public func part(_ part: OperatorPart) -> any Operator {
        var own = self
        own.window = window.part(part)
        return own
    }

    /// The margins.
    public var geometry: [Int] { window.geometry }
}
