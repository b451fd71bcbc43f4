public import Foundation

/// What a GIF says beside its pictures: comment extensions of blocks of 255 bytes at most (GIF89a, 24), before its first picture.
public enum GIFComments {
    /// A comment, as bytes of the file.
    public static func bytes(of text: Data) -> Data {
        var bytes = Data([0x21, 0xFE])
        var rest = text[...]
        while !rest.isEmpty {
            let block = rest.prefix(255)
            bytes += [UInt8(block.count)] + block
            rest = rest.dropFirst(block.count)
        }
        return bytes + [0]
    }

    /// Where the first comment may stand: behind the screen and its colours (GIF89a, 18 and 19); nil in what is no GIF.
    public static func place(in data: Data) -> Int? {
        guard data.starts(with: Data("GIF8".utf8)), data.count > 13 else { return nil }
        let flags = data[data.startIndex + 10]
        let end = 13 + (flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1))
        return data.count > end ? end : nil
    }

    /// The comments of a GIF, none of them longer than so many bytes; none of another file.
    public static func texts(of data: Data, most: Int) -> [Data] {
        guard let place = place(in: data) else { return [] }
        var texts: [Data] = []
        var rest = data.dropFirst(place)
        while rest.count > 2, rest.first == 0x21 {
            let isComment = rest[rest.startIndex + 1] == 0xFE
            rest = rest.dropFirst(2)
            var text = Data()
            while let count = rest.first, count > 0, rest.count > Int(count) {
                if isComment, text.count <= most { text += rest.dropFirst().prefix(Int(count)) }
                rest = rest.dropFirst(1 + Int(count))
            }
            // A block that is cut off ends the walk, and its comment is none.
            guard rest.first == 0 else { break }
            rest = rest.dropFirst()
            if isComment, text.count <= most { texts.append(text) }
        }
        return texts
    }
}
