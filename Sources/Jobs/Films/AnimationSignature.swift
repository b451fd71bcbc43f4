import Files
import Foundation
import Pictures

/// Writes into a GIF or an APNG, near its beginning, that Reverie made it: ffmpeg keeps no comment in either, and what is known as
/// ours may be replaced without being asked for.
enum AnimationSignature {
    /// Signs a file, whole or not at all; what is neither is left as it is.
    static func sign(_ path: String) throws {
        guard let film = Files.map(path), let signed = signed(film) else { return }
        try AtomicFile.write(signed, to: path)
    }

    /// The signed bytes; nil for what is no GIF and no PNG.
    static func signed(_ data: Data) -> Data? {
        let text = Data(OutputFile.signature.utf8)
        guard let place = place(in: data) else { return nil }
        let isGIF = data.starts(with: Data("GIF".utf8))
        let mark = isGIF ? comment(text) : chunk("tEXt", Data("Software\0".utf8) + text)
        return data.prefix(place) + mark + data.dropFirst(place)
    }

    /// Behind what must come first: the screen and its colours of a GIF (GIF89a, 18 and 19), the header chunk of a PNG.
    private static func place(in data: Data) -> Int? {
        if data.starts(with: Data("GIF89a".utf8)), data.count > 13 {
            let flags = data[data.startIndex + 10]
            let colours = flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1)
            return data.count > 13 + colours ? 13 + colours : nil
        }
        let header = 8 + 25
        return data.starts(with: [0x89, 0x50, 0x4E, 0x47]) && data.count > header ? header : nil
    }

    /// GIF89a, 24: a comment extension of one block.
    private static func comment(_ text: Data) -> Data { Data([0x21, 0xFE, UInt8(text.count)]) + text + Data([0]) }

    /// A chunk of a PNG, with its checksum.
    private static func chunk(_ type: String, _ content: Data) -> Data {
        let body = Data(type.utf8) + content
        return bigEndian(UInt32(content.count)) + body + bigEndian(checksum(body))
    }

    private static func bigEndian(_ value: UInt32) -> Data {
        withUnsafeBytes(of: value.bigEndian) { Data($0) }
    }

    /// CRC-32 as PNG has it (annex D of its specification).
    private static func checksum(_ data: Data) -> UInt32 {
        var sum: UInt32 = .max
        for byte in data {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = (sum >> 1) ^ (sum & 1 == 0 ? 0 : 0xEDB8_8320) }
        }
        return ~sum
    }
}
