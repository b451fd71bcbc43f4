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

    /// The end of a file may be no part of its picture: what is cut off is an error, or nothing is missing.
    @Test(
        arguments: [
            "rgb8-lzw.tif", "rgb16.tif", "rgb8-tiled.tif", "rgb8-jpeg.tif", "bilevel.tif", "rgb.webp", "rgb-lossy.webp",
            "alpha.webp", "rgb.heic", "rgb.avif", "rgb-float.exr", "rgb-half.exr", "tiled.exr",
        ])
    func otherKindsTruncatedAnywhere(_ name: String) throws {
        let data = try Fixtures.data("Pictures/kinds/" + name)
        let whole = try Picture(data, path: name)
        for length in 0..<data.count {
            do {
                let picture = try Picture(data.prefix(length), path: name)
                #expect(picture.colours == whole.colours, "cut to \(length) of \(data.count) bytes")
                #expect(length > data.count / 2)
            } catch is PictureError {}
        }
    }

    /// Headers that promise more pixels than are taken, of each kind.
    @Test func bombsOfOtherKinds() throws {
        func refused(_ name: String, _ change: (inout Data) throws -> Void) throws {
            var data = try Fixtures.data("Pictures/kinds/" + name)
            try change(&data)
            #expect(throws: PictureError.tooLarge(path: name, limit: Picture.mostPixels)) {
                try Picture(data, path: name)
            }
        }
        // The entries of the first directory: width and length, as LONG or SHORT, become 60000.
        try refused("rgb8-lzw.tif") { data in
            let directory = Int(data[4]) | Int(data[5]) << 8
            for entry in 0..<Int(data[directory]) {
                let place = directory + 2 + 12 * entry
                guard [0, 1].contains(data[place]), data[place + 1] == 1 else { continue }
                data.replaceSubrange(place + 2..<place + 12, with: [4, 0, 1, 0, 0, 0, 0x60, 0xEA, 0, 0])
            }
        }
        // The display window, whose four numbers stand behind its name, type and size.
        try refused("rgb-float.exr") { data in
            let place = try #require(data.range(of: Data("displayWindow\0box2i\0".utf8))).upperBound + 4
            data.replaceSubrange(place + 8..<place + 16, with: [0x60, 0xEA, 0, 0, 0x60, 0xEA, 0, 0])
        }
        // The size of the photo's property.
        try refused("rgb.avif") { data in
            let place = try #require(data.range(of: Data("ispe\0\0\0\0".utf8))).upperBound
            data.replaceSubrange(place..<place + 8, with: [0, 0, 0x60, 0, 0, 0, 0x60, 0])
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

    /// Headers that promise 60000 × 60000 and 100000 × 1 pixels; what libpng and libjpeg themselves would not take is no damage either.
    @Test(arguments: [[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60], [0, 1, 0x86, 0xA0, 0, 0, 0, 1]] as [[UInt8]])
    func aBombIsRefusedBeforeItIsUnpacked(_ size: [UInt8]) throws {
        var data = try Fixtures.data("Pictures/rgb.png")
        data.replaceSubrange(16..<24, with: size)
        data.replaceSubrange(29..<33, with: PNGChunk.checksum(of: data[12..<29]))
        #expect(throws: PictureError.tooLarge(path: "bomb", limit: Picture.mostPixels)) {
            try Picture(data, path: "bomb")
        }
    }

    @Test(arguments: [[0xEA, 0x60, 0xEA, 0x60], [0xFF, 0xFF, 0xFF, 0xFF]] as [[UInt8]])
    func aJPEGBombToo(_ size: [UInt8]) throws {
        var data = try Fixtures.data("Pictures/rgb.jpg")
        let frame = try #require(data.range(of: Data([0xFF, 0xC0])))
        data.replaceSubrange(frame.lowerBound + 5..<frame.lowerBound + 9, with: size)
        #expect(throws: PictureError.tooLarge(path: "bomb", limit: Picture.mostPixels)) {
            try Picture(data, path: "bomb")
        }
    }
}
