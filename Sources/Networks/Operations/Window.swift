/// A pair of numbers for the two spatial directions.
public struct Extent: Hashable, Sendable {
    /// Down.
    public var height: Int
    /// Across.
    public var width: Int

    /// Different numbers down and across.
    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    /// The same number in both directions.
    public init(_ both: Int) {
        self.init(height: both, width: both)
    }
}

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
