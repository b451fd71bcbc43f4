import Foundation

/// Elementary functions of eight numbers at once, by Cephes' polynomials (Moshier, `sinf.c`, `expf.c`): within two units in the
/// last place of the exact value, and several times as fast as one number after the other.
///
///     let waves = Elementary.sineAndCosine(SIMD8(repeating: 0.5))
public enum Elementary {
    /// eˣ; of numbers beyond ±87 what it is there.
    @inlinable @inline(__always)
    public static func exponential(_ x: SIMD8<Float>) -> SIMD8<Float> {
        // What is no number stays none.
        let within = x.replacing(with: -87, where: x .< -87).replacing(with: 87, where: x .> 87)
        let (power, count) = rounded(within * 1.442_695_04)
        let rest = within - count * 0.693_359_375 + count * 2.121_944_4e-4
        var y = rest * 1.987_569_15e-4 + 1.398_199_95e-3
        y = y * rest + 8.333_451_9e-3
        y = y * rest + 4.166_579_6e-2
        y = y * rest + 1.666_666_55e-1
        y = y * rest + 5.000_000_1e-1
        y = y * rest * rest + rest + 1
        return y * unsafeBitCast((power &+ 127) &<< 23, to: SIMD8<Float>.self)
    }

    /// sin x and cos x.
    @inline(__always)
    static func sineAndCosine(_ x: SIMD8<Float>) -> (sine: SIMD8<Float>, cosine: SIMD8<Float>) {
        // Farther out, or where there is no number, more digits of π are needed than stand here.
        guard all((x .< 8192) .& (x .> -8192)) else {
            var (sines, cosines) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
            for lane in 0..<8 { (sines[lane], cosines[lane]) = (sin(x[lane]), cos(x[lane])) }
            return (sines, cosines)
        }
        let (quarters, count) = rounded(x * 0.636_619_77)
        let rest = x - count * 1.570_312_5 - count * 4.837_512_97e-4 - count * 7.549_789_95e-8
        let square = rest * rest
        var sine = square * -1.951_529_6e-4 + 8.332_160_9e-3
        sine = (sine * square - 1.666_665_46e-1) * square * rest + rest
        var cosine = square * 2.443_315_7e-5 - 1.388_731_6e-3
        cosine = (cosine * square + 4.166_664_6e-2) * square * square - 0.5 * square + 1
        // Comparing whole numbers is done one lane after the other, and masks of bits are not.
        let (s, c) = (unsafeBitCast(sine, to: SIMD8<Int32>.self), unsafeBitCast(cosine, to: SIMD8<Int32>.self))
        let exchanged = (s ^ c) & (0 &- (quarters & 1))
        return (
            unsafeBitCast((s ^ exchanged) ^ (quarters & 2) &<< 30, to: SIMD8<Float>.self),
            unsafeBitCast((c ^ exchanged) ^ ((quarters &+ 1) & 2) &<< 30, to: SIMD8<Float>.self)
        )
    }

    /// The nearest whole numbers of numbers below 2²², as such and as floats: in the last bits of a float that large.
    @inlinable @inline(__always)
    static func rounded(_ x: SIMD8<Float>) -> (SIMD8<Int32>, SIMD8<Float>) {
        let large = SIMD8<Float>(repeating: 0x1.8p23)
        let sum = x + large
        return (unsafeBitCast(sum, to: SIMD8<Int32>.self) &- unsafeBitCast(large, to: SIMD8<Int32>.self), sum - large)
    }
}

/// Eight neighbouring elements at once.
extension Span where Element == Float {
    /// Those from a place on; zeros past the end.
    @inlinable @inline(__always)
    public func eight(from i: Int) -> SIMD8<Float> {
        guard i + 8 <= count else {
            var some = SIMD8<Float>.zero
            for lane in 0..<max(count - i, 0) { some[lane] = self[i + lane] }
            return some
        }
        let run = extracting(i..<i + 8)
        return SIMD8(run[0], run[1], run[2], run[3], run[4], run[5], run[6], run[7])
    }
}

extension MutableSpan where Element == Float {
    /// Those from a place on; zeros past the end.
    @inlinable @inline(__always)
    public func eight(from i: Int) -> SIMD8<Float> { span.eight(from: i) }

    /// Writes those from a place on, as far as there are any.
    @inlinable @inline(__always)
    public mutating func write(_ eight: SIMD8<Float>, from i: Int) {
        withRun(i..<min(i + 8, count)) { run in
            guard run.count == 8 else {
                for lane in run.indices { run[lane] = eight[lane] }
                return
            }
            // With a constant number of lanes this is one vector's store.
            for lane in 0..<8 { run[lane] = eight[lane] }
        }
    }
}
