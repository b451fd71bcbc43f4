import CodecBridge
import Foundation

/// JPEG, through libjpeg; texts are its comments.
struct JPEGCodec: PictureCodec {
    let id = "jpeg"
    let name = "JPEG"
    let endings = ["jpg", "jpeg"]
    let mediaType = "image/jpeg"
    var open: Opening { codec_open_jpeg }
    var encoder: (any PictureEncoder)? { JPEGEncoder() }

    func isKind(of data: Data) -> Bool { data.starts(with: [0xFF, 0xD8, 0xFF]) }

    func readText(
        _ keyword: String, _ bytes: UnsafePointer<UInt8>?, _ size: Int, most: Int, _ text: inout codec_bytes,
        _ message: inout [CChar]
    ) -> codec_status { codec_read_jpeg_text(bytes, size, keyword, most, &text, &message) }
}

private struct JPEGEncoder: PictureEncoder {
    let depths = [8]
    let hasTransparency = false
    let takesQuality = true
    let usualQuality = 95

    func fileBytes(bits: Int, channels: Int) -> Float { 1 }
    func heldBytes(bits: Int, channels: Int) -> Float { 2 }

    func encode(
        _ rows: codec_rows, _ shape: EncodedShape, _ options: codec_options, _ file: inout codec_bytes,
        _ message: inout [CChar]
    ) -> codec_status { codec_encode_jpeg(rows, shape.width, shape.height, options, &file, &message) }
}
