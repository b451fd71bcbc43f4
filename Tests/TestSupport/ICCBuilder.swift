public import Foundation

/// Small ICC profiles: a curve, and of RGB the primaries of Adobe RGB (ICC.1:2010, sections 7 to 10).
public struct ICCBuilder {
    private let space: String
    private let gamma: Double

    /// A profile of `RGB ` or `GRAY` whose light is a number to the power of `gamma`.
    public init(space: String = "RGB ", gamma: Double = 1) {
        self.space = space
        self.gamma = gamma
    }

    /// The profile.
    public var bytes: Data {
        func number(_ value: Double) -> Data {
            PNGChunk.bigEndian(UInt32(bitPattern: Int32((value * 65536).rounded())))
        }
        func place(_ x: Double, _ y: Double, _ z: Double) -> Data {
            Data("XYZ \0\0\0\0".utf8) + number(x) + number(y) + number(z)
        }
        let curve = Data("para\0\0\0\0\0\0\0\0".utf8) + number(gamma)
        let white = place(0.9642, 1, 0.8249)
        var tags: [(String, Data)] = [("wtpt", white)]
        if space == "GRAY" {
            tags.append(("kTRC", curve))
        } else {
            tags += [
                ("rXYZ", place(0.60974, 0.31111, 0.01947)), ("gXYZ", place(0.20528, 0.62567, 0.06087)),
                ("bXYZ", place(0.14919, 0.06322, 0.74457)), ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
            ]
        }
        var table = PNGChunk.bigEndian(UInt32(tags.count))
        var content = Data()
        for (name, tag) in tags {
            table += Data(name.utf8) + PNGChunk.bigEndian(UInt32(132 + 12 * tags.count + content.count))
            table += PNGChunk.bigEndian(UInt32(tag.count))
            content += tag
        }
        var head = PNGChunk.bigEndian(UInt32(128 + table.count + content.count)) + Data(count: 4)
        head += [4, 0x30, 0, 0] + Data("mntr\(space)XYZ ".utf8) + Data(count: 12) + Data("acsp".utf8)
        head += Data(count: 28) + number(0.9642) + number(1) + number(0.8249)
        return head + Data(count: 128 - head.count) + table + content
    }

    /// The PNG or JPEG with the profile.
    public func insert(into file: Data) -> Data { ICCBuilder.insert(bytes, into: file) }

    /// The same with any profile.
    public static func insert(_ profile: Data, into file: Data) -> Data {
        if file.starts(with: [0xFF, 0xD8]) {
            let segment = Data("ICC_PROFILE\0".utf8) + [1, 1] + profile
            let length = UInt16(segment.count + 2)
            return file.prefix(2) + [0xFF, 0xE2, UInt8(length >> 8), UInt8(length & 255)] + segment + file.dropFirst(2)
        }
        // A stream of one stored block (RFC 1950, RFC 1951, 3.2.4).
        let length = UInt16(profile.count)
        var (a, b) = (UInt32(1), UInt32(0))
        for byte in profile { (a, b) = ((a + UInt32(byte)) % 65521, (b + (a + UInt32(byte)) % 65521) % 65521) }
        let head = [0x78, 1, 1, UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255), UInt8(~length >> 8)]
        let stream = Data(head) + profile + PNGChunk.bigEndian(b << 16 | a)
        return PNGChunk.insert("iCCP", Data("own\0\0".utf8) + stream, into: file)
    }
}
