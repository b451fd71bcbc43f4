/// Element by element arithmetic, in place, between tensors of one shape.
extension Tensor {
    /// self ← self + factor · other
    public mutating func add(_ other: Tensor, times factor: Float = 1) {
        precondition(shape == other.shape, "cannot add \(other.shape) to \(shape)")
        var target = values.mutableSpan
        let source = other.values.span
        for i in target.indices { target[i] += factor * source[i] }
    }

    /// self ← factor · self
    public mutating func scale(by factor: Float) {
        var target = values.mutableSpan
        for i in target.indices { target[i] *= factor }
    }

    /// self ← min(max(self, lower), upper)
    public mutating func clamp(to range: ClosedRange<Float>) {
        var target = values.mutableSpan
        for i in target.indices { target[i] = min(max(target[i], range.lowerBound), range.upperBound) }
    }

    /// The same elements, each passed through `transform`.
    public func map(_ transform: (Float) -> Float) -> Tensor {
        Tensor(shape: shape, values: values.map(transform))
    }

    /// Whether every element is a number: no infinity, no NaN.
    public var isFinite: Bool { values.allSatisfy(\.isFinite) }
}
