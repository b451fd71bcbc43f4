import CodecBridge
import Foundation

/// Portable Network Graphics, through libpng; texts are its own.
struct PNGCodec: PictureCodec {
    let id = "png"
    let name = "PNG"
    let endings = ["png"]
    let mediaType = "image/png"
    var open: Opening { codec_open_png }
    var encoder: (any PictureEncoder)? { PNGEncoder() }

    func isKind(of data: Data) -> Bool { data.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) }

    func readText(
        _ keyword: String, _ bytes: UnsafePointer<UInt8>?, _ size: Int, most: Int, _ text: inout codec_bytes,
        _ message: inout [CChar]
    ) -> codec_status { codec_read_png_text(bytes, size, keyword, most, &text, &message) }
}

private struct PNGEncoder: PictureEncoder {
    let depths = [8, 16]

    func encode(
        _ rows: codec_rows, _ shape: EncodedShape, _ options: codec_options, _ file: inout codec_bytes,
        _ message: inout [CChar]
    ) -> codec_status {
        codec_encode_png(
            rows, shape.width, shape.height, shape.channels, shape.bits, options, &file, &message)
    }
}
