import CodecBridge
import Foundation

/// OpenEXR, through its C library: floats that are amounts of light. What is brighter than white is cut off on the way in; texts are attributes.
struct EXRCodec: PictureCodec {
    let id = "exr"
    let name = "OpenEXR"
    let endings = ["exr"]
    let mediaType = "image/x-exr"
    let isShownByBrowsers = false
    var open: Opening { codec_open_exr }
    var encoder: (any PictureEncoder)? { EXREncoder() }

    func isKind(of data: Data) -> Bool { data.starts(with: [0x76, 0x2F, 0x31, 0x01]) }

    func readText(
        _ keyword: String, _ bytes: UnsafePointer<UInt8>?, _ size: Int, most: Int, _ text: inout codec_bytes,
        _ message: inout [CChar]
    ) -> codec_status { codec_read_exr_text(bytes, size, keyword, most, &text, &message) }
}

private struct EXREncoder: PictureEncoder {
    let depths = [32]

    func encode(
        _ rows: codec_rows, _ shape: EncodedShape, _ options: codec_options, _ file: inout codec_bytes,
        _ message: inout [CChar]
    ) -> codec_status { codec_encode_exr(rows, shape.width, shape.height, shape.channels, options, &file, &message) }
}
