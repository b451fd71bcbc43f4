public import Foundation

/// Samples of a sound, 0 where a file holds none that is a number.
public struct SoundSamples {
    private let values: [Float]

    /// From floats of 32 bits, little-endian; bytes beyond the last whole one are left out.
    public init(_ data: Data) {
        values = data.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map { index in
                let bits = bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
                let value = Float(bitPattern: UInt32(littleEndian: bits))
                return value.isFinite ? value : 0
            }
        }
    }

    /// How many there are, of all channels.
    public var count: Int { values.count }

    /// Σ xᵢ² of some of them.
    public func energy(_ range: Range<Int>) -> Double { Sums.squares(values.span.extracting(range)) }
}
