public import Foundation

/// The hash that manifests hold of their models (FIPS 180-4).
public enum SHA256 {
    /// The hash of some bytes, in lowercase hexadecimal.
    public static func hexadecimal(of data: Data) -> String {
        var state: [UInt32] = [
            0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
        ]
        var words = [UInt32](repeating: 0, count: 64)
        let whole = data.count / 64 * 64
        data.withUnsafeBytes { bytes in
            for block in stride(from: 0, to: whole, by: 64) {
                mix(&state, &words) {
                    UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: block + 4 * $0, as: UInt32.self))
                }
            }
        }
        // The end: a one, zeros, and the length in bits.
        var tail = [UInt8](data.suffix(data.count - whole)) + [0x80]
        tail += [UInt8](repeating: 0, count: (120 - tail.count % 64) % 64)
        tail += withUnsafeBytes(of: UInt64(data.count * 8).bigEndian) { Array($0) }
        for block in stride(from: 0, to: tail.count, by: 64) {
            mix(&state, &words) { word in
                tail[block + 4 * word..<block + 4 * word + 4].reduce(0) { $0 << 8 | UInt32($1) }
            }
        }
        return state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// One block of sixteen words into the state.
    private static func mix(_ state: inout [UInt32], _ words: inout [UInt32], _ block: (Int) -> UInt32) {
        func turned(_ x: UInt32, _ by: UInt32) -> UInt32 { x >> by | x << (32 - by) }
        for index in 0..<16 { words[index] = block(index) }
        for index in 16..<64 {
            let (a, b) = (words[index - 15], words[index - 2])
            words[index] =
                words[index - 16] &+ (turned(a, 7) ^ turned(a, 18) ^ a >> 3) &+ words[index - 7]
                &+ (turned(b, 17) ^ turned(b, 19) ^ b >> 10)
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for index in 0..<64 {
            let choice = e & f ^ ~e & g
            let first = h &+ (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) &+ choice &+ roots[index] &+ words[index]
            let second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) &+ (a & b ^ a & c ^ b & c)
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
        }
        for (index, value) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= value }
    }

    /// The fractional parts of the cube roots of the first 64 primes, exactly, by whole numbers.
    private static let roots: [UInt32] = {
        var primes: [UInt64] = []
        var candidate: UInt64 = 2
        while primes.count < 64 {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes.map { prime in
            // The largest r with r³ ≤ prime·2⁹⁶, by bits; its low 32 bits are the fraction.
            var root: UInt64 = 0
            for bit in (0..<35).reversed() {
                let tried = root | 1 << UInt64(bit)
                let square = tried.multipliedFullWidth(by: tried)
                // tried < 2³⁵, so its square is below 2⁷⁰ and its cube below 2¹⁰⁵.
                let low = square.low.multipliedFullWidth(by: tried)
                let high = square.high * tried + low.high
                if high < prime << 32 || high == prime << 32 && low.low == 0 { root = tried }
            }
            return UInt32(truncatingIfNeeded: root)
        }
    }()
}
