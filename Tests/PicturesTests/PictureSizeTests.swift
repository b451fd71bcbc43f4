import Foundation
import Pictures
import TestSupport
import Testing

@Suite struct PictureSizeTests {
    private func size(_ data: Data) throws -> [Int] {
        let size = try Picture.size(of: data, path: "x")
        return [size.height, size.width]
    }

    @Test func itIsThatOfTheDecodedPicture() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Fixtures.path("Pictures"))
        var found = 0
        for name in names where (try? PictureFormat(ofName: name)) != nil {
            let data = try Fixtures.data("Pictures/" + name)
            let picture = try Picture(data, path: name)
            #expect(try size(data) == [picture.height, picture.width], "\(name)")
            found += 1
        }
        #expect(found > 20)
    }

    @Test(arguments: [PictureFormat.png, .jpeg], 1...8)
    func turnedPicturesAreUpright(format: PictureFormat, orientation: Int) throws {
        let (turned, samples) = (EXIFBuilder(orientation: UInt16(orientation)), try SamplePictures())
        let plain = format == .jpeg ? samples.jpeg : samples.png
        let file =
            format == .jpeg
            ? turned.insert(into: plain) : PNGChunk.insert("eXIf", Data(turned.block.dropFirst(6)), into: plain)
        #expect(try size(file) == (orientation < 5 ? size(plain) : size(plain).reversed()))
        let picture = try Picture(file, path: "x")
        #expect(try size(file) == [picture.height, picture.width])
    }

    @Test func whatIsCutOffIsRefusedOrTold() throws {
        let samples = try SamplePictures()
        for whole in [samples.jpeg, samples.png] {
            for length in 0..<whole.count {
                guard let found = try? size(whole.prefix(length)) else { continue }
                #expect(try found == size(whole))
            }
        }
    }
}
