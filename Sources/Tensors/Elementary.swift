import Foundation

/// Elementary functions of eight numbers at once, by Cephes' polynomials (Moshier, `logf.c`, `sinf.c`): within two units in the
/// last place of the exact value, and several times as fast as one number after the other.
///
///     let waves = Elementary.sineAndCosine(SIMD8(repeating: 0.5))
enum Elementary {
    /// The natural logarithm of numbers above 1e-38.
    @inline(__always)
    static func logarithm(_ x: SIMD8<Float>) -> SIMD8<Float> {
        let bits = unsafeBitCast(x, to: SIMD8<Int32>.self)
        var power = (bits &>> 23) &- 126
        // From ½ to 1, and brought to √½ … √2, less 1.
        var m = unsafeBitCast((bits & 0x007F_FFFF) | 0x3F00_0000, to: SIMD8<Float>.self)
        let isSmall = m .< 0.707_106_77
        power.replace(with: power &- 1, where: isSmall)
        m = (m - 1).replacing(with: m + m - 1, where: isSmall)
        let count = SIMD8<Float>(power)
        let square = m * m
        var y = m * 7.037_683_6e-2 - 1.151_461_03e-1
        y = y * m + 1.167_699_87e-1
        y = y * m - 1.242_014_08e-1
        y = y * m + 1.424_932_28e-1
        y = y * m - 1.666_805_77e-1
        y = y * m + 2.000_071_48e-1
        y = y * m - 2.499_999_4e-1
        y = y * m + 3.333_333_1e-1
        y = y * m * square - count * 2.121_944_4e-4 - 0.5 * square
        return m + y + count * 0.693_359_375
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
    @inline(__always)
    private static func rounded(_ x: SIMD8<Float>) -> (SIMD8<Int32>, SIMD8<Float>) {
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
