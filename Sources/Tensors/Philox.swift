import Foundation
import NoiseBridge

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
    public init(key: UInt64, stream: UInt64 = 0) { self.init(key: key, stream: stream, block: 0) }

    /// The same from a block of four words on.
    package init(key: UInt64, stream: UInt64 = 0, block: UInt64) {
        func halves(_ number: UInt64) -> SIMD2<UInt32> {
            SIMD2(UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: number >> 32))
        }
        self.key = halves(key)
        self.counter = SIMD4(lowHalf: halves(block), highHalf: halves(stream))
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

extension Tensor {
    /// Adds normally distributed numbers of mean 0 and this deviation, in the order of the elements: those of `Philox.normal`, to rounding.
    public mutating func addNoise(_ deviation: Float, from dice: Philox) {
        let source = dice.source
        var target = values.mutableSpan
        target.forEachPart { range, target in
            target.withUnsafeMutableBufferPointer {
                noise_add_normal(
                    source.words, source.skipped + 2 * range.lowerBound, deviation, $0.baseAddress, $0.count)
            }
        }
    }
}

extension Philox {
    /// Where the words come from that are given next: so many words of a block, of a stream and a key, are gone.
    package struct Place: Sendable {
        package let block: UInt64
        package let stream: SIMD2<UInt32>
        package let key: SIMD2<UInt32>
        package let skipped: Int
    }

    /// Where the words come from that are given next.
    package var place: Place {
        let made = UInt64(counter.y) << 32 | UInt64(counter.x)
        let begun = used < 4
        return Place(
            block: begun ? made - 1 : made, stream: counter.highHalf, key: key, skipped: begun ? used : 0)
    }

    fileprivate var source: (words: noise_source, skipped: Int) {
        let (stream, key) = (place.stream, place.key)
        return (
            noise_source(block: place.block, stream: (stream.x, stream.y), key: (key.x, key.y)), place.skipped
        )
    }
}
