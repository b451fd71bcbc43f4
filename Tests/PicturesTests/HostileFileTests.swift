import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Damaged files end in an error, never in a crash, and never in half a picture.
@Suite struct HostileFileTests {
    static let files = [
        "rgb.png", "palette.png", "alpha.png", "profile.png", "rgb.jpg", "progressive.jpg", "cmyk.jpg",
        "orientation-6.jpg",
    ]

    @Test(arguments: files)
    func truncatedAnywhere(_ name: String) throws {
        let data = try Fixtures.data("Pictures/" + name)
        // The last bytes of a file may be no part of the picture: an end marker.
        let marker = name.hasSuffix("png") ? 12 : 2
        for length in 0..<data.count - marker {
            #expect(throws: PictureError.self, "cut to \(length) of \(data.count) bytes") {
                try Picture(data.prefix(length), path: name)
            }
        }
    }

    @Test(arguments: files)
    func flippedBytes(_ name: String) throws {
        let original = try Fixtures.data("Pictures/" + name)
        var dice = Philox(key: 11)
        var refused = 0
        for _ in 0..<400 {
            var data = original
            for _ in 0...Int(dice.next() % 4) { data[Int(dice.next() % UInt64(data.count))] = UInt8(dice.next() & 255) }
            do {
                let picture = try Picture(data, path: name)
                #expect(picture.colours.values.count == 3 * picture.width * picture.height)
            } catch is PictureError {
                refused += 1
            }
        }
        #expect(refused > 0)
    }

    @Test func aBombIsRefusedBeforeItIsUnpacked() throws {
        // A PNG whose header promises 60000 × 60000 pixels.
        var data = try Fixtures.data("Pictures/rgb.png")
        data.replaceSubrange(16..<24, with: [0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60])
        data.replaceSubrange(29..<33, with: PNGChunk.checksum(of: data[12..<29]))
        #expect(throws: PictureError.tooLarge(path: "bomb", limit: Picture.mostPixels)) {
            try Picture(data, path: "bomb")
        }
    }
}
