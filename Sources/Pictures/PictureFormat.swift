public import Foundation

/// The file formats that are read and written.
public enum PictureFormat: String, Sendable, Codable {
    case png, jpeg

    /// The format that a file's first bytes announce.
    public init?(of data: Data) {
        if data.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if data.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else {
            return nil
        }
    }

    /// The format that a file's name asks for.
    /// - Throws: `PictureError.unknownFormat`.
    public init(ofName path: String) throws {
        let name = path.lowercased()
        if name.hasSuffix(".png") {
            self = .png
        } else if name.hasSuffix(".jpg") || name.hasSuffix(".jpeg") {
            self = .jpeg
        } else {
            throw PictureError.unknownFormat(path: path)
        }
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
            ("GIF8", 0, "a GIF"), ("WEBP", 8, "a WebP"), ("BM", 0, "a BMP"), ("II*\0", 0, "a TIFF"),
            ("MM\0*", 0, "a TIFF"), ("ftyphei", 4, "a HEIC photo"), ("ftypmif1", 4, "a HEIC photo"),
            ("ftypavif", 4, "an AVIF"), ("%PDF", 0, "a PDF"),
            ("<svg", 0, "an SVG"), ("<?xml", 0, "an XML file"), ("PK\u{3}\u{4}", 0, "a zip archive"),
        ]
        return signatures.first { text, offset, _ in
            data.dropFirst(offset).starts(with: Array(text.utf8))
        }?.2
    }
}
