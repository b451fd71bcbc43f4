import CodecBridge
public import Foundation
import Tensors

extension Picture {
    /// The most pixels that are read.
    public static let mostPixels = 200_000_000

    /// In pixels.
    public typealias Size = (height: Int, width: Int)

    /// Reads a picture of any `PictureFormat`; what the file is follows from its first bytes, not from its name.
    ///
    /// Grey becomes three equal colours; palettes, 16 bits, transparency and inks are resolved; EXIF's orientation is applied; numbers become
    /// what their profile means; what is brighter than white is white. Of an animation, or of several pages, the first picture is read.
    /// - Throws: `PictureError`.
    public static func read(contentsOf path: String) throws -> Picture {
        try Picture(FileBytes.read(path, most: PictureSource.largestFile), path: path)
    }

    /// The size of a picture, upright; `path` is for messages.
    /// - Throws: `PictureError`.
    public static func size(of data: Data, path: String) throws -> Size {
        try OpenedPicture.with(data, path: path) { $0.size }
    }

    /// Decodes the bytes of a picture; `path` is for messages.
    ///
    /// At another size it is resized while it is read, as `resized` does it, so that no more is held than the picture that comes of it and a
    /// few rows of the file; where a file brings its rows in several passes, or at once, the whole as it is stored.
    /// - Parameter sizing: the size that is wanted, of its own.
    /// - Throws: `PictureError`, and what `sizing` throws.
    public init(_ data: Data, path: String, sizing: (_ own: Size) throws -> Size = { $0 }) throws {
        self = try OpenedPicture.with(data, path: path) { opened in try opened.read(at: sizing(opened.size)) }
    }
}

/// A file whose rows are being read; its bytes stay where they are.
private final class OpenedPicture {
    private let path: String
    private let format: PictureFormat
    private var header = codec_header()
    private var reader: OpaquePointer?

    private init(_ bytes: UnsafeRawBufferPointer, _ format: PictureFormat, path: String) throws {
        (self.path, self.format) = (path, format)
        let limits = codec_limits(pixels: UInt64(Picture.mostPixels), side: 65500)
        let first = bytes.bindMemory(to: UInt8.self).baseAddress
        var status = codec_ok
        reader = format.codec.open(first, bytes.count, limits, &header, &status)
        try check(status)
    }

    deinit {
        codec_close(reader)
        codec_free_header(&header)
    }

    /// What `body` makes of an opened file.
    static func with<Result>(_ data: Data, path: String, _ body: (OpenedPicture) throws -> Result) throws -> Result {
        guard !data.isEmpty else { throw PictureError.damaged(path: path, reason: "it is empty") }
        guard let format = PictureFormat(of: data) else { throw PictureError.noPicture(data, path: path) }
        return try data.withUnsafeBytes { try body(OpenedPicture($0, format, path: path)) }
    }

    private func check(_ status: codec_status) throws {
        switch status {
        case codec_ok: return
        case codec_too_large: throw PictureError.tooLarge(path: path, limit: Picture.mostPixels)
        case codec_out_of_memory: throw PictureError.outOfMemory(path: path)
        case codec_no_library:
            throw PictureError.noLibrary(
                path: path, format: format.name, library: format.codec.library?.name ?? "",
                package: format.codec.library?.package ?? "")
        case codec_unsupported: throw PictureError.unsupported(path: path, reason: message)
        default: throw PictureError.damaged(path: path, reason: message)
        }
    }

    private var message: String { reader.map { String(cString: codec_message($0)) } ?? "" }

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
        var samples = FileSamples(count: band * count, areFloats: header.bits == 32)
        var (isTooBright, isTooColourful) = (false, false)
        for first in stride(from: 0, to: height, by: band) {
            let lines = min(band, height - first)
            try samples.withUnsafeMutableBytes { samples in
                let row = samples.count / band
                for line in 0..<lines {
                    try check(codec_read_row(reader, samples.baseAddress.map { $0 + line * row }))
                }
            }
            if case .floats(let floats) = samples {
                isTooBright = isTooBright || floats.prefix(lines * count).contains { $0 > 1.001 }
                isTooColourful = isTooColourful || floats.prefix(lines * count).contains { $0 < -0.001 }
            }
            if case .whole(let whole) = samples, let inks = colours.inks {
                rows.add(.whole(inks.levels(of: whole)), channels: 3, lines: lines, tables)
            } else {
                rows.add(samples, channels: Int(header.channels), lines: lines, tables)
            }
        }
        var picture = rows.picture()
        picture.profile = colours.profile
        picture.metadata.notes = colours.notes
        if isTooBright { picture.metadata.notes.append("what is brighter than white in it was made white") }
        if isTooColourful {
            picture.metadata.notes.append("colours in it that its primaries cannot make were made the nearest ones")
        }
        if header.pages > 1 {
            picture.metadata.notes.append("it has \(header.pages) pages, of which the first was taken")
        }
        // Floats are more than 8 bits, and 16 are the most that are written of whole numbers.
        picture.metadata.depth = header.bits == 8 ? 8 : 16
        picture.metadata.isAnimated = header.is_animated
        let across = 4 * 2 * band * max(width, wanted.width, wanted.height)
        picture.metadata.bytesToRead =
            Int(header.passes_size) + samples.bytes + 2 * samples.count + 4 * tables.reduce(0) { $0 + 2 * $1.count }
            + across
            + picture.bytes * (1 + (hasAlpha ? 1 : 0) + (orientation.number == 1 ? 0 : 1))
        if header.exif_size > 0 {
            picture.metadata.exif = Array(UnsafeBufferPointer(start: header.exif, count: header.exif_size))
        }
        return picture
    }
}

extension PictureError {
    /// What a file is that is none of our pictures.
    public static func noPicture(_ data: Data, path: String) -> PictureError {
        if let kind = PictureFormat.film(data) { return .isFilm(path: path, kind: kind) }
        return .notAPicture(path: path, looksLike: PictureFormat.guess(data))
    }

    /// What a codec said of a failure.
    static func text(of message: [CChar], _ status: codec_status) -> String {
        status == codec_out_of_memory
            ? "not enough memory"
            : String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
