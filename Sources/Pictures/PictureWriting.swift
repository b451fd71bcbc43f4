import CodecBridge
public import Foundation
import Tensors

extension Picture {
    /// How a picture is written.
    public struct WritingOptions: Sendable {
        /// Texts that the file carries: iTXt chunks of a PNG, comments of a JPEG.
        public var texts: [(keyword: String, text: String)] = []
        /// Bits a sample of a PNG, 8 or 16; as many as the picture came with when nil. A JPEG has 8.
        public var bits: Int?
        /// Whether EXIF's place (GPS) is written. Its dates, artist and copyright always are, and nothing else is.
        public var keepsPlace = false
        /// 1…100.
        public var jpegQuality = 95

        /// The depth that the picture came with, quality 95, no text, no place.
        public init() {}
    }

    /// Writes a PNG or a JPEG, by the name's ending: whole, or not at all.
    ///
    /// The file is written beside its place under a temporary name, synced to the disk and renamed. A JPEG has no
    /// transparency; the picture is laid on white.
    /// - Throws: `PictureError`.
    public func write(to path: String, options: WritingOptions = WritingOptions()) throws {
        try AtomicFile.write(try encoded(as: PictureFormat(ofName: path), options: options, path: path), to: path)
    }

    /// The bytes of a file; `path` is for messages.
    /// - Throws: `PictureError`.
    public func encoded(as format: PictureFormat, options: WritingOptions = WritingOptions(), path: String) throws
        -> Data
    {
        var file = codec_bytes()
        var message = [CChar](repeating: 0, count: Int(codec_message_size))
        let bits = format == .png && (options.bits ?? metadata.depth) == 16 ? 16 : 8
        let (width, height) = (Int32(width), Int32(height))
        let curves = profile.flatMap { WorkingCurves($0) }
        let rows = Rows { first, count, samples in
            fill(
                samples, rows: first..<first + count, outOf: bits == 16 ? 65535 : 255, withAlpha: format == .png,
                curves)
        }
        let status = withExtendedLifetime(rows) {
            withOptions(options) { codecOptions in
                switch format {
                case .png:
                    codec_encode_png(
                        rows.codec, width, height, alpha == nil ? 3 : 4, Int32(bits), codecOptions, &file, &message)
                case .jpeg:
                    codec_encode_jpeg(rows.codec, width, height, codecOptions, &file, &message)
                }
            }
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

    /// What is written of the EXIF block; none of one that cannot be read.
    private func exif(keepingPlace: Bool) -> [UInt8] {
        guard let exif = metadata.exif else { return [] }
        var reduced = codec_bytes()
        guard codec_reduce_exif(exif, exif.count, keepingPlace, &reduced) == codec_ok else { return [] }
        defer { free(reduced.data) }
        return Array(UnsafeBufferPointer(start: reduced.data, count: reduced.size))
    }

    private func withOptions<Result>(_ options: WritingOptions, _ body: (codec_options) -> Result) -> Result {
        let strings = options.texts.map { (strdup($0.keyword), strdup($0.text)) }
        defer {
            for (keyword, text) in strings {
                free(keyword)
                free(text)
            }
        }
        let texts = strings.map { codec_text(keyword: $0.0, text: $0.1) }
        let exif = exif(keepingPlace: options.keepsPlace)
        return texts.withUnsafeBufferPointer { texts in
            exif.withUnsafeBufferPointer { exif in
                (profile ?? []).withUnsafeBufferPointer { profile in
                    body(
                        codec_options(
                            profile: profile.baseAddress, profile_size: profile.count, exif: exif.baseAddress,
                            exif_size: exif.count, texts: texts.baseAddress, text_count: Int32(texts.count),
                            quality: Int32(options.jpegQuality)))
                }
            }
        }
    }
}

/// Where an encoder gets a picture's samples from, some rows at a time.
private final class Rows {
    private let fill: (_ first: Int, _ count: Int, UnsafeMutablePointer<UInt16>) -> Void

    init(_ fill: @escaping (_ first: Int, _ count: Int, UnsafeMutablePointer<UInt16>) -> Void) { self.fill = fill }

    /// For as long as this lives.
    var codec: codec_rows {
        codec_rows(context: Unmanaged.passUnretained(self).toOpaque()) { context, first, count, samples in
            guard let context, let samples else { return }
            Unmanaged<Rows>.fromOpaque(context).takeUnretainedValue().fill(Int(first), Int(count), samples)
        }
    }
}
