import Foundation
import Pictures
import TestSupport
import Testing

/// A mark counts where our own files have it, and nowhere else.
@Suite struct SoftwareMarkTests {
    private let mark = "Reverie 1.2.3"
    private let picture = Picture(colours: Clouds.paint(width: 8, height: 6, seed: 1))

    private func texts(_ data: Data) throws -> [String] {
        try Fixtures.withTemporaryFolder { folder in
            try data.write(to: URL(fileURLWithPath: folder + "/file"))
            return SoftwareMark.texts(inFile: folder + "/file")
        }
    }

    private func file(_ format: PictureFormat, _ keyword: String) throws -> Data {
        var options = Picture.WritingOptions()
        options.texts = [(keyword: keyword, text: mark)]
        return try picture.encoded(as: format, options: options, path: "x")
    }

    @Test(arguments: [PictureFormat.png, .jpeg]) func picturesOfOurs(_ format: PictureFormat) throws {
        #expect(try texts(file(format, "Software")) == [mark])
        for keyword in ["Title", "Artist", "Software of a camera"] { #expect(try texts(file(format, keyword)) == []) }
    }

    /// The very bytes of a mark, in what is no text of the file: a thumbnail's comment within EXIF, a private chunk, and what lies behind the
    /// end.
    @Test func theSameBytesElsewhereAreNoMark() throws {
        let comment = Data([0xFF, 0xFE, 0, 25]) + Data("Software: \(mark)".utf8)
        let segment = Data([0xFF, 0xE1, 0, UInt8(comment.count + 2)]) + comment
        let jpeg = try picture.encoded(as: .jpeg, path: "x")
        #expect(try texts(jpeg.prefix(2) + comment + jpeg.dropFirst(2)) == [mark])
        #expect(try texts(jpeg.prefix(2) + segment + jpeg.dropFirst(2)) == [])
        #expect(try texts(jpeg + comment) == [])
        let png = try picture.encoded(as: .png, path: "x")
        let chunk = PNGChunk.encoded("tEXt", Data("Software\0\(mark)".utf8))
        #expect(try texts(PNGChunk.insert("tEXt", chunk.dropFirst(8).dropLast(4), into: png)) == [mark])
        #expect(try texts(PNGChunk.insert("prVt", chunk, into: png)) == [])
        #expect(try texts(png + chunk) == [])
        #expect(try texts(Data(mark.utf8)) == [])
        #expect(try texts(Data()) == [])
        #expect(SoftwareMark.texts(inFile: "/nowhere") == [])
    }

    @Test func animations() throws {
        let screen = Data("GIF89a".utf8) + [8, 0, 6, 0, 0x80, 0, 0, 1, 2, 3, 4, 5, 6]
        let comment = Data([0x21, 0xFE, 13]) + Data(mark.utf8) + [0]
        let loop = Data([0x21, 0xFF, 11]) + Data("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
        #expect(try texts(screen + comment) == [mark])
        #expect(try texts(screen + loop + comment) == [mark])
        #expect(try texts(screen + loop) == [])
        let pixels = Data([0x2C, 0, 0, 0, 0, 8, 0, 6, 0, 0, 2]) + comment
        #expect(try texts(screen + pixels) == [])
    }

    private func box(_ type: String, _ content: Data) -> Data {
        PNGChunk.bigEndian(UInt32(content.count + 8)) + type.unicodeScalars.map { UInt8($0.value) } + content
    }

    @Test func moviesByTheirBoxes() throws {
        let start = box("ftyp", Data("isom".utf8) + [0, 0, 2, 0])
        func movie(_ item: String) -> Data {
            let data = box("data", Data([0, 0, 0, 1, 0, 0, 0, 0]) + Data(mark.utf8))
            let meta = box("meta", Data(count: 4) + box("hdlr", Data(count: 25)) + box("ilst", box(item, data)))
            return box("moov", box("mvhd", Data(count: 100)) + box("udta", meta))
        }
        #expect(try texts(start + movie("\u{A9}cmt")) == [mark])
        #expect(try texts(start + box("mdat", Data(count: 5000)) + movie("\u{A9}cmt")) == [mark])
        #expect(try texts(start + movie("\u{A9}nam")) == [])
        #expect(try texts(start + box("mdat", movie("\u{A9}cmt"))) == [])
        // A box that is longer than the file.
        #expect(try texts(start + Data([0xFF, 0xFF, 0xFF, 0xFF]) + movie("\u{A9}cmt").dropFirst(4)) == [])
    }

    private func element(_ id: [UInt8], _ content: Data) -> Data { Data(id) + [0x40, UInt8(content.count)] + content }

    @Test func moviesByTheirElements() throws {
        let start = element([0x1A, 0x45, 0xDF, 0xA3], Data([0x42, 0x82, 0x84]) + Data("webm".utf8))
        func tags(_ name: String) -> Data {
            let tag = element([0x45, 0xA3], Data(name.utf8)) + element([0x44, 0x87], Data(mark.utf8))
            return element([0x12, 0x54, 0xC3, 0x67], element([0x73, 0x73], element([0x67, 0xC8], tag)))
        }
        let segment: [UInt8] = [0x18, 0x53, 0x80, 0x67]
        #expect(try texts(start + element(segment, tags("COMMENT"))) == [mark])
        // As it is written before its length is known.
        let endless = Data(segment + [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
        #expect(try texts(start + endless + tags("COMMENT")) == [mark])
        #expect(try texts(start + element(segment, tags("TITLE"))) == [])
        #expect(try texts(start + element(segment, element([0xA3], tags("COMMENT")))) == [])
    }
}
