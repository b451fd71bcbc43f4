import CodecBridge
import Foundation

/// TIFF and BigTIFF, through libtiff: whole numbers of 1 to 16 and of 32 bits, floats, palettes, inks, strips and tiles; written with 8 or 16
/// bits; texts are XMP. Of several pages the first is read that is no small copy of another.
struct TIFFCodec: PictureCodec {
    let id = "tiff"
    let name = "TIFF"
    let endings = ["tif", "tiff"]
    let mediaType = "image/tiff"
    let isShownByBrowsers = false
    var open: Opening { codec_open_tiff }
    var encoder: (any PictureEncoder)? { TIFFEncoder() }

    /// Of either order of bytes, TIFF (42) and BigTIFF (43).
    func isKind(of data: Data) -> Bool {
        [[0x49, 0x49, 42, 0], [0x4D, 0x4D, 0, 42], [0x49, 0x49, 43, 0], [0x4D, 0x4D, 0, 43]].contains {
            data.starts(with: $0)
        }
    }

    func readText(
        _ keyword: String, _ bytes: UnsafePointer<UInt8>?, _ size: Int, most: Int, _ text: inout codec_bytes,
        _ message: inout [CChar]
    ) -> codec_status {
        XMPPacket.readText(keyword, of: codec_read_tiff_xmp, bytes, size, most: most, &text, &message)
    }
}

private struct TIFFEncoder: PictureEncoder {
    let depths = [8, 16]
    let takesXMP = true

    func encode(
        _ rows: codec_rows, _ shape: EncodedShape, _ options: codec_options, _ file: inout codec_bytes,
        _ message: inout [CChar]
    ) -> codec_status {
        codec_encode_tiff(
            rows, shape.width, shape.height, shape.channels, shape.bits, options, &file, &message)
    }
}
