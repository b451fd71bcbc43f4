import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct MetadataTests {
    private func says(_ data: Data?, _ text: String) -> Bool { data?.range(of: Data(text.utf8)) != nil }

    /// A photo with much to tell; what is written of it in either format.
    @Test(arguments: [PictureFormat.png, .jpeg], [false, true])
    func datesAndRightsAreKeptAndNothingElse(_ format: PictureFormat, _ keepsPlace: Bool) throws {
        let photo = EXIFBuilder().insert(into: try Fixtures.data("Pictures/rgb.jpg"))
        let picture = try Picture(photo, path: "x")
        #expect(picture.metadata.exif.map { Data($0) } == EXIFBuilder().block)
        var options = Picture.WritingOptions()
        options.keepsPlace = keepsPlace
        let written = try picture.encoded(as: format, options: options, path: "x")
        for kept in ["2024:05:01 10:00:00", "2024:04:30 09:08:07", "+02:00", "Ada L.", "(c) Ada, all rights"] {
            #expect(says(written, kept), "\(kept)")
        }
        for dropped in ["SecretCamera", "Serial-4711"] { #expect(!says(written, dropped), "\(dropped)") }
        #expect(says(written, "DATUM-HERE") == keepsPlace)
        #expect(written.ranges(of: Data((format == .png ? "eXIf" : "Exif").utf8)).count == 1)
        // What was written is a whole block again.
        let exif = try #require(try Picture(written, path: "x").metadata.exif)
        var again = try Picture(written, path: "x")
        again.metadata.exif = exif
        #expect(says(try again.encoded(as: .jpeg, options: options, path: "x"), "Ada L."))
    }

    @Test func brokenBlocksAreNoBlocks() throws {
        var picture = Picture(colours: Clouds.paint(width: 8, height: 8, seed: 1))
        for length in 0..<EXIFBuilder().block.count {
            picture.metadata.exif = Array(EXIFBuilder().block.prefix(length))
            _ = try Picture(try picture.encoded(as: .png, path: "x"), path: "x")
        }
    }

    @Test(arguments: 1...8) func orientationsOfPNGsAreApplied(_ orientation: Int) throws {
        let block = EXIFBuilder(orientation: UInt16(orientation)).block.dropFirst(6)
        let file = try Fixtures.data("Pictures/rgb.png")
        let stored = try Picture(file, path: "x")
        let upright = try Picture(PNGChunk.insert("eXIf", Data(block), into: file), path: "x")
        let isTurned = orientation >= 5
        #expect((upright.width, upright.height) == (isTurned ? (4, 6) : (6, 4)))
        // Where the stored picture's first pixel goes: the corner that EXIF's table names.
        let corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0), (1, 0), (1, 1), (0, 1)]
        let (right, down) = corners[orientation - 1]
        let place = down * (upright.height - 1) * upright.width + right * (upright.width - 1)
        #expect(upright.colours.values[place] == stored.colours.values[0])
        #expect(upright.colours.values[24 + place] == stored.colours.values[24])
        #expect(upright.colours.values.sorted() == stored.colours.values.sorted())
    }

    /// The type, and the bytes of the value: SHORT, LONG, BYTE, SLONG; numbers that are no orientation, texts and fractions.
    @Test(
        arguments: [
            (3, [0, 6, 0, 0], true), (4, [0, 0, 0, 6], true), (1, [6, 0, 0, 0], true), (9, [0, 0, 0, 6], true),
            (3, [0, 0, 0, 0], false), (3, [0, 9, 0, 0], false), (4, [0, 6, 0, 0], false),
            (4, [0xFF, 0xFF, 0xFF, 0xFF], false),
            (9, [0xFF, 0xFF, 0xFF, 0xFA], false), (2, [0x36, 0, 0, 0], false), (77, [0, 6, 0, 0], false),
        ] as [(UInt16, [UInt8], Bool)])
    func orientationsOfAnyType(_ type: UInt16, _ value: [UInt8], _ isTurned: Bool) throws {
        let block = EXIFBuilder(orientationEntry: (type, 1, Data(value))).block
        let jpeg = EXIFBuilder(orientationEntry: (type, 1, Data(value))).insert(
            into: try Fixtures.data("Pictures/rgb.jpg"))
        let stored = try Picture.read(contentsOf: Fixtures.path("Pictures/rgb.jpg"))
        #expect(try Picture(jpeg, path: "x").width == (isTurned ? stored.height : stored.width))
        // Before the pixels of a PNG, and behind them.
        let png = try Fixtures.data("Pictures/rgb.png")
        // As the specification has it, and with what only a JPEG's marker has in front.
        for chunk in [block.dropFirst(6), block].map({ PNGChunk.encoded("eXIf", $0) }) {
            for data in [png.prefix(33) + chunk + png.dropFirst(33), png.dropLast(12) + chunk + png.suffix(12)] {
                #expect(try Picture(data, path: "x").width == (isTurned ? 4 : 6))
            }
        }
    }

    /// The other order of bytes, in which most cameras write.
    @Test(
        arguments: [
            (3, [6, 0, 0, 0], true), (4, [6, 0, 0, 0], true), (9, [6, 0, 0, 0], true), (1, [6, 0, 0, 0], true),
            (4, [0, 6, 0, 0], false),
        ] as [(UInt8, [UInt8], Bool)])
    func orientationsOfAnyTypeFromTheSmallEnd(_ type: UInt8, _ value: [UInt8], _ isTurned: Bool) throws {
        let entry: [UInt8] = [0x12, 0x01, type, 0, 1, 0, 0, 0] + value
        var block = Data("Exif\0\0II".utf8)
        block += [42, 0, 8, 0, 0, 0, 1, 0] + entry + [0, 0, 0, 0]
        let jpeg = try Fixtures.data("Pictures/rgb.jpg")
        let marker: [UInt8] = [0xFF, 0xE1, 0, UInt8(block.count + 2)]
        let data = jpeg.prefix(2) + Data(marker) + block + jpeg.dropFirst(2)
        let stored = try Picture(jpeg, path: "x")
        #expect(try Picture(data, path: "x").width == (isTurned ? stored.height : stored.width))
    }

    @Test func animationsAreNoted() throws {
        let file = try Fixtures.data("Pictures/rgb.png")
        #expect(!(try Picture(file, path: "x").metadata.isAnimated))
        let animated = PNGChunk.insert("acTL", Data([0, 0, 0, 2, 0, 0, 0, 0]), into: file)
        let picture = try Picture(animated, path: "x")
        #expect(picture.metadata.isAnimated)
        #expect(picture.colours == (try Picture(file, path: "x").colours))
    }

    @Test func sixteenBitsGoOutAsTheyCame() throws {
        let picture = try Picture.read(contentsOf: Fixtures.path("Pictures/grey16.png"))
        #expect(picture.metadata.depth == 16)
        let written = try Picture(try picture.encoded(as: .png, path: "x"), path: "x")
        #expect(written.metadata.depth == 16)
        #expect(written.colours == picture.colours)
        var options = Picture.WritingOptions()
        options.bits = 8
        #expect(try Picture(try picture.encoded(as: .png, options: options, path: "x"), path: "x").metadata.depth == 8)
    }
}
