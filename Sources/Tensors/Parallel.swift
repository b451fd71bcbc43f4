import ParallelBridge

/// Work on many elements in parts, several of them at once, on the threads that networks are computed with.
///
///     let twice = Tensor(shape, eachRow: { row, output in … })       // rows of all planes, top to bottom
///     tensor.forEachPart { range, part in … }                        // runs of neighbouring elements
///
/// Parts write what no other part reads or writes, and sums stay within a part: the bytes of a result do not depend on the number of
/// threads.
public enum Parallel {
    /// Parts with fewer elements are not worth a thread's waking.
    private static let smallest = 8192
    /// As many at most: enough for many cores to share evenly.
    private static let most = 64

    /// Calls `body` with ranges that together are 0..<`count`.
    /// - Parameter elements: that are worked on for each.
    public static func inParts(_ count: Int, each elements: Int = 1, _ body: @Sendable (Range<Int>) -> Void) {
        let parts = min(count, most, count * elements / smallest)
        guard parts > 1 else { return body(0..<count) }
        forEach(parts) { part in body(count * part / parts..<count * (part + 1) / parts) }
    }

    /// As many elements of a few tensors lie in the cache together.
    public static let piece = 4096

    /// Calls `body` with ranges of at most `piece` elements, which together are 0..<`count`: several passes over one piece then cost one way to
    /// the memory and back.
    @inlinable @inline(__always)
    public static func inPieces(_ count: Int, _ body: @Sendable (Range<Int>) -> Void) {
        inParts(count) { part in
            for first in stride(from: part.lowerBound, to: part.upperBound, by: piece) {
                body(first..<min(first + piece, part.upperBound))
            }
        }
    }

    /// Calls `body` with each of 0..<`count`, in any order, and comes back when all are done.
    private static func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
        typealias Body = @Sendable (Int) -> Void
        withoutActuallyEscaping(body) { body in
            withUnsafePointer(to: body) { body in
                parallel_for(
                    Int32(count), { $1?.assumingMemoryBound(to: Body.self).pointee(Int($0)) },
                    UnsafeMutableRawPointer(mutating: body))
            }
        }
    }
}

/// Elements that several threads write at once, each its own; which ones, the caller has to see to.
public struct SharedElements<Element: Sendable>: @unchecked Sendable {
    @usableFromInline let elements: UnsafeMutableBufferPointer<Element>

    @inlinable
    init(_ elements: UnsafeMutableBufferPointer<Element>) { self.elements = elements }

    /// One element.
    @inlinable
    public subscript(index: Int) -> Element {
        get {
            precondition(elements.indices.contains(index))
            return elements[index]
        }
        nonmutating set {
            precondition(elements.indices.contains(index))
            elements[index] = newValue
        }
    }

    /// Calls `body` with the elements of `range` alone.
    @inlinable @inline(__always)
    public func withRun(_ range: Range<Int>, _ body: (inout MutableSpan<Element>) -> Void) {
        precondition(range.lowerBound >= 0 && range.upperBound <= elements.count)
        var run = UnsafeMutableBufferPointer(rebasing: elements[range]).mutableSpan
        body(&run)
    }
}

extension MutableSpan where Element: Sendable {
    /// Calls `body` with all elements, for several threads to write.
    @inlinable @inline(__always)
    public mutating func share(_ body: (SharedElements<Element>) -> Void) {
        withUnsafeMutableBufferPointer { body(SharedElements($0)) }
    }

    /// Calls `body` with runs of neighbouring elements that together are all of them, and where they lie.
    @inlinable @inline(__always)
    public mutating func forEachPart(_ body: @Sendable (Range<Int>, inout MutableSpan<Element>) -> Void) {
        let count = count
        share { shared in
            Parallel.inParts(count) { range in shared.withRun(range) { body(range, &$0) } }
        }
    }

    /// Calls `body` with runs of `length` elements each, which together are all of them, and their numbers.
    @inlinable @inline(__always)
    public mutating func forEachRun(of length: Int, _ body: @Sendable (Int, inout MutableSpan<Element>) -> Void) {
        guard length > 0 else { return }
        let count = count / length
        share { shared in
            Parallel.inParts(count, each: length) { range in
                for run in range { shared.withRun(run * length..<(run + 1) * length) { body(run, &$0) } }
            }
        }
    }
}

extension Tensor {
    /// A tensor whose elements, zero at first, `fill` writes row by row, several at once.
    /// - Parameter fill: is given the row, counted through all planes, and its elements.
    @inlinable @inline(__always)
    public init(_ shape: Shape, eachRow fill: @Sendable (_ row: Int, inout MutableSpan<Float>) -> Void) {
        self.init(shape) { $0.forEachRun(of: shape.width, fill) }
    }

    /// The same of elements that have no known content at first: `fill` writes every one of its row.
    @inlinable @inline(__always)
    public init(unwritten shape: Shape, eachRow fill: @Sendable (_ row: Int, inout MutableSpan<Float>) -> Void) {
        self.init(unwritten: shape) { $0.forEachRun(of: shape.width, fill) }
    }
}
