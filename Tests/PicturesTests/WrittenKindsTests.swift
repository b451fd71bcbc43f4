import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Every kind of file that is written comes back as it went: colours, transparency, depth, profile, texts, dates.
@Suite struct WrittenKindsTests {
    static let lossless = PictureFormat.written.filter { $0 != .jpeg }

    private func sample(_ white: Float = 255) -> Picture {
        let shape = Shape(channels: 3, height: 37, width: 45)
        let colours = Tensor(shape: shape, values: (0..<shape.count).map { Float($0 * 37 % Int(white + 1)) / white })
        let alpha = Tensor(
            shape: Shape(channels: 1, height: 37, width: 45), values: (0..<37 * 45).map { Float($0 % 255 + 1) / 255 })
        return Picture(colours: colours, alpha: alpha)
    }

    private func again(_ picture: Picture, as format: PictureFormat, _ options: Picture.WritingOptions = .init()) throws
        -> Picture
    {
        try Picture(picture.encoded(as: format, options: options, path: "x"), path: "x")
    }

    @Test(arguments: lossless, [8, 16]) func pixelsComeBack(_ format: PictureFormat, _ depth: Int) throws {
        guard format.takes(depth: depth) || format.takes(depth: 32) else { return }
        var options = Picture.WritingOptions()
        options.bits = depth
        let picture = sample(depth == 16 ? 65535 : 255)
        let decoded = try again(picture, as: format, options)
        #expect(decoded.metadata.depth == (format.takes(depth: 32) ? 16 : depth))
        #expect(decoded.metadata.notes == [])
        let (found, wanted) = (decoded.colours.values, picture.colours.values)
        #expect(zip(found, wanted).allSatisfy { abs($0 - $1) < 2e-6 })
        #expect(zip(try #require(decoded.alpha).values, picture.alpha?.values ?? []).allSatisfy { abs($0 - $1) < 2e-6 })
        var opaque = picture
        opaque.alpha = nil
        #expect(try again(opaque, as: format, options).alpha == nil)
    }

    /// A profile of other primaries and another curve, untouched; of OpenEXR's primaries a profile is made that shows the same colours.
    @Test(arguments: PictureFormat.written, [1.0, 1.8]) func profilesShowTheSameColours(
        _ format: PictureFormat, _ gamma: Double
    ) throws {
        var picture = Picture(colours: Clouds.paint(width: 48, height: 32, seed: 3))
        picture.metadata.depth = 16
        picture.profile = Array(ICCBuilder(gamma: gamma).bytes)
        let decoded = try again(picture, as: format)
        if format.takes(depth: 32) {
            #expect(decoded.profile != nil)
        } else {
            #expect(decoded.profile == picture.profile)
        }
        if !format.takes(depth: 16), !format.takes(depth: 32) {
            // Of 8 bits, and dithered: as a PNG has them, but for a JPEG's own loss.
            var options = Picture.WritingOptions()
            options.bits = 8
            let png = try again(picture, as: .png, options)
            let distance = decoded.colours.relativeDistance(to: png.colours)
            #expect(format == .jpeg ? distance < 0.02 : distance == 0)
            return
        }
        let (found, wanted) = (decoded.converted(to: nil), picture.converted(to: nil))
        let apart = zip(found.colours.values, wanted.colours.values).map { abs($0 - $1) * 255 }
        #expect(apart.max() ?? 9 <= 0.5, "\(apart.max() ?? 9)")
    }

    @Test(arguments: PictureFormat.written, [1, 1023, 65001, 300_000])
    func textsOfAnyLengthComeBack(_ format: PictureFormat, _ length: Int) throws {
        let text = String(repeating: "ü<&>\"'%s1/2: \n\t\u{10FEE9}]]>", count: length / 20 + 1)
        var options = Picture.WritingOptions()
        options.texts = [("Software", "Reverie 1"), ("Reverie render", "5d41"), ("Reverie recipe", text)]
        let data = try sample().encoded(as: format, options: options, path: "x")
        #expect(try PictureText.read("Reverie recipe", from: data, most: 1 << 20, path: "x") == text)
        #expect(try PictureText.read("Software", from: data, most: 1 << 20, path: "x") == "Reverie 1")
        #expect(try PictureText.read("Reverie render", from: data, most: 1 << 20, path: "x") == "5d41")
        #expect(try PictureText.read("Reverie", from: data, most: 1 << 20, path: "x") == nil)
        #expect(try Picture(data, path: "x").width == 45)
        // A file that is ours says so where the program looks for it.
        try Fixtures.withTemporaryFolder { folder in
            try data.write(to: URL(fileURLWithPath: folder + "/file"))
            #expect(SoftwareMark.texts(inFile: folder + "/file") == ["Reverie 1"])
        }
    }

    @Test(arguments: PictureFormat.written) func longTextsAreRefusedOrPassedOver(_ format: PictureFormat) throws {
        var options = Picture.WritingOptions()
        options.texts = [("Reverie recipe", String(repeating: " ", count: 3 << 20))]
        let data = try sample().encoded(as: format, options: options, path: "x")
        #expect(
            (try? PictureText.read("Reverie recipe", from: data, most: 1 << 20, path: "x")) == String?.none as String??
                || (try? PictureText.read("Reverie recipe", from: data, most: 1 << 20, path: "x")) == nil)
    }

    /// As another program may have written it: an attribute, another prefix, beside its own properties.
    @Test func propertiesInXMPOfOthers() throws {
        let (own, basic) = ("https://reverie.example/ns/1.0/", "http://ns.adobe.com/xap/1.0/")
        func file(_ description: String) throws -> Data {
            var options = Picture.WritingOptions()
            options.texts = [("Software", String(repeating: "x", count: 2000))]
            let data = try sample().encoded(as: try PictureFormat(ofName: "a.tif"), options: options, path: "x")
            let packet = try #require(data.range(of: Data("<?xpacket begin".utf8)))
            let end = try #require(data.range(of: Data("<?xpacket end=\"w\"?>".utf8)))
            var text =
                "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                + description + "</rdf:RDF></x:xmpmeta>"
            let room = end.upperBound - packet.lowerBound
            text += String(repeating: " ", count: room - text.utf8.count)
            return data.prefix(packet.lowerBound) + Data(text.utf8) + data.dropFirst(end.upperBound)
        }
        func recipe(_ description: String) throws -> String? {
            try PictureText.read("Reverie recipe", from: file(description), most: 100, path: "x")
        }
        #expect(try recipe("<rdf:Description r:recipe=\"a &lt; b\" xmlns:r=\"\(own)\"/>") == "a < b")
        #expect(
            try recipe("<rdf:Description><recipe xmlns=\"\(own)\">a<![CDATA[ < b]]></recipe></rdf:Description>")
                == "a < b")
        #expect(try recipe("<rdf:Description r:recipe=\"x\" xmlns:r=\"\(basic)\"/>") == nil)
        #expect(try recipe("<rdf:Description recipe=\"x\"/>") == nil)
        #expect(try recipe("<rdf:Description r:recipe=\"x\"/>") == nil)
        #expect(try recipe("<rdf:Description") == nil)
    }

    /// A phone's photo says where somebody lives; what goes out says it only when that was asked for, whatever kind it goes out as.
    @Test(arguments: ["exif.heic", "exif.avif"], PictureFormat.written)
    func photosOfPhonesTellNoPlace(_ name: String, _ format: PictureFormat) throws {
        let photo = try Picture.read(contentsOf: Fixtures.path("Pictures/kinds/" + name))
        var sizes: [Int] = []
        for keepsPlace in [false, true] {
            var options = Picture.WritingOptions()
            options.keepsPlace = keepsPlace
            let written = try photo.encoded(as: format, options: options, path: "x")
            func says(_ text: String) -> Bool { written.range(of: Data(text.utf8)) != nil }
            // OpenEXR has no place for any of it, and a TIFF gets latitude, longitude and height alone.
            let hasRoom = !format.takes(depth: 32)
            #expect(says("DATUM-HERE") == (keepsPlace && hasRoom && format.rawValue != "tiff"))
            sizes.append(written.count)
            #expect(says("Ada L.") == hasRoom && says("2024:04:30 09:08:07") == hasRoom)
            #expect(!says("SecretCamera") && !says("Serial-4711"))
        }
        #expect(format.takes(depth: 32) || sizes[1] > sizes[0])
    }

    /// The smaller the quality, the smaller the file, and the further its colours; what stands beside them, and opacity, is kept.
    @Test(arguments: PictureFormat.written.filter(\.takesQuality)) func qualityIsBoughtWithBytes(
        _ format: PictureFormat
    ) throws {
        var picture = Picture(colours: Clouds.paint(width: 96, height: 64, seed: 5))
        picture.profile = Array(ICCBuilder(gamma: 1.8).bytes)
        if format != .jpeg {
            picture.alpha = Tensor(
                shape: Shape(channels: 1, height: 64, width: 96), values: (0..<96 * 64).map { Float($0 % 256) / 255 })
        }
        let (usual, _) = try sizeAndDistance(picture, as: format, quality: nil)
        let found = try [20, 60, 95].map { try sizeAndDistance(picture, as: format, quality: $0) }
        #expect(found[0].size < found[1].size && found[1].size < found[2].size)
        #expect(found[0].distance > found[1].distance && found[1].distance > found[2].distance)
        #expect(found[0].distance < 0.1, "\(found)")
        #expect(format == .jpeg ? usual == found[2].size : usual > found[2].size)
    }

    private func sizeAndDistance(_ picture: Picture, as format: PictureFormat, quality: Int?) throws
        -> (size: Int, distance: Double)
    {
        var options = Picture.WritingOptions()
        options.quality = quality
        options.texts = [("Software", "Reverie 1"), ("Reverie recipe", "{}")]
        let file = try picture.encoded(as: format, options: options, path: "x")
        let decoded = try Picture(file, path: "x")
        #expect(decoded.profile == picture.profile)
        #expect(try PictureText.read("Reverie recipe", from: file, most: 100, path: "x") == "{}")
        #expect((decoded.alpha == nil) == (picture.alpha == nil))
        let opacities = zip(decoded.alpha?.values ?? [], picture.alpha?.values ?? [])
        #expect(opacities.allSatisfy { abs($0 - $1) < 1e-6 })
        return (file.count, decoded.colours.relativeDistance(to: picture.colours))
    }

    /// When and by whom, and where if it is asked for; what OpenEXR has no place for goes.
    @Test(arguments: ["a.tif", "a.webp"], [false, true])
    func datesAndRightsAreKept(_ name: String, _ keepsPlace: Bool) throws {
        let format = try PictureFormat(ofName: name)
        let photo = EXIFBuilder().insert(into: try Fixtures.data("Pictures/rgb.jpg"))
        var options = Picture.WritingOptions()
        options.keepsPlace = keepsPlace
        let written = try Picture(photo, path: "x").encoded(as: format, options: options, path: "x")
        for dropped in ["SecretCamera", "Serial-4711"] { #expect(written.range(of: Data(dropped.utf8)) == nil) }
        #expect((written.range(of: Data("DATUM-HERE".utf8)) != nil) == (keepsPlace && name == "a.webp"))
        // Through another format, as EXIF.
        let again = try Picture(written, path: "x")
        let jpeg = try again.encoded(as: .jpeg, options: options, path: "x")
        for kept in ["2024:05:01 10:00:00", "2024:04:30 09:08:07", "+02:00", "Ada L.", "(c) Ada, all rights"] {
            #expect(jpeg.range(of: Data(kept.utf8)) != nil, "\(kept)")
        }
    }
}
