import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct PictureTextTests {
    private let picture = Picture(colours: Clouds.paint(width: 24, height: 16, seed: 1))

    private func file(_ format: PictureFormat, _ text: String) throws -> Data {
        var options = Picture.WritingOptions()
        options.texts = [("Software", "Reverie 1"), ("Reverie recipe", text)]
        return try picture.encoded(as: format, options: options, path: "x")
    }

    /// Short ones, ones that a PNG compresses, and ones that no comment of a JPEG holds; cuts fall into characters.
    @Test(arguments: [PictureFormat.png, .jpeg], [1, 1023, 65000, 65001, 300_000])
    func textsOfAnyLengthComeBack(_ format: PictureFormat, _ length: Int) throws {
        let text = String(repeating: "ü%s1/2: ", count: length / 9 + 1)
        let data = try file(format, text)
        #expect(try PictureText.read("Reverie recipe", from: data, most: 1 << 20, path: "x") == text)
        #expect(try PictureText.read("Software", from: data, most: 1 << 20, path: "x") == "Reverie 1")
        #expect(try PictureText.read("Reverie", from: data, most: 1 << 20, path: "x") == nil)
        #expect(try Picture(data, path: "x").width == 24)
    }

    @Test func longOnesAreCompressedInPNGs() throws {
        let data = try file(.png, String(repeating: "local r = require ", count: 5000))
        #expect(data.count < 20_000)
    }

    /// A text that unpacks to more than is allowed is not taken: a PNG's is passed over, a JPEG's refused.
    @Test func bombsAreNotUnpacked() throws {
        let text = String(repeating: " ", count: 8 << 20)
        #expect(try PictureText.read("Reverie recipe", from: file(.png, text), most: 1 << 20, path: "x") == nil)
        #expect(throws: PictureError.damaged(path: "x", reason: "its text 'Reverie recipe' is too long")) {
            try PictureText.read("Reverie recipe", from: file(.jpeg, text), most: 1 << 20, path: "x")
        }
        // Pictures are read without their texts.
        #expect(try Picture(file(.png, text), path: "x").height == 16)
    }

    @Test func missingPartsAreNamed() throws {
        var data = try file(.jpeg, String(repeating: "x", count: 200_000))
        let second = try #require(data.range(of: Data("Reverie recipe 2/4".utf8)))
        data.replaceSubrange(second, with: Data("Another recip 2/4".utf8) + [32])
        #expect(
            throws: PictureError.damaged(path: "x", reason: "part 2 of 4 of its text 'Reverie recipe' is missing")
        ) {
            try PictureText.read("Reverie recipe", from: data, most: 1 << 20, path: "x")
        }
    }

    /// Programs that add to a file add behind the pixels; what stands before them is found first.
    @Test(arguments: ["tEXt", "iTXt"]) func textsBehindThePixels(_ type: String) throws {
        let plain = try picture.encoded(as: .png, path: "x")
        func chunk(_ text: String) -> Data {
            PNGChunk.encoded(
                type, Data("Reverie recipe\0".utf8) + Data(count: type == "iTXt" ? 4 : 0) + Data(text.utf8))
        }
        let data = plain.dropLast(12) + chunk("late") + plain.suffix(12)
        #expect(try PictureText.read("Reverie recipe", from: data, most: 1 << 20, path: "x") == "late")
        #expect(try PictureText.read("Software", from: data, most: 1 << 20, path: "x") == nil)
        let both = data.prefix(33) + chunk("early") + data.dropFirst(33)
        #expect(try PictureText.read("Reverie recipe", from: both, most: 1 << 20, path: "x") == "early")
    }

    /// Other programs' texts are passed over, however many there are, and on whichever side.
    @Test(arguments: [10, 100, 1000]) func textsAmongOthers(_ count: Int) throws {
        let own = try file(.png, "mine")
        let others = (0..<count).map { PNGChunk.encoded("tEXt", Data("Comment \($0)\0of no interest".utf8)) }.joined()
        for data in [own.prefix(33) + others + own.dropFirst(33), own.dropLast(12) + others + own.suffix(12)] {
            #expect(try PictureText.read("Reverie recipe", from: data, most: 1 << 20, path: "x") == "mine")
        }
    }
}
