import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Faults of files that leave every pixel as it was meant: the picture is that of the file without the fault.
@Suite struct HarmlessFaultTests {
    private let jpeg: Data
    private let png: Data

    init() throws {
        let samples = try SamplePictures()
        (jpeg, png) = (samples.jpeg, samples.png)
    }

    private func expectSame(_ data: Data, as whole: Data) throws {
        #expect(data != whole)
        #expect(try Picture(data, path: "x").colours == Picture(whole, path: "x").colours)
    }

    private func place(_ marker: UInt8, in data: Data) throws -> Int {
        try #require(data.range(of: Data([0xFF, marker]))).lowerBound
    }

    private func segment(_ marker: UInt8, _ content: Data) -> Data {
        Data([0xFF, marker, 0, UInt8(content.count + 2)]) + content
    }

    // MARK: - JPEG

    @Test(arguments: [0xDB, 0xDA, 0xD9] as [UInt8]) func bytesBeforeAMarker(_ marker: UInt8) throws {
        var data = jpeg
        data.insert(contentsOf: [0x12, 0x34, 0x56], at: try place(marker, in: data))
        try expectSame(data, as: jpeg)
    }

    /// The end of the spectral band is 0 where 63 is meant, as cameras of Samsung have it.
    @Test func aScanThatSaysItsBandWrongly() throws {
        var data = jpeg
        let scan = try place(0xDA, in: data)
        #expect(data[scan + 12] == 63)
        data[scan + 12] = 0
        try expectSame(data, as: jpeg)
    }

    @Test func aLaterJFIF() throws {
        var data = jpeg
        let header = try #require(data.range(of: Data("JFIF\0".utf8)))
        data[header.upperBound] = 2
        try expectSame(data, as: jpeg)
    }

    @Test func aTransformOfAdobeThatNobodyKnows() throws {
        let adobe = segment(0xEE, Data("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 7])
        let known = segment(0xEE, Data("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 1])
        // Without JFIF's header, in which case the transform counts.
        let bare = jpeg.prefix(2) + jpeg.dropFirst(try place(0xDB, in: jpeg))
        try expectSame(bare.prefix(2) + adobe + bare.dropFirst(2), as: bare.prefix(2) + known + bare.dropFirst(2))
    }

    /// The second of one, the first of two, and one twice.
    @Test(arguments: [[[2, 1]], [[1, 2]], [[1, 1], [1, 1]], [[0, 1]]] as [[[UInt8]]])
    func profilesInPartsThatDoNotBelongTogether(_ numbers: [[UInt8]]) throws {
        let parts = numbers.map { segment(0xE2, Data("ICC_PROFILE\0".utf8) + $0 + [UInt8](repeating: 7, count: 40)) }
        let data = jpeg.prefix(2) + parts.joined() + jpeg.dropFirst(2)
        try expectSame(data, as: jpeg)
        #expect(try Picture(data, path: "x").profile == nil)
    }

    @Test func bytesBehindTheEnd() throws {
        try expectSame(jpeg + [0xFF, 0xD9], as: jpeg)
        try expectSame(jpeg + Data("trailer".utf8), as: jpeg)
        try expectSame(jpeg.dropLast(2), as: jpeg)
    }

    /// A progressive file that ends between two scans is shown coarsely by libjpeg, without a word.
    @Test func scansThatAreMissingAreNoHarmlessFault() throws {
        let progressive = try Fixtures.data("Pictures/progressive.jpg")
        try expectSame(progressive.dropLast(2), as: progressive)
        let scans = progressive.ranges(of: Data([0xFF, 0xDA]))
        #expect(scans.count > 2)
        for scan in scans.dropFirst() {
            // Tables may stand between the scan before and this one; an end marker makes it no more whole.
            let cut = progressive.prefix(scan.lowerBound)
            #expect(throws: PictureError.self) { try Picture(cut, path: "x") }
            #expect(throws: PictureError.self) { try Picture(cut + [0xFF, 0xD9], path: "x") }
        }
    }

    // MARK: - PNG

    private func chunk(_ type: String, _ content: [UInt8], spoilt: Bool = false) -> Data {
        var chunk = PNGChunk.encoded(type, Data(content))
        if spoilt { chunk[chunk.count - 1] ^= 1 }
        return chunk
    }

    @Test func chunksWithFaults() throws {
        let end = png.count - 12
        let before = [
            chunk("tEXt", [65, 0, 66], spoilt: true), chunk("pHYs", [1, 2, 3]), chunk("sBIT", [99, 99, 99]),
            chunk("gAMA", [0, 0, 0, 0]), chunk("iCCP", Array("x\0\0no deflate stream".utf8)), chunk("tIME", []),
            chunk("bKGD", [1]), chunk("cHRM", Array(repeating: 255, count: 32)), chunk("sRGB", [9]),
        ]
        for fault in before {
            try expectSame(png.prefix(33) + fault + png.dropFirst(33), as: png)
            try expectSame(png.prefix(33) + fault + fault + png.dropFirst(33), as: png)
        }
        let behind = [
            chunk("sRGB", [0]), chunk("gAMA", [0, 1, 0x86, 0xA0]), chunk("PLTE", [1, 2, 3]),
            chunk("tEXt", [0], spoilt: true),
            chunk("ABCD", []), Data([0, 0, 1, 0]) + Data("tEXtcut off".utf8), Data("no chunk at all".utf8),
        ]
        for fault in behind { try expectSame(png.prefix(end) + fault + png.dropFirst(end), as: png) }
        try expectSame(png + Data("trailer".utf8), as: png)
        try expectSame(png.dropLast(12), as: png)
    }

    @Test func aChecksumOfPixelsIsNoHarmlessFault() throws {
        var data = png
        // The last byte of the only chunk of pixels, before IEND.
        data[data.count - 13] ^= 1
        #expect(throws: PictureError.self) { try Picture(data, path: "x") }
    }
}
