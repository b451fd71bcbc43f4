/// Runs of neighbouring elements. A loop over the indices of a run cannot leave it, so it is compiled to vector
/// instructions; the same loop over a part of a larger span checks every element.
extension MutableSpan where Element == Float {
    /// Calls `body` with the elements of `range` alone.
    @inlinable @inline(__always)
    public mutating func withRun<Result>(
        _ range: Range<Int>, _ body: (inout MutableSpan<Float>) -> Result
    ) -> Result {
        var run = _mutatingExtracting(range)
        return body(&run)
    }

    /// self[start + i] += factor · source[i]
    @inlinable @inline(__always)
    public mutating func add(_ source: Span<Float>, times factor: Float, at start: Int) {
        withRun(start..<start + source.count) { run in
            for i in source.indices { run[i] += factor * source[i] }
        }
    }

    /// self[start + i] ← source[i]
    @inlinable @inline(__always)
    public mutating func copy(_ source: Span<Float>, at start: Int) {
        withRun(start..<start + source.count) { run in
            for i in source.indices { run[i] = source[i] }
        }
    }
}
