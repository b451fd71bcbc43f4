import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Photos of phones, cameras, scanners and renderers (Tests/Fixtures/Pictures/make-kinds.py): pixel (x, y) of 6×4 is red 40·x, green 60·y,
/// blue 128, whatever the file is.
@Suite struct KindsOfFilesTests {
    static func read(_ name: String) throws -> Picture {
        try Picture.read(contentsOf: Fixtures.path("Pictures/kinds/" + name))
    }

    static func levels(_ picture: Picture, _ x: Int, _ y: Int) -> [Float] {
        let (column, row) = ((2 * x + 1) * picture.width / 12, (2 * y + 1) * picture.height / 8)
        return (0..<3).map { picture.colours.values[($0 * picture.height + row) * picture.width + column] * 255 }
    }

    /// Within a level of what was meant, or a few of what is coded with loss.
    static func expectColours(
        _ picture: Picture, within tolerance: Float, _ location: SourceLocation = #_sourceLocation,
        _ meant: (_ x: Int, _ y: Int) -> [Float] = { [Float(40 * $0), Float(60 * $1), 128] }
    ) {
        for y in 0..<4 {
            for x in 0..<6 {
                for (found, wanted) in zip(levels(picture, x, y), meant(x, y)) {
                    #expect(abs(found - wanted) <= tolerance, "\(x), \(y)", sourceLocation: location)
                }
            }
        }
    }

    @Test(
        arguments: [
            ("rgb8-lzw.tif", 8, 0.01), ("rgb16.tif", 16, 0.01), ("rgb16-motorola.tif", 16, 0.01),
            ("rgb32.tif", 16, 0.01),
            ("rgb-float.tif", 16, 0.01), ("rgb-half.tif", 16, 0.1), ("rgb-double.tif", 16, 0.01),
            ("rgb8-tiled.tif", 8, 0.01),
            ("rgb16-tiled-planes.tif", 16, 0.01), ("rgb8-planes.tif", 8, 0.01), ("rgb8-big.tif", 8, 0.01),
            ("rgb8-profile.tif", 8, 0.01), ("rgb8-beside.tif", 8, 0.01), ("palette.tif", 8, 0.01), ("cmyk8.tif", 8, 1),
            ("rgb8-jpeg.tif", 8, 6), ("ycbcr.tif", 8, 2.5), ("lab.tif", 16, 3), ("pages.tif", 8, 0.01),
            ("orientation-6.tif", 8, 0.01),
            ("rgb.webp", 8, 0.01), ("rgb-lossy.webp", 8, 8), ("animated.webp", 8, 0.01),
            ("orientation-6.webp", 8, 0.01),
            ("profile.webp", 8, 0.01), ("rgb.heic", 8, 3), ("profile.heic", 8, 3), ("rgb.avif", 8, 3),
            ("rgb10.avif", 16, 3),
            ("irot.avif", 8, 3), ("imir.avif", 8, 3), ("full.avif", 8, 3), ("grid.avif", 8, 3),
            ("rgb-float.exr", 16, 0.01),
            ("rgb-half.exr", 16, 0.2), ("layers.exr", 16, 0.01), ("tiled.exr", 16, 0.01),
        ] as [(String, Int, Float)])
    func coloursAreThoseThatWereMeant(_ name: String, _ depth: Int, _ tolerance: Float) throws {
        let picture = try KindsOfFilesTests.read(name)
        #expect(picture.width * 4 == picture.height * 6)
        #expect(picture.metadata.depth == depth)
        #expect(picture.alpha == nil)
        KindsOfFilesTests.expectColours(picture, within: tolerance)
    }

    @Test(
        arguments: [
            ("alpha16.tif", 0.01), ("alpha16-premultiplied.tif", 0.05), ("alpha.webp", 0.01), ("alpha.heic", 1.01),
            ("premultiplied.avif", 8), ("alpha.exr", 0.01),
        ] as [(String, Float)])
    func whatIsTransparentKeepsItsColours(_ name: String, _ tolerance: Float) throws {
        let picture = try KindsOfFilesTests.read(name)
        let alpha = try #require(picture.alpha)
        for x in 0..<6 {
            #expect(abs(alpha.values[(2 * x + 1) * picture.width / 12] * 255 - Float(51 * x)) <= 1.5, "\(x)")
        }
        let isMultiplied = name.contains("premultiplied") || name.hasSuffix("exr")
        // What was multiplied by nothing is black.
        KindsOfFilesTests.expectColours(picture, within: tolerance) { x, y in
            isMultiplied && x == 0 ? [0, 0, 0] : [Float(40 * x), Float(60 * y), 128]
        }
    }

    @Test(
        arguments: [("grey8.tif", 0.01), ("grey16-white-is-zero.tif", 0.01), ("grey.exr", 0.01)] as [(String, Float)])
    func greyIsThreeEqualColours(_ name: String, _ tolerance: Float) throws {
        KindsOfFilesTests.expectColours(try KindsOfFilesTests.read(name), within: tolerance) { x, _ in
            Array(repeating: Float(40 * x), count: 3)
        }
    }

    @Test func bilevelTIFFs() throws {
        KindsOfFilesTests.expectColours(try KindsOfFilesTests.read("bilevel.tif"), within: 0) { x, _ in
            Array(repeating: 40 * x >= 100 ? 255 : 0, count: 3)
        }
    }

    /// The display window counts, and what there are no pixels of is black.
    @Test func windowsOfEXRs() throws {
        let (picture, whole) = (try KindsOfFilesTests.read("window.exr"), try KindsOfFilesTests.read("rgb-float.exr"))
        #expect((picture.width, picture.height) == (48, 32))
        for place in picture.colours.values.indices {
            let (c, y, x) = (place / (32 * 48), place / 48 % 32, place % 48)
            let wanted = y < 3 || x < 2 ? 0 : whole.colours.values[(c * 32 + y - 3) * 48 + x - 2]
            #expect(picture.colours.values[place] == wanted, "\(c), \(y), \(x)")
        }
    }

    @Test func whatIsBrighterThanWhiteIsWhiteAndTold() throws {
        let picture = try KindsOfFilesTests.read("bright.exr")
        #expect(picture.metadata.notes == ["what is brighter than white in it was made white"])
        KindsOfFilesTests.expectColours(picture, within: 0.05) { x, y in
            [Float(40 * x), Float(60 * y), 128].map { 255 * min(SRGB.encoded(4 * SRGB.linear($0 / 255)), 1) }
        }
    }

    @Test func pagesAndAnimationsAreTold() throws {
        #expect(
            try KindsOfFilesTests.read("pages.tif").metadata.notes == ["it has 2 pages, of which the first was taken"])
        #expect(try KindsOfFilesTests.read("animated.webp").metadata.isAnimated)
        #expect(!(try KindsOfFilesTests.read("rgb.webp").metadata.isAnimated))
    }

    /// HEIF's code points are those of PNG.
    @Test func codePointsOfAVIFs() throws {
        let png = PNGChunk.insert("cICP", Data([12, 13, 0, 1]), into: try Fixtures.data("Pictures/rgb.png"))
        let picture = try KindsOfFilesTests.read("p3.avif")
        #expect(picture.profile != nil)
        #expect(picture.profile == (try Picture(png, path: "x").profile))
        KindsOfFilesTests.expectColours(picture, within: 3)
        #expect(throws: PictureError.highDynamicRange(path: Fixtures.path("Pictures/kinds/pq.avif"))) {
            try KindsOfFilesTests.read("pq.avif")
        }
    }

    /// What a file is follows from its bytes.
    @Test func kindsAreKnownByTheirBytes() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Fixtures.path("Pictures/kinds"))
        var found: Set<PictureFormat> = []
        for name in names {
            let data = try Fixtures.data("Pictures/kinds/" + name)
            let format = try #require(PictureFormat(of: data), "\(name)")
            #expect(PictureFormat(readFromName: name.uppercased()) == format)
            found.insert(format)
            guard name != "pq.avif" else { continue }
            let size = try Picture.size(of: data, path: name)
            let picture = try Picture(data, path: name)
            #expect(size == (picture.height, picture.width), "\(name)")
        }
        #expect(found.union([.png, .jpeg]) == Set(PictureFormat.all))
        // A common brand, and what it is compatible with.
        func box(_ brands: String...) -> Data {
            PNGChunk.bigEndian(UInt32(8 + 4 * brands.count)) + Data("ftyp".utf8) + Data(brands.joined().utf8)
        }
        #expect(PictureFormat(of: box("mif1", "\0\0\0\0", "mif1", "avif", "miaf"))?.name == "AVIF")
        #expect(PictureFormat(of: box("mif1", "\0\0\0\0", "mif1", "heic"))?.name == "HEIC")
        #expect(PictureFormat(of: box("mp42", "\0\0\0\0", "mp42", "mif1")) == nil)
    }

    @Test func filmsAndOtherFilesAreToldForWhatTheyAre() throws {
        #expect(throws: PictureError.isFilm(path: "x", kind: "MP4")) {
            try Picture(Data([0, 0, 0, 24]) + Data("ftypmp42".utf8), path: "x")
        }
        #expect(throws: PictureError.notAPicture(path: "x", looksLike: "a JPEG XL")) {
            try Picture(Data([0xFF, 0x0A, 0]), path: "x")
        }
    }

    @Test func whatIsOnlyReadIsNotWritten() throws {
        #expect(throws: PictureError.unknownFormat(path: "a.heic")) { try PictureFormat(ofName: "a.heic") }
        #expect(
            "\(PictureError.unknownFormat(path: "a.heic"))".hasPrefix(
                "'a.heic': HEIC is read here and not written; the name must end in .png"))
        for format in PictureFormat.all {
            #expect(format.isWritten == ((try? PictureFormat(ofName: "a." + format.endings[0])) != nil))
        }
    }
}
