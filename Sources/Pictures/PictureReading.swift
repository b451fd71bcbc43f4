import CodecBridge
public import Foundation
import Tensors

extension Picture {
    /// The most pixels that are read.
    public static let mostPixels = 200_000_000

    /// Reads a PNG or a JPEG; what the file is follows from its first bytes, not from its name.
    ///
    /// Grey becomes three equal colours; palettes, 16 bits, transparency and CMYK are resolved; EXIF's orientation is
    /// applied. Of an animation the first picture is read.
    /// - Throws: `PictureError`.
    public static func read(contentsOf path: String) throws -> Picture {
        try Picture(FileBytes.read(path, most: PictureSource.largestFile), path: path)
    }

    /// Decodes the bytes of a PNG or a JPEG; `path` is for messages.
    /// - Throws: `PictureError`.
    public init(_ data: Data, path: String) throws {
        guard !data.isEmpty else { throw PictureError.damaged(path: path, reason: "it is empty") }
        let limits = codec_limits(pixels: UInt64(Picture.mostPixels), side: 65500)
        var decoded = codec_picture()
        var message = [CChar](repeating: 0, count: Int(codec_message_size))
        let status = try data.withUnsafeBytes { bytes in
            let first = bytes.bindMemory(to: UInt8.self).baseAddress
            switch PictureFormat(of: data) {
            case .png: return codec_decode_png(first, bytes.count, limits, &decoded, &message)
            case .jpeg: return codec_decode_jpeg(first, bytes.count, limits, &decoded, &message)
            case nil:
                let guess = PictureFormat.guess(data)
                if guess == nil, let kind = PictureFormat.film(data) {
                    throw PictureError.isFilm(path: path, kind: kind)
                }
                throw PictureError.notAPicture(path: path, looksLike: guess)
            }
        }
        defer { codec_free_picture(&decoded) }
        try PictureError.check(status, path: path, message: message)
        self.init(decoded)
    }

    private init(_ decoded: codec_picture) {
        let shape = Shape(channels: 3, height: Int(decoded.height), width: Int(decoded.width))
        let channels = Int(decoded.channels)
        let samples = UnsafeBufferPointer(start: decoded.samples, count: shape.area * channels)
        let scale = 1 / Float(decoded.bits == 16 ? 65535 : 255)
        func plane(_ channel: Int) -> [Float] {
            (0..<shape.area).map { Float(samples[$0 * channels + channel]) * scale }
        }
        let colours = channels >= 3 ? plane(0) + plane(1) + plane(2) : Array(repeatElement(plane(0), count: 3).joined())
        self.init(colours: Tensor(shape: shape, values: colours))
        if channels == 2 || channels == 4 {
            let alphaShape = Shape(channels: 1, height: shape.height, width: shape.width)
            alpha = Tensor(shape: alphaShape, values: plane(channels - 1))
        }
        let embedded = UnsafeBufferPointer(start: decoded.profile, count: decoded.profile_size)
        // Bytes 16 to 19 of a profile name its colour space: one of grey or ink does not describe our three colours.
        if embedded.dropFirst(16).starts(with: "RGB ".utf8) { profile = Array(embedded) }
        metadata.depth = Int(decoded.bits)
        metadata.isAnimated = decoded.is_animated
        if decoded.exif_size > 0 {
            metadata.exif = Array(UnsafeBufferPointer(start: decoded.exif, count: decoded.exif_size))
        }
    }
}

extension PictureError {
    static func check(_ status: codec_status, path: String, message: [CChar]) throws {
        switch status {
        case codec_ok: return
        case codec_too_large: throw PictureError.tooLarge(path: path, limit: Picture.mostPixels)
        case codec_out_of_memory: throw PictureError.outOfMemory(path: path)
        default:
            throw PictureError.damaged(path: path, reason: text(of: message, status))
        }
    }

    /// What a codec said of a failure.
    static func text(of message: [CChar], _ status: codec_status) -> String {
        status == codec_out_of_memory
            ? "not enough memory"
            : String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
