import CodecBridge
public import Foundation
import Tensors

extension Picture {
    /// The most pixels that are read.
    public static let mostPixels = 200_000_000

    /// In pixels.
    public typealias Size = (height: Int, width: Int)

    /// Reads a PNG or a JPEG; what the file is follows from its first bytes, not from its name.
    ///
    /// Grey becomes three equal colours; palettes, 16 bits, transparency and inks are resolved; EXIF's orientation is applied; numbers become
    /// what their profile means. Of an animation the first picture is read.
    /// - Throws: `PictureError`.
    public static func read(contentsOf path: String) throws -> Picture {
        try Picture(FileBytes.read(path, most: PictureSource.largestFile), path: path)
    }

    /// The size of a PNG or a JPEG, upright; `path` is for messages.
    /// - Throws: `PictureError`.
    public static func size(of data: Data, path: String) throws -> Size {
        try OpenedPicture.with(data, path: path) { $0.size }
    }

    /// Decodes the bytes of a PNG or a JPEG; `path` is for messages.
    ///
    /// At another size it is resized while it is read, as `resized` does it, so that no more is held than the picture that comes of it and a
    /// few rows of the file; of a PNG that is interlaced, or a JPEG that is progressive, the whole as it is stored.
    /// - Parameter sizing: the size that is wanted, of its own.
    /// - Throws: `PictureError`, and what `sizing` throws.
    public init(_ data: Data, path: String, sizing: (_ own: Size) throws -> Size = { $0 }) throws {
        self = try OpenedPicture.with(data, path: path) { opened in try opened.read(at: sizing(opened.size)) }
    }
}

/// A file whose rows are being read; its bytes stay where they are.
private final class OpenedPicture {
    private let path: String
    private var header = codec_header()
    private var reader: OpaquePointer?

    private init(_ bytes: UnsafeRawBufferPointer, _ format: PictureFormat, path: String) throws {
        self.path = path
        let limits = codec_limits(pixels: UInt64(Picture.mostPixels), side: 65500)
        let first = bytes.bindMemory(to: UInt8.self).baseAddress
        var status = codec_ok
        reader =
            switch format {
            case .png: codec_open_png(first, bytes.count, limits, &header, &status)
            case .jpeg: codec_open_jpeg(first, bytes.count, limits, &header, &status)
            }
        try check(status)
    }

    deinit {
        codec_close(reader)
        codec_free_header(&header)
    }

    /// What `body` makes of an opened file.
    static func with<Result>(_ data: Data, path: String, _ body: (OpenedPicture) throws -> Result) throws -> Result {
        guard !data.isEmpty else { throw PictureError.damaged(path: path, reason: "it is empty") }
        guard let format = PictureFormat(of: data) else {
            throw PictureError.notAPicture(path: path, looksLike: PictureFormat.guess(data))
        }
        return try data.withUnsafeBytes { try body(OpenedPicture($0, format, path: path)) }
    }

    private func check(_ status: codec_status) throws {
        switch status {
        case codec_ok: return
        case codec_too_large: throw PictureError.tooLarge(path: path, limit: Picture.mostPixels)
        case codec_out_of_memory: throw PictureError.outOfMemory(path: path)
        default:
            throw PictureError.damaged(path: path, reason: reader.map { String(cString: codec_message($0)) } ?? "")
        }
    }

    private var orientation: Orientation { Orientation(header.orientation) }

    /// Upright.
    var size: Picture.Size { orientation.turned((Int(header.height), Int(header.width))) }

    /// All of it, upright, at a size.
    func read(at wanted: Picture.Size) throws -> Picture {
        let colours = try FileColours(header, path: path)
        let (height, width) = (Int(header.height), Int(header.width))
        let hasAlpha = !header.has_inks && header.channels % 2 == 0
        var rows = ResizedRows(
            from: (height, width), to: orientation.turned(wanted), hasAlpha: hasAlpha, orientation: orientation)
        let tables = rows.tables(colours.tables)
        let count = Int(header.channels) * width
        // About a megabyte at a time.
        let band = min(height, max(1, (1 << 19) / count))
        var samples = [UInt16](repeating: 0, count: band * count)
        for first in stride(from: 0, to: height, by: band) {
            let lines = min(band, height - first)
            try samples.withUnsafeMutableBufferPointer { samples in
                for line in 0..<lines {
                    try check(codec_read_row(reader, samples.baseAddress.map { $0 + line * count }))
                }
            }
            let levels = colours.inks.map { $0.levels(of: samples) } ?? samples
            rows.add(levels, channels: colours.inks == nil ? Int(header.channels) : 3, lines: lines, tables)
        }
        var picture = rows.picture()
        picture.profile = colours.profile
        picture.metadata.notes = colours.notes
        picture.metadata.depth = Int(header.bits)
        picture.metadata.isAnimated = header.is_animated
        let across = 4 * 2 * band * max(width, wanted.width, wanted.height)
        picture.metadata.bytesToRead =
            Int(header.passes_size) + 4 * samples.count + 4 * tables.reduce(0) { $0 + 2 * $1.count } + across
            + picture.bytes * (1 + (hasAlpha ? 1 : 0) + (orientation.number == 1 ? 0 : 1))
        if header.exif_size > 0 {
            picture.metadata.exif = Array(UnsafeBufferPointer(start: header.exif, count: header.exif_size))
        }
        return picture
    }
}

extension PictureError {
    /// What a codec said of a failure.
    static func text(of message: [CChar], _ status: codec_status) -> String {
        status == codec_out_of_memory
            ? "not enough memory"
            : String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
