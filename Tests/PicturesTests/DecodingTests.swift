import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Every kind of file decodes to the same picture: pixel (x, y) is red 40·x, green 60·y, blue 128
/// (Tests/Fixtures/Pictures/make-fixtures.py).
@Suite struct DecodingTests {
    private func read(_ name: String) throws -> Picture {
        try Picture.read(contentsOf: Fixtures.path("Pictures/" + name))
    }

    /// The picture's levels at (x, y) of 6×4, whatever size it has.
    private func levels(_ picture: Picture, _ x: Int, _ y: Int) -> [Float] {
        let (column, row) = ((2 * x + 1) * picture.width / 12, (2 * y + 1) * picture.height / 8)
        return (0..<3).map {
            (picture.colours.values[$0 * picture.colours.shape.area + row * picture.width + column] * 255).rounded()
        }
    }

    private func expectColours(_ picture: Picture, within tolerance: Float) {
        for y in 0..<4 {
            for x in 0..<6 {
                let expected: [Float] = [Float(40 * x), Float(60 * y), 128]
                for (found, wanted) in zip(levels(picture, x, y), expected) {
                    #expect(abs(found - wanted) <= tolerance)
                }
            }
        }
    }

    @Test(arguments: ["rgb.png", "palette.png", "palette-transparent.png", "alpha.png", "profile.png"])
    func colourPNGs(_ name: String) throws {
        let picture = try read(name)
        #expect((picture.width, picture.height) == (6, 4))
        expectColours(picture, within: 0)
    }

    @Test(arguments: ["rgb.jpg", "progressive.jpg", "profile.jpg", "cmyk.jpg"])
    func colourJPEGs(_ name: String) throws {
        expectColours(try read(name), within: 6)
    }

    @Test(arguments: 1...8)
    func orientationsAreTurnedUpright(_ orientation: Int) throws {
        let picture = try read("orientation-\(orientation).jpg")
        #expect((picture.width, picture.height) == (48, 32))
        expectColours(picture, within: 6)
    }

    @Test(arguments: ["grey.png", "grey16.png", "grey-alpha.png", "bilevel.png", "grey.jpg"])
    func greyBecomesThreeEqualColours(_ name: String) throws {
        let picture = try read(name)
        let area = picture.colours.shape.area
        let planes = (0..<3).map { Array(picture.colours.values[$0 * area..<($0 + 1) * area]) }
        #expect(planes[0] == planes[1] && planes[0] == planes[2])
        #expect(planes[0].max() ?? 0 > 0.3)
    }

    @Test func sixteenBitsAreKept() throws {
        #expect(levels(try read("grey16.png"), 5, 0)[0] == 200)
    }

    @Test func transparencyIsKept() throws {
        let alpha = try #require(try read("alpha.png").alpha)
        #expect(alpha.values.prefix(6).map { ($0 * 255).rounded() } == [0, 51, 102, 153, 204, 255])
        #expect(try read("grey-alpha.png").alpha == alpha)
        #expect(try read("palette-transparent.png").alpha != nil)
        #expect(try read("rgb.png").alpha == nil)
    }

    @Test(arguments: ["profile.png", "profile.jpg"])
    func profilesAreKept(_ name: String) throws {
        let profile = try #require(try read(name).profile)
        #expect(Array(profile[36..<40]) == Array("acsp".utf8))
    }

    @Test func otherFilesAreNamed() throws {
        func message(_ bytes: [UInt8]) -> String {
            let error = #expect(throws: PictureError.self) { try Picture(Data(bytes), path: "x") }
            return error.map { "\($0)" } ?? ""
        }
        #expect(
            message(Array("GIF89a....".utf8))
                == "'x' is no picture that is read here (\(PictureFormat.readNames)), it looks like a GIF; convert it first"
        )
        #expect(message(Array("hello".utf8)) == "'x' is no picture that is read here (\(PictureFormat.readNames))")
        #expect(message([]) == "'x' is damaged or cut off: it is empty")
        #expect(throws: PictureError.unreadable(path: "/nowhere.png", reason: "there is no such file")) {
            try Picture.read(contentsOf: "/nowhere.png")
        }
        #expect(throws: PictureError.unreadable(path: "/tmp", reason: "it is a folder")) {
            try Picture.read(contentsOf: "/tmp")
        }
    }
}
