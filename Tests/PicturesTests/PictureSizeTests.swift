import Foundation
import Pictures
import TestSupport
import Testing

@Suite struct PictureSizeTests {
    @Test func itIsThatOfTheDecodedPicture() throws {
        let folder = Fixtures.path("Pictures")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        var found = 0
        for name in names where (try? PictureFormat(ofName: name)) != nil {
            guard let picture = try? Picture.read(contentsOf: folder + "/" + name) else { continue }
            let size = try #require(Picture.size(ofFile: folder + "/" + name), "\(name)")
            #expect(size == (picture.width, picture.height), "\(name)")
            found += 1
        }
        #expect(found > 5)
    }

    @Test(arguments: [PictureFormat.png, .jpeg], 1...8)
    func turnedPicturesAreUpright(format: PictureFormat, orientation: Int) throws {
        try Fixtures.withTemporaryFolder { folder in
            let turned = EXIFBuilder(orientation: UInt16(orientation))
            let file =
                format == .jpeg
                ? turned.insert(into: try Fixtures.data("Pictures/rgb.jpg"))
                : PNGChunk.insert("eXIf", Data(turned.block.dropFirst(6)), into: try Fixtures.data("Pictures/rgb.png"))
            let path = folder + "/turned"
            try file.write(to: URL(fileURLWithPath: path))
            let picture = try Picture.read(contentsOf: path)
            #expect(try #require(Picture.size(ofFile: path)) == (picture.width, picture.height))
        }
    }

    @Test func whatIsCutOffTellsNothingAndHarmsNothing() throws {
        try Fixtures.withTemporaryFolder { folder in
            for name in ["rgb.jpg", "rgb.png"] {
                guard let data = try? Fixtures.data("Pictures/" + name) else { continue }
                for length in 0..<min(data.count, 400) {
                    let path = folder + "/cut"
                    try data.prefix(length).write(to: URL(fileURLWithPath: path))
                    _ = Picture.size(ofFile: path)
                }
            }
            #expect(Picture.size(ofFile: folder) == nil && Picture.size(ofFile: folder + "/none") == nil)
        }
    }
}
