import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Damaged pictures, made from whole ones: the decoders answer each with a picture or with one error, and so do the readers
/// of texts and of EXIF.
///
/// A few thousand inputs a run; `REVERIE_FUZZ_MINUTES` lets it go on for that long for each format.
@Suite struct DecoderFuzzTests {
    @Test func damagedPNGsAreErrorsOrPictures() throws {
        let files = [
            "rgb.png", "palette.png", "palette-transparent.png", "alpha.png", "grey-alpha.png", "grey16.png",
            "bilevel.png", "profile.png",
        ]
        var seeds = try files.map { try Fixtures.data("Pictures/" + $0) }
        let tiff = EXIFBuilder(orientation: 6).block.dropFirst(6)
        seeds.append(PNGChunk.insert("eXIf", Data(tiff), into: seeds[0]))
        seeds.append(PNGChunk.insert("acTL", Data([0, 0, 0, 2, 0, 0, 0, 0]), into: seeds[0]))
        seeds.append(try carrier(.png))
        for space in ["RGB ", "GRAY"] {
            seeds.append(ICCBuilder(space: space, gamma: 1.8).insert(into: seeds[space == "GRAY" ? 5 : 0]))
        }
        let primaries: [UInt32] = [31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000]
        let gamma = PNGChunk.insert("gAMA", PNGChunk.bigEndian(55556), into: seeds[0])
        seeds.append(PNGChunk.insert("cHRM", Data(primaries.map(PNGChunk.bigEndian).joined()), into: gamma))
        seeds.append(PNGChunk.insert("cICP", Data([12, 13, 0, 1]), into: gamma))
        try fuzz("PNG", seeds) { data, dice in
            var data = data
            if dice.next() % 8 > 0 { DecoderFuzzTests.mend(&data) }
            return data
        }
    }

    @Test func damagedJPEGsAreErrorsOrPictures() throws {
        let files = [
            "rgb.jpg", "grey.jpg", "cmyk.jpg", "progressive.jpg", "profile.jpg", "orientation-6.jpg",
        ]
        var seeds = try files.map { try Fixtures.data("Pictures/" + $0) }
        seeds.append(EXIFBuilder(orientation: 3).insert(into: seeds[0]))
        seeds.append(try carrier(.jpeg))
        for (space, seed) in [("RGB ", 0), ("GRAY", 1), ("CMYK", 2)] {
            seeds.append(ICCBuilder(space: space, gamma: 1.8).insert(into: seeds[seed]))
        }
        try fuzz("JPEG", seeds) { data, _ in data }
    }

    /// Photos of phones and cameras of each kind, and what we write of it.
    @Test(arguments: ["tif", "webp", "heic", "avif", "exr"])
    func damagedFilesOfOtherKindsAreErrorsOrPictures(_ ending: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Fixtures.path("Pictures/kinds")).sorted()
        var seeds = try names.filter { $0.hasSuffix("." + ending) }.map { try Fixtures.data("Pictures/kinds/" + $0) }
        let format = try #require(PictureFormat(readFromName: "a." + ending))
        if format.isWritten { seeds.append(try carrier(format)) }
        try fuzz(format.name, seeds) { data, _ in data }
    }

    /// Blocks of EXIF go through libexif on the way out, too.
    @Test func damagedEXIFIsLeftOutOrWritten() throws {
        var picture = Picture(colours: Clouds.paint(width: 4, height: 4, seed: 1))
        let seeds = [EXIFBuilder(orientation: 6).block]
        try repeatedly("EXIF", seeds) { data in
            picture.metadata.exif = [UInt8](data)
            var options = Picture.WritingOptions()
            options.keepsPlace = true
            return try Picture(try picture.encoded(as: .jpeg, options: options, path: "x"), path: "x").metadata.exif
                != nil
        }
    }

    private func carrier(_ format: PictureFormat) throws -> Data {
        var options = Picture.WritingOptions()
        options.texts = [("Software", "Reverie"), ("Reverie recipe", String(repeating: "local r ", count: 300))]
        options.keepsPlace = true
        var picture = Picture(colours: Clouds.paint(width: 12, height: 8, seed: 1))
        picture.metadata.exif = Array(EXIFBuilder().block)
        return try picture.encoded(as: format, options: options, path: "x")
    }

    private func fuzz(_ name: String, _ seeds: [Data], _ finish: (Data, inout Philox) -> Data) throws {
        var dice = Philox(key: 77)
        try repeatedly(name, seeds) { mutant in
            let data = finish(mutant, &dice)
            do {
                _ = try PictureText.read("Reverie recipe", from: data, most: 1 << 16, path: "x")
            } catch is PictureError {}
            do {
                let picture = try Picture(data, path: "x")
                guard picture.width * picture.height < 10_000 else { return true }
                let small = try Picture(data, path: "x") { own in ((own.height + 1) / 2, (own.width + 2) / 3) }
                #expect(small.converted(to: nil).profile == nil)
                let written = try Picture(try picture.encoded(as: .png, path: "x"), path: "x")
                #expect((written.width, written.height) == (picture.width, picture.height))
                return true
            } catch is PictureError {
                return false
            }
        }
    }

    private func repeatedly(_ name: String, _ seeds: [Data], _ isTaken: (Data) throws -> Bool) throws {
        let minutes = ProcessInfo.processInfo.environment["REVERIE_FUZZ_MINUTES"].flatMap(Double.init)
        let end = minutes.map { ContinuousClock.now + .seconds($0 * 60) }
        var dice = Philox(key: minutes == nil ? 1 : 2)
        var (inputs, taken) = (0, 0)
        while end.map({ ContinuousClock.now < $0 }) ?? (inputs < 3000) {
            inputs += 1
            if try isTaken(Damage.bytes(of: seeds, &dice)) { taken += 1 }
        }
        print("fuzzed \(name): \(inputs) inputs, of which \(taken) were taken")
        // Mutants that are all refused at the door would test nothing behind it.
        #expect(taken > inputs / 100)
    }

    /// Gives the chunks of a PNG their checksums, as far as their lengths can be followed.
    private static func mend(_ data: inout Data) {
        var place = 8
        while place + 12 <= data.count {
            let length = data[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            guard length <= data.count - place - 12 else { return }
            let end = place + 8 + length
            data.replaceSubrange(end..<end + 4, with: PNGChunk.checksum(of: data[place + 4..<end]))
            place = end + 4
        }
    }
}
