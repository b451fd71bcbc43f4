import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// What a file says of its colours decides what is dreamt on, and what is written shows the same colours.
@Suite struct ColourManagementTests {
    private let grey: Data
    private let rgb: Data

    init() throws {
        let samples = try SamplePictures()
        (grey, rgb) = (samples.grey, samples.png)
    }

    private func chunk(_ type: String, _ content: Data, in file: Data) -> Data {
        PNGChunk.insert(type, content, into: file)
    }

    private func numbers(_ values: [UInt32]) -> Data { Data(values.map(PNGChunk.bigEndian).joined()) }

    /// Levels are those of the plain file, each through `curve`.
    private func expect(_ data: Data, of plain: Data, within tolerance: Float = 1e-4, _ curve: (Float) -> Float) throws
    {
        let (found, own) = (try Picture(data, path: "x").colours, try Picture(plain, path: "x").colours)
        for (found, own) in zip(found.values, own.values) { #expect(abs(found - curve(own)) < tolerance, "\(own)") }
    }

    // MARK: - Chunks

    @Test func gammaOfPNGs() throws {
        for file in [grey, rgb] {
            try expect(chunk("gAMA", numbers([100_000]), in: file), of: file) { SRGB.encoded($0) }
            try expect(chunk("gAMA", numbers([55556]), in: file), of: file) { SRGB.encoded(pow($0, 1.8)) }
            // As programs write it of sRGB; and what means nothing.
            for gamma: UInt32 in [45455, 0, 1, .max] {
                try expect(chunk("gAMA", numbers([gamma]), in: file), of: file, within: 1e-9) { $0 }
            }
            #expect(try Picture(chunk("gAMA", numbers([100_000]), in: file), path: "x").profile == nil)
        }
        #expect(try Picture(chunk("gAMA", numbers([1]), in: rgb), path: "x").metadata.notes.count == 1)
    }

    /// cICP before ICC before sRGB before gAMA.
    @Test func theOrderOfWhatIsAskedFor() throws {
        let linear = chunk("gAMA", numbers([100_000]), in: rgb)
        let named = chunk("sRGB", Data([0]), in: linear)
        try expect(named, of: rgb, within: 1e-9) { $0 }
        let profiled = ICCBuilder(gamma: 1.8).insert(into: named)
        try expect(profiled, of: rgb) { SRGB.encoded(pow($0, 1.8)) }
        try expect(chunk("cICP", Data([1, 8, 0, 1]), in: profiled), of: rgb) { SRGB.encoded($0) }
        // Of a narrow range, which nobody knows: as if it were not there, with a note.
        let unknown = chunk("cICP", Data([1, 8, 0, 0]), in: profiled)
        try expect(unknown, of: rgb) { SRGB.encoded(pow($0, 1.8)) }
        #expect(try Picture(unknown, path: "x").metadata.notes.count == 1)
    }

    @Test(arguments: [16, 18] as [UInt8]) func highDynamicRangeIsRefused(_ curve: UInt8) {
        #expect(throws: PictureError.highDynamicRange(path: "x")) {
            try Picture(chunk("cICP", Data([9, curve, 0, 1]), in: rgb), path: "x")
        }
    }

    /// Display P3 by its chromaticities or its code points is written with a profile of it, the same each time.
    @Test func otherPrimariesComeWithAProfile() throws {
        let p3: [UInt32] = [31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000]
        let pictures = try [chunk("cHRM", numbers(p3), in: rgb), chunk("cICP", Data([12, 13, 0, 1]), in: rgb)]
            .map { try Picture($0, path: "x") }
        for picture in pictures {
            #expect(picture.colours == (try Picture(rgb, path: "x").colours))
            let profile = try #require(picture.profile)
            #expect(profile == pictures[0].profile)
            #expect(Array(profile[36..<40]) == Array("acsp".utf8))
            let again = try Picture(try picture.encoded(as: .png, path: "x"), path: "x")
            #expect(again.profile == profile)
            #expect(again.colours == picture.colours)
            // Its red is redder than sRGB's: P3's (200, 0, 128) has no green in sRGB, and more red than 200.
            let seen = picture.converted(to: nil)
            #expect(seen.profile == nil)
            #expect(seen.colours.values[5] > 214 / 255 && seen.colours.values[24 + 5] == 0)
        }
        let sRGB: [UInt32] = [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000]
        #expect(try Picture(chunk("cHRM", numbers(sRGB), in: rgb), path: "x").profile == nil)
        for nonsense in [[UInt32](repeating: 0, count: 8), [UInt32](repeating: .max, count: 8)] {
            let picture = try Picture(chunk("cHRM", numbers(nonsense), in: rgb), path: "x")
            #expect(picture.colours == (try Picture(rgb, path: "x").colours))
        }
    }

    /// Cameras that are set to Adobe RGB say so in EXIF alone, in one of two ways.
    @Test func adobeRGBOfCameras() throws {
        let adobe: [UInt32] = [31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000]
        // The same said in chunks: 1 / 2.19921875 is 0.45471.
        let told = try Picture(chunk("gAMA", numbers([45471]), in: chunk("cHRM", numbers(adobe), in: rgb)), path: "x")
        let jpeg = try SamplePictures().jpeg
        for camera in [
            EXIFBuilder(colorSpace: 0xFFFF, interoperability: "R03"), EXIFBuilder(colorSpace: 2),
            EXIFBuilder(interoperability: "R03"),
        ] {
            let picture = try Picture(chunk("eXIf", camera.block.dropFirst(6), in: rgb), path: "x")
            #expect(picture.profile != nil && picture.profile == told.profile)
            for (found, right) in zip(picture.colours.values, told.colours.values) {
                #expect(abs(found - right) < 1e-3)
            }
            try expect(camera.insert(into: jpeg), of: jpeg) { SRGB.encoded(pow($0, 2.19921875)) }
            #expect(try Picture(camera.insert(into: jpeg), path: "x").profile == told.profile)
            // A grey has no primaries, and whatever else says more is believed.
            let grey = try Picture(chunk("eXIf", camera.block.dropFirst(6), in: self.grey), path: "x")
            #expect(grey.profile == nil)
            #expect(grey.colours == (try Picture(self.grey, path: "x").colours))
            let named = chunk("eXIf", camera.block.dropFirst(6), in: chunk("sRGB", Data([0]), in: rgb))
            try expect(named, of: rgb, within: 1e-9) { $0 }
        }
        for camera in [
            EXIFBuilder(colorSpace: 1, interoperability: "R98"), EXIFBuilder(colorSpace: 0xFFFF),
            EXIFBuilder(colorSpace: 1, interoperability: "R03"),
        ] { try expect(camera.insert(into: jpeg), of: jpeg, within: 1e-9) { $0 } }
    }

    // MARK: - ICC

    @Test(arguments: [1.0, 1.8, 2.2, 2.6]) func greyProfiles(_ gamma: Double) throws {
        let profile = ICCBuilder(space: "GRAY", gamma: gamma)
        try expect(profile.insert(into: grey), of: grey, within: 2e-3) { SRGB.encoded(pow($0, Float(gamma))) }
        #expect(try Picture(profile.insert(into: grey), path: "x").profile == nil)
        let jpeg = try SamplePictures().greyJPEG
        try expect(profile.insert(into: jpeg), of: jpeg, within: 2e-3) { SRGB.encoded(pow($0, Float(gamma))) }
        // Not of a picture in colours, and not in silence.
        let picture = try Picture(profile.insert(into: rgb), path: "x")
        #expect(picture.colours == (try Picture(rgb, path: "x").colours))
        #expect(picture.metadata.notes == ["its colour profile is one of other colours than it has and is not used"])
    }

    /// Dreamt on in equal steps for the eye, and written as it came: the same numbers, the same profile.
    @Test(arguments: [1.0, 1.8, 2.2], [8, 16]) func profilesWithOtherCurves(_ gamma: Double, _ bits: Int) throws {
        let profile = ICCBuilder(gamma: gamma)
        try expect(profile.insert(into: rgb), of: rgb) { SRGB.encoded(pow($0, Float(gamma))) }
        let all = Picture(
            colours: Tensor(
                shape: Shape(channels: 3, height: 16, width: 16), values: (0..<768).map { Float($0 % 256) / 255 }))
        var options = Picture.WritingOptions()
        options.bits = bits
        let file = profile.insert(into: try all.encoded(as: .png, options: options, path: "x"))
        let picture = try Picture(file, path: "x")
        #expect(picture.profile == [UInt8](profile.bytes))
        var copy = try Picture(try picture.encoded(as: .png, path: "x"), path: "x")
        #expect(copy.profile == picture.profile)
        #expect(copy.colours == picture.colours)
        // What the file holds are numbers again.
        copy = picture
        copy.profile = nil
        #expect(copy.colours != all.colours)
    }

    @Test func damagedProfilesAreNamed() throws {
        let broken = chunk("iCCP", Data("x\0\0no deflate stream".utf8), in: rgb)
        #expect(try Picture(broken, path: "x").metadata.notes == ["its colour profile is damaged and is not used"])
        var bytes = ICCBuilder(gamma: 1.8).bytes
        bytes.replaceSubrange(16..<20, with: Data("5CLR".utf8))
        let odd = try Picture(ICCBuilder.insert(bytes, into: rgb), path: "x")
        #expect(odd.metadata.notes == ["its colour profile cannot be read and is not used"])
        #expect(odd.profile == nil)
        // Nobody else would make more of one that is cut off: viewers refuse it.
        let whole = ICCBuilder(gamma: 1.8).bytes
        for count in [60, 132, whole.count / 2] {
            let cut = try Picture(ICCBuilder.insert(Data(whole.prefix(count)), into: rgb), path: "x")
            #expect(cut.metadata.notes == ["its colour profile cannot be read and is not used"], "\(count)")
            #expect(cut.profile == nil)
        }
    }

    // MARK: - While it is read

    /// A picture that is made smaller, or larger, as it is read is what it would be if it was read first, to the last bit where it stands upright.
    @Test(arguments: [
        "rgb.png", "alpha.png", "grey-alpha.png", "grey16.png", "palette-transparent.png", "rgb.jpg",
        "orientation-1.jpg", "cmyk.jpg",
    ])
    func resizedAsItIsRead(_ name: String) throws {
        let data = try Fixtures.data("Pictures/" + name)
        let whole = try Picture(data, path: name)
        for size in [
            (2, 3), (3, 4), (7, 9), (4, 2), (whole.height, whole.width), (1, 1), (whole.height, 5), (3, whole.width),
        ] {
            let picture = try Picture(data, path: name) { _, _ in size }
            let resized = whole.resized(height: size.0, width: size.1)
            #expect(picture.colours == resized.colours && picture.alpha == resized.alpha, "\(size)")
            #expect(picture.profile == resized.profile, "\(size)")
        }
    }

    @Test(arguments: 2...8) func resizedAndTurned(_ orientation: Int) throws {
        let data = try Fixtures.data("Pictures/orientation-\(orientation).jpg")
        let whole = try Picture(data, path: "x")
        let picture = try Picture(data, path: "x") { own in
            #expect(own == (32, 48))
            return (9, 20)
        }
        #expect(picture.colours.relativeDistance(to: whole.resized(height: 9, width: 20).colours) < 1e-5)
        #expect(try Picture.size(of: data, path: "x") == (32, 48))
    }
}
