import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct EncodingTests {
    /// A picture whose values are whole levels of 16 bits, with transparency and a profile.
    private func sample(_ white: Float) -> Picture {
        let shape = Shape(channels: 3, height: 5, width: 7)
        let colours = Tensor(shape: shape, values: (0..<shape.count).map { Float($0 * 37 % Int(white + 1)) / white })
        let alpha = Tensor(shape: Shape(channels: 1, height: 5, width: 7), values: (0..<35).map { Float($0 * 7) / 255 })
        return Picture(colours: colours, alpha: alpha)
    }

    @Test(arguments: [(8, Float(255)), (16, Float(65535))])
    func pngIsLossless(_ bits: Int, _ white: Float) throws {
        var picture = sample(white)
        picture.profile = try Picture.read(contentsOf: Fixtures.path("Pictures/profile.png")).profile
        var options = Picture.WritingOptions()
        options.bits = bits
        let decoded = try Picture(try picture.encoded(as: .png, options: options, path: "x"), path: "x")
        #expect(decoded.colours.relativeDistance(to: picture.colours) < 1e-6)
        #expect(decoded.profile == picture.profile)
        #expect(try #require(decoded.alpha).relativeDistance(to: try #require(picture.alpha)) < 1e-6)
    }

    @Test func jpegIsCloseAndKeepsTheProfile() throws {
        var picture = Picture(colours: Clouds.paint(width: 96, height: 64, seed: 1))
        picture.profile = try Picture.read(contentsOf: Fixtures.path("Pictures/profile.jpg")).profile
        let decoded = try Picture(try picture.encoded(as: .jpeg, path: "x"), path: "x")
        #expect(decoded.colours.relativeDistance(to: picture.colours) < 0.02)
        #expect(decoded.profile == picture.profile)
    }

    /// Profiles of real photographs have faults that libpng refuses, such as a rendering intent in the wrong byte
    /// order.
    @Test(arguments: [PictureFormat.png, .jpeg]) func faultyProfilesAreKeptAsTheyAre(_ format: PictureFormat) throws {
        var picture = sample(255)
        picture.profile = try Picture.read(contentsOf: Fixtures.path("Pictures/profile.png")).profile
        picture.profile?[64] = 1
        let decoded = try Picture(try picture.encoded(as: format, path: "x"), path: "x")
        #expect(decoded.profile == picture.profile)
    }

    @Test func profilesOfGreyAndInkAreNotKept() throws {
        var picture = sample(255)
        picture.profile = try Picture.read(contentsOf: Fixtures.path("Pictures/profile.png")).profile
        picture.profile?.replaceSubrange(16..<20, with: Array("GRAY".utf8))
        let file = try picture.encoded(as: .png, path: "x")
        #expect(try Picture(file, path: "x").profile == nil)
    }

    @Test func textsAreInTheFile() throws {
        var options = Picture.WritingOptions()
        options.texts = [("Software", "Reverie ünï 1")]
        for format in [PictureFormat.png, .jpeg] {
            let data = try sample(255).encoded(as: format, options: options, path: "x")
            #expect(data.range(of: Data("Reverie ünï 1".utf8)) != nil)
            _ = try Picture(data, path: "x")
        }
    }

    @Test func filesAreWholeOrNotThere() throws {
        try Fixtures.withTemporaryFolder { folder in
            try sample(255).write(to: folder + "/a.png")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.png"])
            #expect(throws: PictureError.unwritable(path: folder + "/none/a.png", reason: "there is no such folder")) {
                try sample(255).write(to: folder + "/none/a.png")
            }
            #expect(throws: PictureError.unknownFormat(path: "a.gif")) { try sample(255).write(to: "a.gif") }
        }
        // A device on which every write finds the disk full: the temporary name lies beside it and is refused or full.
        #expect(throws: PictureError.self) { try AtomicFile.write(Data(count: 10), to: "/proc/nothing.png") }
    }

    @Test func namesMayBeAsLongAsTheSystemTakesThem() throws {
        try Fixtures.withTemporaryFolder { folder in
            let names =
                [244, 250, 255].map { String(repeating: "n", count: $0 - 4) + ".png" } + [
                    String(repeating: "ü", count: 125) + "a.png"
                ]
            for name in names {
                try AtomicFile.check(folder + "/" + name)
                try AtomicFile.write(Data(name.utf8), to: folder + "/" + name)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == names.sorted())
            // What is too long is told before any work.
            let long = folder + "/" + String(repeating: "n", count: 252) + ".png"
            #expect(throws: PictureError.self) { try AtomicFile.check(long) }
        }
    }
}
