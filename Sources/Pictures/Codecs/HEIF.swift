import CodecBridge
import Foundation

/// Photos of phones, HEIC and AVIF, through libheif, which is opened when the first of them is read; they are not written. Texts are XMP.
struct HEIFCodec: PictureCodec {
    let id: String
    let name: String
    let endings: [String]
    let mediaType: String
    let isShownByBrowsers: Bool
    private let brands: Set<String>

    static let heic = HEIFCodec(
        id: "heic", name: "HEIC", endings: ["heic", "heif", "hif"], mediaType: "image/heic", isShownByBrowsers: false,
        brands: ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"])
    static let avif = HEIFCodec(
        id: "avif", name: "AVIF", endings: ["avif"], mediaType: "image/avif", isShownByBrowsers: true,
        brands: ["avif", "avis"])

    var library: (name: String, package: String)? { ("libheif", "libheif1") }
    var open: Opening { codec_open_heif }

    /// By the brand, and where it is a common one by those that it is compatible with (ISO/IEC 14496-12, section 4.3). A film that says that
    /// it has a photo in it is a film.
    func isKind(of data: Data) -> Bool {
        let head = [UInt8](data.prefix(256))
        guard head.count >= 12, head[4..<8].elementsEqual("ftyp".utf8) else { return false }
        let size = min(head.count, head[..<4].reduce(0) { $0 << 8 | Int($1) })
        func brand(at place: Int) -> String { String(decoding: head[place..<place + 4], as: UTF8.self) }
        let major = brand(at: 8)
        guard ["mif1", "msf1"].contains(major) else { return brands.contains(major) }
        let isAVIF = stride(from: 16, to: size - 3, by: 4).contains { HEIFCodec.avif.brands.contains(brand(at: $0)) }
        return isAVIF == (id == HEIFCodec.avif.id)
    }

    func readText(
        _ keyword: String, _ bytes: UnsafePointer<UInt8>?, _ size: Int, most: Int, _ text: inout codec_bytes,
        _ message: inout [CChar]
    ) -> codec_status {
        XMPPacket.readText(keyword, of: codec_read_heif_xmp, bytes, size, most: most, &text, &message)
    }
}
