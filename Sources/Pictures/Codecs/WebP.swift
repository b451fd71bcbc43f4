import CodecBridge
import Foundation

/// WebP, through libwebp: read and written with loss and without, the latter where no quality is asked for; texts are XMP. Of an animation the
/// first picture is read.
struct WebPCodec: PictureCodec {
    let id = "webp"
    let name = "WebP"
    let endings = ["webp"]
    let mediaType = "image/webp"
    var open: Opening { codec_open_webp }
    var encoder: (any PictureEncoder)? { WebPEncoder() }

    func isKind(of data: Data) -> Bool {
        data.starts(with: Array("RIFF".utf8)) && data.dropFirst(8).starts(with: Array("WEBP".utf8))
    }

    func readText(
        _ keyword: String, _ bytes: UnsafePointer<UInt8>?, _ size: Int, most: Int, _ text: inout codec_bytes,
        _ message: inout [CChar]
    ) -> codec_status {
        XMPPacket.readText(keyword, of: codec_read_webp_xmp, bytes, size, most: most, &text, &message)
    }
}

private struct WebPEncoder: PictureEncoder {
    let depths = [8]
    let takesXMP = true
    let takesQuality = true
    let longestSide = Int(codec_longest_webp_side)

    /// All pixels at once, what the encoder makes of them, and the file twice, in memory that grows by doubling.
    func heldBytes(bits: Int, channels: Int) -> Float { 21 + 3 * fileBytes(bits: bits, channels: channels) }

    func encode(
        _ rows: codec_rows, _ shape: EncodedShape, _ options: codec_options, _ file: inout codec_bytes,
        _ message: inout [CChar]
    ) -> codec_status { codec_encode_webp(rows, shape.width, shape.height, shape.channels, options, &file, &message) }
}
