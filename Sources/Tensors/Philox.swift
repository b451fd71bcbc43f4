import Foundation

/// A counter-based generator: number `n` of a stream is a function of (key, n), never of call order.
///
/// Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
///
///     var dice = Philox(key: 42, stream: 7)
///     dice.uniform()     // the same in every process, on every machine
public struct Philox: RandomNumberGenerator, Sendable {
    private let key: SIMD2<UInt32>
    private var counter: SIMD4<UInt32>
    private var block = SIMD4<UInt32>.zero
    private var used = 4

    /// The stream numbered `stream` of the generator with this key.
    public init(key: UInt64, stream: UInt64 = 0) {
        self.key = SIMD2(UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
        self.counter = SIMD4(
            0, 0, UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32))
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        UInt64(word()) << 32 | UInt64(word())
    }

    /// A number evenly spread over [0, 1), in steps of 2⁻²⁴.
    public mutating func uniform() -> Float {
        Float(word() >> 8) * 0x1p-24
    }

    /// A normally distributed number of mean 0 and deviation 1, by Box and Muller.
    public mutating func normal() -> Float {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * .pi * uniform())
    }

    /// The same generator when it has given `words` more words of 32 bits, of which `uniform` takes one and `normal` two.
    public func skipping(_ words: Int) -> Philox {
        let made = UInt64(counter.y) << 32 | UInt64(counter.x)
        let (blocks, rest) = (4 * made + UInt64(used + words) - 4).quotientAndRemainder(dividingBy: 4)
        var later = self
        later.counter.x = UInt32(truncatingIfNeeded: blocks)
        later.counter.y = UInt32(truncatingIfNeeded: blocks >> 32)
        later.used = 4
        for _ in 0..<rest { _ = later.word() }
        return later
    }

    private mutating func word() -> UInt32 {
        if used == 4 {
            block = Philox.rounds(counter, key)
            counter.x &+= 1
            if counter.x == 0 { counter.y &+= 1 }
            used = 0
        }
        defer { used += 1 }
        return block[used]
    }

    /// Ten rounds of the paper's bijection.
    package static func rounds(_ counter: SIMD4<UInt32>, _ key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var x = counter
        var k = key
        for _ in 0..<10 {
            let a = x.x.multipliedFullWidth(by: 0xD251_1F53)
            let b = x.z.multipliedFullWidth(by: 0xCD9E_8D57)
            x = SIMD4(b.high ^ x.y ^ k.x, b.low, a.high ^ x.w ^ k.y, a.low)
            k &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
        }
        return x
    }
}

extension Philox {
    /// Fills with what `uniform` would give from here on; the generator itself stays.
    func fill(_ numbers: inout MutableSpan<Float>) {
        var dice = self
        var i = 0
        while dice.used < 4, i < numbers.count {
            numbers[i] = dice.uniform()
            i += 1
        }
        // Eight blocks of four words at once, as long as the counter's lowest word does not overflow between them.
        while i + 32 <= numbers.count, dice.counter.x < .max - 8 {
            let words = Philox.eightBlocks(dice.counter, key)
            dice.counter.x += 8
            numbers.withRun(i..<i + 32) { run in
                for block in 0..<8 {
                    run[4 * block] = Float(words.0[block]) * 0x1p-24
                    run[4 * block + 1] = Float(words.1[block]) * 0x1p-24
                    run[4 * block + 2] = Float(words.2[block]) * 0x1p-24
                    run[4 * block + 3] = Float(words.3[block]) * 0x1p-24
                }
            }
            i += 32
        }
        while i < numbers.count {
            numbers[i] = dice.uniform()
            i += 1
        }
    }

    /// `rounds` of a counter and the seven that follow it, each word less its lowest 8 bits, as `uniform` takes them.
    private static func eightBlocks(
        _ counter: SIMD4<UInt32>, _ key: SIMD2<UInt32>
    ) -> (SIMD8<Int32>, SIMD8<Int32>, SIMD8<Int32>, SIMD8<Int32>) {
        func all(_ word: UInt32) -> SIMD8<UInt64> { SIMD8(repeating: UInt64(word)) }
        let low: UInt64 = 0xFFFF_FFFF
        var (x, y, z, w) = (
            all(counter.x) &+ SIMD8(0, 1, 2, 3, 4, 5, 6, 7), all(counter.y), all(counter.z), all(counter.w)
        )
        var k = key
        for _ in 0..<10 {
            let (a, b) = (x &* all(0xD251_1F53), z &* all(0xCD9E_8D57))
            x = (b &>> 32) ^ y ^ all(k.x)
            z = (a &>> 32) ^ w ^ all(k.y)
            (y, w) = (b & low, a & low)
            k &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
        }
        func upper(_ word: SIMD8<UInt64>) -> SIMD8<Int32> { SIMD8(truncatingIfNeeded: word &>> 8) }
        return (upper(x), upper(y), upper(z), upper(w))
    }
}

extension Tensor {
    /// Adds normally distributed numbers of mean 0 and this deviation, in the order of the elements: those of `Philox.normal`, to rounding.
    public mutating func addNoise(_ deviation: Float, from dice: Philox) {
        let piece = 1024
        var target = values.mutableSpan
        target.forEachPart { range, target in
            var uniform = [Float](repeating: 0, count: 2 * piece)
            for first in stride(from: 0, to: target.count, by: piece) {
                let count = min(piece, target.count - first)
                var numbers = uniform.mutableSpan
                dice.skipping(2 * (range.lowerBound + first)).fill(&numbers)
                target.withRun(first..<first + count) { $0.add(normal: numbers.span, times: deviation) }
            }
        }
    }
}

extension MutableSpan where Element == Float {
    /// Adds √(−2·ln(1 − u))·cos(2π·v), u and v being every two neighbours of `uniform`, times a factor.
    fileprivate mutating func add(normal uniform: Span<Float>, times factor: Float) {
        for i in stride(from: 0, to: count, by: 8) {
            let (first, second) = (uniform.eight(from: 2 * i), uniform.eight(from: 2 * i + 8))
            let u = SIMD8(lowHalf: first.evenHalf, highHalf: second.evenHalf)
            let v = SIMD8(lowHalf: first.oddHalf, highHalf: second.oddHalf)
            let radius = (Elementary.logarithm(1 - u) * -2).squareRoot()
            let normal = radius * Elementary.sineAndCosine(v * (2 * .pi)).cosine
            write(eight(from: i) + normal * factor, from: i)
        }
    }
}
