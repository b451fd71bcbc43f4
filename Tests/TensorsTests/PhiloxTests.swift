import Tensors
import Testing

@Suite struct PhiloxTests {
    /// The known-answer vectors of the paper's own library, Random123 (kat_vectors, philox 4x32 10).
    @Test func knownAnswers() {
        let ones = UInt32.max
        #expect(Philox.rounds(.zero, .zero) == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
        #expect(
            Philox.rounds(SIMD4(repeating: ones), SIMD2(repeating: ones))
                == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
        #expect(
            Philox.rounds(
                SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344), SIMD2(0xA409_3822, 0x299F_31D0))
                == SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
    }

    @Test func streamsDifferAndRepeat() {
        func first(_ key: UInt64, _ stream: UInt64) -> UInt64 {
            var dice = Philox(key: key, stream: stream)
            return dice.next()
        }
        #expect(first(1, 2) == first(1, 2))
        #expect(Set([first(1, 2), first(1, 3), first(2, 2), first(1, 2 << 32)]).count == 4)
    }

    @Test func distributionsHaveTheirMoments() {
        var dice = Philox(key: 5)
        let uniform = (0..<20_000).map { _ in dice.uniform() }
        #expect(uniform.allSatisfy { $0 >= 0 && $0 < 1 })
        #expect(abs(Sums.sum(uniform.span) / 20_000 - 0.5) < 0.01)
        let normal = (0..<20_000).map { _ in dice.normal() }
        #expect(abs(Sums.sum(normal.span) / 20_000) < 0.03)
        #expect(abs(Sums.squares(normal.span) / 20_000 - 1) < 0.05)
    }

    /// From the beginning of a block of four words and from inside of one, in one part and in several, over the counter's first word.
    @Test(arguments: [0, 1, 2, 3, 7], [Shape([5]), Shape([1024]), Shape(channels: 3, height: 97, width: 101)])
    func noiseComesInTheOrderOfElements(drawn: Int, shape: Shape) {
        for block in [0, UInt64(UInt32.max) - 10] {
            var dice = Philox(key: 4, block: block)
            for _ in 0..<drawn { _ = dice.uniform() }
            var noise = Tensor(shape: shape, repeating: 10)
            noise.addNoise(0.5, from: dice)
            for value in noise.values {
                let expected = 10 + 0.5 * dice.normal()
                #expect(abs(value - expected) < 4e-6)
            }
        }
    }
}
