import CodecBridge
public import Foundation
import Tensors

extension Picture {
    /// How a picture is written.
    public struct WritingOptions: Sendable {
        /// Texts that the file carries, as `PictureText` reads them.
        public var texts: [(keyword: String, text: String)] = []
        /// Bits a sample, 8 or 16, where the format has both; as many as the picture came with when nil.
        public var bits: Int?
        /// Whether EXIF's place (GPS) is written. Its dates, artist and copyright always are, and nothing else is.
        public var keepsPlace = false
        /// 1…100, where the format has loss; nil for a JPEG of 95, and a WebP without loss.
        public var quality: Int?

        /// The depth that the picture came with, the usual quality, no text, no place.
        public init() {}
    }

    /// Writes a picture in the format that the name's ending asks for: whole, or not at all.
    ///
    /// The file is written beside its place under a temporary name, synced to the disk and renamed. Where a format has no
    /// transparency, the picture is laid on white.
    /// - Throws: `PictureError`.
    public func write(to path: String, options: WritingOptions = WritingOptions()) throws {
        try AtomicFile.write(try encoded(as: PictureFormat(ofName: path), options: options, path: path), to: path)
    }

    /// The bytes of a file; `path` is for messages.
    /// - Throws: `PictureError`.
    public func encoded(as format: PictureFormat, options: WritingOptions = WritingOptions(), path: String) throws
        -> Data
    {
        guard let encoder = format.encoder else { throw PictureError.unknownFormat(path: path) }
        let bits = encoder.bits(for: options.bits ?? metadata.depth)
        if bits == 32, let profile, PrimariesOfProfile(profile) == nil {
            // Light has no tables.
            return try converted(to: nil).encoded(as: format, options: options, path: path)
        }
        var file = codec_bytes()
        var message = [CChar](repeating: 0, count: Int(codec_message_size))
        let withAlpha = encoder.hasTransparency
        let curves = bits == 32 ? nil : profile.flatMap { WorkingCurves($0) }
        let rows = Rows { first, count, samples in
            if bits == 32 { return fillLight(samples.assumingMemoryBound(to: Float.self), rows: first..<first + count) }
            fill(
                samples.assumingMemoryBound(to: UInt16.self), rows: first..<first + count,
                outOf: bits == 16 ? 65535 : 255, withAlpha: withAlpha, curves)
        }
        let shape = EncodedShape(
            width: Int32(width), height: Int32(height), channels: alpha == nil || !withAlpha ? 3 : 4, bits: Int32(bits))
        let status = withExtendedLifetime(rows) {
            withOptions(options, encoder, bits: bits) { encoder.encode(rows.codec, shape, $0, &file, &message) }
        }
        guard status == codec_ok else {
            throw PictureError.unwritable(path: path, reason: PictureError.text(of: message, status))
        }
        return Data(bytesNoCopy: file.data, count: file.size, deallocator: .free)
    }

    /// Writes interleaved samples of some rows, numbers of the profile; colours of 8 bits are dithered, all else is rounded to the nearest
    /// level.
    /// - Parameter paper: what is seen through what is transparent, without an alpha channel.
    func fill(
        _ samples: UnsafeMutablePointer<UInt16>, rows: Range<Int>, outOf white: Float, withAlpha: Bool,
        on paper: SIMD3<Float> = [1, 1, 1], _ curves: WorkingCurves?
    ) {
        let channels = withAlpha && alpha != nil ? 4 : 3
        let area = colours.shape.area
        let (planes, opacities) = (colours.values.span, alpha?.values)
        // What is no number is black.
        func level(_ value: Float, _ threshold: Float) -> UInt16 {
            value > 0 ? UInt16(min(value, 1) * white + threshold) : 0
        }
        var place = 0
        for y in rows {
            for x in 0..<width {
                let i = y * width + x
                let threshold = white == 255 ? Dithering.threshold(x: x, y: y) : 0.5
                let opacity = withAlpha ? 1 : opacities?[i] ?? 1
                for c in 0..<3 {
                    let value = planes[c * area + i]
                    // A sum that is exact where nothing is transparent.
                    let shown = opacity == 1 ? value : value * opacity + paper[c] * (1 - opacity)
                    samples[place + c] = level(curves?.number(of: shown, channel: c) ?? shown, threshold)
                }
                if channels == 4, let opacities { samples[place + 3] = level(opacities[i], 0.5) }
                place += channels
            }
        }
    }

    /// Writes interleaved amounts of light of some rows, over the primaries of the profile.
    private func fillLight(_ samples: UnsafeMutablePointer<Float>, rows: Range<Int>) {
        let channels = alpha == nil ? 3 : 4
        let area = colours.shape.area
        var place = 0
        for i in rows.lowerBound * width..<rows.upperBound * width {
            for c in 0..<3 {
                let level = colours.values[c * area + i]
                samples[place + c] = level > 0 ? SRGB.linear(min(level, 1)) : 0
            }
            if channels == 4, let alpha { samples[place + 3] = min(max(alpha.values[i], 0), 1) }
            place += channels
        }
    }

    /// What is written of the EXIF block; none of one that cannot be read.
    private func exif(keepingPlace: Bool) -> [UInt8] {
        guard let exif = metadata.exif else { return [] }
        var reduced = codec_bytes()
        guard codec_reduce_exif(exif, exif.count, keepingPlace, &reduced) == codec_ok else { return [] }
        defer { free(reduced.data) }
        return Array(UnsafeBufferPointer(start: reduced.data, count: reduced.size))
    }

    private func withOptions<Result>(
        _ options: WritingOptions, _ encoder: any PictureEncoder, bits: Int, _ body: (codec_options) -> Result
    ) -> Result {
        let strings = options.texts.map { (strdup($0.keyword), strdup($0.text)) }
        defer {
            for (keyword, text) in strings {
                free(keyword)
                free(text)
            }
        }
        let texts = strings.map { codec_text(keyword: $0.0, text: $0.1) }
        let exif = exif(keepingPlace: options.keepsPlace)
        let xmp = encoder.takesXMP && !options.texts.isEmpty ? XMPPacket.bytes(of: options.texts) : []
        let primaries = bits == 32 ? profile.flatMap { PrimariesOfProfile($0)?.numbers } : nil
        var made = codec_options()
        (made.text_count, made.quality) = (Int32(texts.count), Int32(options.quality ?? encoder.usualQuality))
        return texts.withUnsafeBufferPointer { texts in
            exif.withUnsafeBufferPointer { exif in
                (profile ?? []).withUnsafeBufferPointer { profile in
                    xmp.withUnsafeBytes { xmp in
                        (primaries ?? []).withUnsafeBufferPointer { primaries in
                            (made.profile, made.profile_size) = (profile.baseAddress, profile.count)
                            (made.exif, made.exif_size) = (exif.baseAddress, exif.count)
                            made.texts = texts.baseAddress
                            (made.xmp, made.xmp_size) = (xmp.bindMemory(to: CChar.self).baseAddress, xmp.count)
                            made.chromaticities = primaries.isEmpty ? nil : primaries.baseAddress
                            return body(made)
                        }
                    }
                }
            }
        }
    }
}

/// Where an encoder gets a picture's samples from, some rows at a time.
private final class Rows {
    private let fill: (_ first: Int, _ count: Int, UnsafeMutableRawPointer) -> Void

    init(_ fill: @escaping (_ first: Int, _ count: Int, UnsafeMutableRawPointer) -> Void) { self.fill = fill }

    /// For as long as this lives.
    var codec: codec_rows {
        codec_rows(context: Unmanaged.passUnretained(self).toOpaque()) { context, first, count, samples in
            guard let context, let samples else { return }
            Unmanaged<Rows>.fromOpaque(context).takeUnretainedValue().fill(Int(first), Int(count), samples)
        }
    }
}

/// White, red, green and blue of a profile of RGB by curves, x and y each.
private struct PrimariesOfProfile {
    let numbers: [Double]

    /// Nil for a profile of another kind.
    init?(_ profile: [UInt8]) {
        var numbers = [Double](repeating: 0, count: 8)
        guard codec_primaries_of_profile(profile, profile.count, &numbers) else { return nil }
        self.numbers = numbers
    }
}
