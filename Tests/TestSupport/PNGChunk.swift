public import Foundation

/// One chunk of a PNG: length, type, data, CRC-32 (RFC 2083, section 3.2).
public enum PNGChunk {
    /// Its bytes.
    public static func encoded(_ type: String, _ content: Data) -> Data {
        let body = Data(type.utf8) + content
        return bigEndian(UInt32(content.count)) + body + checksum(of: body)
    }

    /// The file with a chunk put behind its header.
    public static func insert(_ type: String, _ content: Data, into file: Data) -> Data {
        file.prefix(33) + encoded(type, content) + file.dropFirst(33)
    }

    /// CRC-32 of a chunk's type and data (RFC 2083, section 15).
    public static func checksum(of bytes: Data) -> Data {
        var sum = UInt32.max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return bigEndian(~sum)
    }

    /// Four bytes.
    public static func bigEndian(_ number: UInt32) -> Data {
        Data((0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * UInt32($0))) })
    }
}
