/// A dense block of 32-bit floats in row-major order: a value, copied on write.
///
///     var grey = Tensor(shape: Shape(channels: 3, height: 2, width: 2), repeating: 127.5)
///     grey.values[0] = 255
///     grey.shape.area    // 4
public struct Tensor: Sendable, Hashable {
    /// The extent; `shape.count == values.count`, always.
    public let shape: Shape

    /// The elements, last dimension fastest. Assign elements, never another count of them.
    public var values: [Float]

    /// A tensor of given elements.
    public init(shape: Shape, values: [Float]) {
        precondition(values.count == shape.count, "\(values.count) values do not fill \(shape)")
        self.shape = shape
        self.values = values
    }

    /// A tensor whose elements are all `value`.
    public init(shape: Shape, repeating value: Float) {
        self.init(shape: shape, values: [Float](repeating: value, count: shape.count))
    }

    /// A tensor whose elements, zero at first, `fill` writes.
    public init(_ shape: Shape, fill: (inout MutableSpan<Float>) -> Void) {
        var values = [Float](repeating: 0, count: shape.count)
        var span = values.mutableSpan
        fill(&span)
        self.init(shape: shape, values: values)
    }

    /// A tensor whose elements, of no known content at first, `fill` writes, every one of them: zeros that nobody reads are not made.
    @inlinable
    public init(unwritten shape: Shape, fill: (inout MutableSpan<Float>) -> Void) {
        let count = shape.count
        let values = [Float](unsafeUninitializedCapacity: count) { memory, filled in
            var elements = UnsafeMutableBufferPointer(rebasing: memory[..<count]).mutableSpan
            fill(&elements)
            filled = count
        }
        self.init(shape: shape, values: values)
    }

    /// A tensor of zeros.
    public static func zeros(_ shape: Shape) -> Tensor { Tensor(shape: shape, repeating: 0) }

    /// One number, as a tensor of rank 0.
    public static func scalar(_ value: Float) -> Tensor { Tensor(shape: Shape([]), values: [value]) }

    /// The range of `values` that holds channel `channel` of a `[1, C, H, W]` tensor.
    public func indices(ofChannel channel: Int) -> Range<Int> {
        channel * shape.area..<(channel + 1) * shape.area
    }
}
