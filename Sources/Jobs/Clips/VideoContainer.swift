import Files
import Foundation

/// What a file is that holds pictures in time, by its content and never by its name, as ffmpeg calls what reads it.
///
/// What reads it is always named: a list of other files, which ffmpeg would follow anywhere, is none of these.
enum VideoContainer: String {
    case mov, matroska, avi, gif, apng, mpeg, mpegvideo, mpegts, flv, ogg, asf, yuv4mpegpipe

    /// The kind of a file; nil where it is no video's.
    init?(ofFile path: String) {
        guard Files.isPlain(path), let head = Files.read(path, most: 512) else { return nil }
        let bytes = [UInt8](head)
        func begins(_ wanted: [UInt8]) -> Bool { bytes.starts(with: wanted) }
        // Packets of 188 bytes, or of 192 with a clock before each.
        func isTransport(_ first: Int, every step: Int) -> Bool {
            stride(from: first, to: bytes.count, by: step).allSatisfy { bytes[$0] == 0x47 }
                && bytes.count > first + step
        }
        if bytes.have("ftyp", at: 4) {
            guard !VideoContainer.stillBrands.contains(where: { bytes.have($0, at: 8) }) else { return nil }
            self = .mov
        } else if ["moov", "mdat", "wide", "free", "skip", "pnot"].contains(where: { bytes.have($0, at: 4) }) {
            self = .mov
        } else if begins([0x1A, 0x45, 0xDF, 0xA3]) {
            self = .matroska
        } else if bytes.have("RIFF"), bytes.have("AVI ", at: 8) {
            self = .avi
        } else if bytes.have("GIF87a") || bytes.have("GIF89a") {
            self = .gif
        } else if begins([0x89, 0x50, 0x4E, 0x47]) {
            guard VideoContainer.isAnimatedPNG(path) else { return nil }
            self = .apng
        } else if begins([0, 0, 1, 0xBA]) {
            self = .mpeg
        } else if begins([0, 0, 1, 0xB3]) {
            self = .mpegvideo
        } else if bytes.have("FLV\u{1}") {
            self = .flv
        } else if bytes.have("OggS") {
            self = .ogg
        } else if begins([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]) {
            self = .asf
        } else if bytes.have("YUV4MPEG2 ") {
            self = .yuv4mpegpipe
        } else if isTransport(0, every: 188) || isTransport(4, every: 192) {
            self = .mpegts
        } else {
            return nil
        }
    }

    /// Of ISO's files, those that are pictures (ISO/IEC 23008-12, 10; AVIF 1.1, 8).
    private static let stillBrands = [
        "heic", "heix", "heim", "heis", "mif1", "msf1", "avif", "avis", "hevc", "hevx", "crx ",
    ]

    /// Whether a PNG says before its first pixels that it moves (PNG, third edition, 11.3.6.1).
    private static func isAnimatedPNG(_ path: String) -> Bool {
        guard let data = Files.map(path) else { return false }
        var place = 8
        while place + 8 <= data.count {
            let head = data[data.startIndex + place..<data.startIndex + place + 8]
            let length = head.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let kind = String(decoding: head.suffix(4), as: UTF8.self)
            if kind == "acTL" { return true }
            if kind == "IDAT" || kind == "IEND" { return false }
            place += 12 + length
        }
        return false
    }
}
