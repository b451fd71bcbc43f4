/// Element by element arithmetic, in place, between tensors of one shape.
extension Tensor {
    /// self ← self + factor · other
    public mutating func add(_ other: Tensor, times factor: Float = 1) {
        precondition(shape == other.shape, "cannot add \(other.shape) to \(shape)")
        for i in values.indices { values[i] += factor * other.values[i] }
    }

    /// self ← factor · self
    public mutating func scale(by factor: Float) {
        for i in values.indices { values[i] *= factor }
    }

    /// self ← min(max(self, lower), upper)
    public mutating func clamp(to range: ClosedRange<Float>) {
        for i in values.indices { values[i] = min(max(values[i], range.lowerBound), range.upperBound) }
    }

    /// The same elements, each passed through `transform`.
    public func map(_ transform: (Float) -> Float) -> Tensor {
        Tensor(shape: shape, values: values.map(transform))
    }

    /// Whether every element is a number: no infinity, no NaN.
    public var isFinite: Bool { values.allSatisfy(\.isFinite) }
}
