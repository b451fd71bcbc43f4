/// Element by element arithmetic, in place, between tensors of one shape.
extension Tensor {
    /// self ← self + factor · other
    public mutating func add(_ other: Tensor, times factor: Float = 1) {
        precondition(shape == other.shape, "cannot add \(other.shape) to \(shape)")
        let source = other.values.span
        var target = values.mutableSpan
        target.forEachPart { range, target in target.add(source.extracting(range), times: factor, at: 0) }
    }

    /// self ← factor · self
    public mutating func scale(by factor: Float) {
        var target = values.mutableSpan
        target.forEachPart { _, target in
            for i in target.indices { target[i] *= factor }
        }
    }

    /// self ← min(max(self, lower), upper)
    public mutating func clamp(to range: ClosedRange<Float>) {
        var target = values.mutableSpan
        target.forEachPart { _, target in
            for i in target.indices { target[i] = min(max(target[i], range.lowerBound), range.upperBound) }
        }
    }

    /// Every element changed by `body`, which is given its place.
    @inlinable @inline(__always)
    public mutating func change(_ body: @Sendable (_ index: Int, _ value: inout Float) -> Void) {
        var target = values.mutableSpan
        target.forEachPart { range, target in
            for i in target.indices { body(range.lowerBound + i, &target[i]) }
        }
    }

    /// Pieces that lie in the cache, each changed by `body`, which is given its place.
    @inlinable @inline(__always)
    public mutating func changeInPieces(_ body: @Sendable (_ place: Range<Int>, inout MutableSpan<Float>) -> Void) {
        let count = values.count
        var target = values.mutableSpan
        target.share { target in
            Parallel.inPieces(count) { range in target.withRun(range) { body(range, &$0) } }
        }
    }

    /// The same elements, each passed through `transform`.
    @inlinable @inline(__always)
    public func map(_ transform: @Sendable (Float) -> Float) -> Tensor {
        let source = values.span
        return Tensor(unwritten: shape) { output in
            output.forEachPart { range, output in
                let source = source.extracting(range)
                for i in output.indices { output[i] = transform(source[i]) }
            }
        }
    }

    /// Whether every element is a number: no infinity, no NaN.
    public var isFinite: Bool { values.allSatisfy(\.isFinite) }
}
