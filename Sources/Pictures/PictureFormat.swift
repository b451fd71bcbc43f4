public import Foundation

/// The file formats that are read and written.
public enum PictureFormat: Sendable {
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

    /// What a file that we do not read seems to be.
    static func guess(_ data: Data) -> String? {
        let signatures: [(String, Int, String)] = [
            ("GIF8", 0, "a GIF"), ("WEBP", 8, "a WebP"), ("BM", 0, "a BMP"), ("II*\0", 0, "a TIFF"),
            ("MM\0*", 0, "a TIFF"), ("ftyphei", 4, "a HEIC photo"), ("ftypavif", 4, "an AVIF"), ("%PDF", 0, "a PDF"),
            ("<svg", 0, "an SVG"), ("<?xml", 0, "an XML file"), ("PK\u{3}\u{4}", 0, "a zip archive"),
        ]
        return signatures.first { text, offset, _ in
            data.dropFirst(offset).starts(with: Array(text.utf8))
        }?.2
    }
}
