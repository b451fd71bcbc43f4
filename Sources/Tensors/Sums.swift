/// Sums over many floats in an order that never changes.
///
/// Pieces of a fixed length are summed, several of them at once, and their sums in order. In a piece eight running sums, one a SIMD
/// lane, are kept in double precision and folded pairwise at the end. So a sum has the same bits on every run and for any number of
/// threads, and sixteen million terms lose nothing.
public enum Sums {
    /// Σ xᵢ
    public static func sum(_ x: Span<Float>) -> Double {
        fold(x) { $0 }
    }

    /// Σ |xᵢ|
    public static func absolute(_ x: Span<Float>) -> Double {
        fold(x) { $0.replacing(with: -$0, where: $0 .< 0) }
    }

    /// Σ xᵢ²
    public static func squares(_ x: Span<Float>) -> Double {
        fold(x) { $0 * $0 }
    }

    /// Σ xᵢ·yᵢ; both spans have the same length.
    public static func products(_ x: Span<Float>, _ y: Span<Float>) -> Double {
        precondition(x.count == y.count, "a dot product needs equal lengths: \(x.count) and \(y.count)")
        return inPieces(x.count) { products(ofPiece: x.extracting($0), y.extracting($0)) }
    }

    /// As many elements are summed by one thread.
    private static let piece = 1 << 15

    @inline(__always)
    private static func inPieces(_ count: Int, _ sum: @Sendable (Range<Int>) -> Double) -> Double {
        guard count > piece else { return sum(0..<count) }
        var sums = [Double](repeating: 0, count: (count + piece - 1) / piece)
        var all = sums.mutableSpan
        all.share { all in
            Parallel.inParts((count + piece - 1) / piece, each: piece) { range in
                for part in range { all[part] = sum(part * piece..<min((part + 1) * piece, count)) }
            }
        }
        return sums.reduce(0, +)
    }

    private static func products(ofPiece x: Span<Float>, _ y: Span<Float>) -> Double {
        var lanes = SIMD8<Double>.zero
        let whole = x.count & ~7
        var i = 0
        while i < whole {
            lanes += load(x, i) * load(y, i)
            i += 8
        }
        var total = folded(lanes)
        while i < x.count {
            total += Double(x[i]) * Double(y[i])
            i += 1
        }
        return total
    }

    @inline(__always)
    private static func fold(_ x: Span<Float>, _ term: @Sendable (SIMD8<Double>) -> SIMD8<Double>) -> Double {
        inPieces(x.count) { foldPiece(x.extracting($0), term) }
    }

    @inline(__always)
    private static func foldPiece(_ x: Span<Float>, _ term: (SIMD8<Double>) -> SIMD8<Double>) -> Double {
        var lanes = SIMD8<Double>.zero
        let whole = x.count & ~7
        var i = 0
        while i < whole {
            lanes += term(load(x, i))
            i += 8
        }
        var last = SIMD8<Double>.zero
        while i < x.count {
            last[i - whole] = Double(x[i])
            i += 1
        }
        return folded(lanes + term(last))
    }

    @inline(__always)
    private static func load(_ x: Span<Float>, _ i: Int) -> SIMD8<Double> {
        SIMD8<Double>(
            SIMD8<Float>(x[i], x[i + 1], x[i + 2], x[i + 3], x[i + 4], x[i + 5], x[i + 6], x[i + 7]))
    }

    @inline(__always)
    private static func folded(_ lanes: SIMD8<Double>) -> Double {
        let four = lanes.lowHalf + lanes.highHalf
        let two = four.lowHalf + four.highHalf
        return two.x + two.y
    }
}

extension Tensor {
    /// Σ xᵢ
    public var sum: Float { Float(Sums.sum(values.span)) }

    /// The arithmetic mean of the elements; 0 when there are none.
    public var mean: Float { average(Sums.sum(values.span)) }

    /// The mean of |x|: the divisor of Google's normalised ascent (dream.ipynb, 2015).
    public var meanAbsolute: Float { average(Sums.absolute(values.span)) }

    /// √(mean of x²): the divisor of the Laplacian gradient normalisation (TensorFlow's DeepDream notebook).
    public var rootMeanSquare: Float { average(Sums.squares(values.span)).squareRoot() }

    private func average(_ total: Double) -> Float {
        values.isEmpty ? 0 : Float(total / Double(values.count))
    }
}
