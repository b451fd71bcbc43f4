public import Foundation
import Wording

/// The kind of a picture file: one of those that `PictureCodecs` lists.
///
///     PictureFormat(of: data)?.name                    // "HEIC": what it is, by its bytes
///     try PictureFormat(ofName: "dream.tif")           // what it shall be, by its name
public struct PictureFormat: RawRepresentable, Hashable, Sendable, Codable {
    /// As files of ours have it: `png`.
    public let rawValue: String

    /// Nil for what is no kind of picture file.
    public init?(rawValue: String) {
        guard PictureCodecs.codec(rawValue) != nil else { return nil }
        self.rawValue = rawValue
    }

    private init(_ codec: any PictureCodec) { rawValue = codec.id }

    /// Portable Network Graphics: what is written where nobody says.
    public static let png = PictureFormat(PNGCodec())
    /// JPEG: what previews are.
    public static let jpeg = PictureFormat(JPEGCodec())

    /// All of them.
    public static var all: [PictureFormat] { PictureCodecs.all.map { PictureFormat($0) } }
    /// Those that are written.
    public static var written: [PictureFormat] { all.filter(\.isWritten) }

    /// The format that a file's first bytes announce.
    public init?(of data: Data) {
        guard let codec = PictureCodecs.all.first(where: { $0.isKind(of: data) }) else { return nil }
        self.init(codec)
    }

    /// The format that a picture of this name most likely has, whether it is written or only read.
    public init?(readFromName path: String) {
        let ending = PictureFormat.ending(of: path)
        guard let codec = PictureCodecs.all.first(where: { $0.endings.contains(ending) }) else { return nil }
        self.init(codec)
    }

    /// The format that a file's name asks for, of those that are written.
    /// - Throws: `PictureError.unknownFormat`.
    public init(ofName path: String) throws {
        guard let format = PictureFormat(readFromName: path), format.isWritten else {
            throw PictureError.unknownFormat(path: path)
        }
        self = format
    }

    private static func ending(of path: String) -> String {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count > 1 ? parts[parts.count - 1].lowercased() : ""
    }

    var codec: any PictureCodec { PictureCodecs.codec(rawValue) ?? PNGCodec() }

    var encoder: (any PictureEncoder)? { codec.encoder }
}

// MARK: - What a format takes

extension PictureFormat {
    /// For people: `PNG`.
    public var name: String { codec.name }
    /// How names end, without the point, the usual one first.
    public var endings: [String] { codec.endings }
    /// As HTTP names it.
    public var mediaType: String { codec.mediaType }
    /// Whether browsers show it.
    public var isShownByBrowsers: Bool { codec.isShownByBrowsers }
    /// Whether it is written.
    public var isWritten: Bool { encoder != nil }
    /// The longest side that it is written with, in pixels.
    public var longestSide: Int { encoder?.longestSide ?? 0 }

    /// Whether samples can be written with so many bits.
    public func takes(depth: Int) -> Bool { encoder?.depths.contains(depth) ?? false }

    /// Whether it can be written with loss, to a quality.
    public var takesQuality: Bool { encoder?.takesQuality ?? false }

    /// About what a pixel of a dream takes in its file, in bytes.
    public func fileBytes(depth: Int, hasAlpha: Bool) -> Float {
        guard let encoder else { return 0 }
        return encoder.fileBytes(bits: encoder.bits(for: depth), channels: hasAlpha && encoder.hasTransparency ? 4 : 3)
    }

    /// About what is held for a pixel, beside the picture, until its file is written, in bytes.
    public func heldBytes(depth: Int, hasAlpha: Bool) -> Float {
        guard let encoder else { return 0 }
        return encoder.heldBytes(bits: encoder.bits(for: depth), channels: hasAlpha && encoder.hasTransparency ? 4 : 3)
    }
}

// MARK: - For people

extension PictureFormat {
    /// `PNG, JPEG … or OpenEXR`
    public static var readNames: String { Phrases.choices(all.map(\.name)) }

    /// `.png, .jpg … or .exr`: how names of pictures that are written end.
    public static var writtenEndings: String { endings(of: written) }

    /// How names of pictures end.
    public static var readEndings: String { endings(of: all) }

    /// The endings of those that take so many bits a sample.
    public static func endings(takingDepth depth: Int) -> String {
        endings(of: written.filter { $0.takes(depth: depth) })
    }

    /// The endings of those that can be written with loss.
    public static var endingsTakingQuality: String { endings(of: written.filter(\.takesQuality)) }

    private static func endings(of formats: [PictureFormat]) -> String {
        Phrases.choices(formats.flatMap(\.endings).map { "." + $0 })
    }

    /// What kind of film a file is, by its first bytes; nil where it is none.
    static func film(_ data: Data) -> String? {
        // HEIC and AVIF share the box of MP4, and have been told by their brands.
        let signatures: [([UInt8], Int, String)] = [
            (Array("ftypqt".utf8), 4, "QuickTime"), (Array("ftyp".utf8), 4, "MP4"),
            (Array("moov".utf8), 4, "QuickTime"),
            ([0x1A, 0x45, 0xDF, 0xA3], 0, "Matroska or WebM"), (Array("AVI ".utf8), 8, "AVI"),
            (Array("FLV".utf8), 0, "Flash"), ([0, 0, 1, 0xBA], 0, "MPEG"), ([0, 0, 1, 0xB3], 0, "MPEG"),
            (Array("OggS".utf8), 0, "Ogg"), ([0x30, 0x26, 0xB2, 0x75], 0, "Windows Media"),
        ]
        return signatures.first { data.dropFirst($0.1).starts(with: $0.0) }?.2
    }

    /// What a file that we do not read seems to be.
    static func guess(_ data: Data) -> String? {
        let signatures: [(String, Int, String)] = [
            ("GIF8", 0, "a GIF"), ("BM", 0, "a BMP"), ("%PDF", 0, "a PDF"), ("\0\0\0\u{C}jP  ", 0, "a JPEG 2000"),
            ("\0\0\0\u{C}JXL ", 0, "a JPEG XL"), ("8BPS", 0, "a Photoshop document"),
            ("#?RADIANCE", 0, "a Radiance picture"),
            ("<svg", 0, "an SVG"), ("<?xml", 0, "an XML file"), ("PK\u{3}\u{4}", 0, "a zip archive"),
        ]
        if data.starts(with: [0xFF, 0x0A]) { return "a JPEG XL" }
        return signatures.first { text, offset, _ in
            data.dropFirst(offset).starts(with: Array(text.utf8))
        }?.2
    }
}
