import CodecBridge
import Foundation

/// A kind of picture file, and all that is known of it: a file a kind, and a line in `PictureCodecs.all`.
///
/// What stands above never names kinds: it asks for the format of some bytes or of a name, and the format for what it takes.
protocol PictureCodec: Sendable {
    /// In files of ours: `png`.
    var id: String { get }
    /// For people: `PNG`.
    var name: String { get }
    /// How names end, without the point, the usual one first.
    var endings: [String] { get }
    /// As HTTP names it: `image/png`.
    var mediaType: String { get }
    /// Whether browsers show it.
    var isShownByBrowsers: Bool { get }
    /// Its library, and the Debian package that has it, where the program starts without it.
    var library: (name: String, package: String)? { get }
    /// Whether a file is of this kind, by its first bytes.
    func isKind(of data: Data) -> Bool
    /// Opens a file.
    var open: Opening { get }
    /// Reads the text of a keyword that stands beside the pixels.
    func readText(
        _ keyword: String, _ bytes: UnsafePointer<UInt8>?, _ size: Int, most: Int, _ text: inout codec_bytes,
        _ message: inout [CChar]
    ) -> codec_status
    /// Nil for what is only read.
    var encoder: (any PictureEncoder)? { get }
}

/// A kind of picture file that is written, too.
protocol PictureEncoder: Sendable {
    /// Bits a sample, the fewest first: of 8 and 16 the picture's own are taken; 32 are floats, amounts of light.
    var depths: [Int] { get }
    /// Whether it has an alpha channel; else a picture is laid on white.
    var hasTransparency: Bool { get }
    /// Whether its texts are a packet of XMP.
    var takesXMP: Bool { get }
    /// Whether it can be written with loss, to a quality.
    var takesQuality: Bool { get }
    /// The quality that is taken where nobody says; 0 for no loss.
    var usualQuality: Int { get }
    /// In pixels.
    var longestSide: Int { get }
    /// About what a pixel of a dream takes in the file, in bytes.
    func fileBytes(bits: Int, channels: Int) -> Float
    /// About what is held for a pixel beside the picture until the file is written, the file included, in bytes.
    func heldBytes(bits: Int, channels: Int) -> Float
    /// Encodes rows of 3 or 4 channels.
    func encode(
        _ rows: codec_rows, _ shape: EncodedShape, _ options: codec_options, _ file: inout codec_bytes,
        _ message: inout [CChar]
    ) -> codec_status
}

/// What is encoded: pixels, and bits a sample.
struct EncodedShape {
    let width: Int32
    let height: Int32
    let channels: Int32
    let bits: Int32
}

/// How a file is opened: the bytes, how many they are, the limits, and what comes of it.
typealias Opening = (
    UnsafePointer<UInt8>?, Int, codec_limits, UnsafeMutablePointer<codec_header>?, UnsafeMutablePointer<codec_status>?
) -> OpaquePointer?

extension PictureCodec {
    var isShownByBrowsers: Bool { true }
    var library: (name: String, package: String)? { nil }
    var encoder: (any PictureEncoder)? { nil }
}

extension PictureEncoder {
    var hasTransparency: Bool { true }
    var takesXMP: Bool { false }
    var takesQuality: Bool { false }
    var usualQuality: Int { 0 }
    var longestSide: Int { 65500 }

    /// Noise that no coder makes smaller.
    func fileBytes(bits: Int, channels: Int) -> Float { Float(bits / 8 * channels) }

    /// The file, and a little.
    func heldBytes(bits: Int, channels: Int) -> Float { (Float(bits / 8) + 0.05) * Float(channels) }

    /// The bits that are written of those that are wanted.
    func bits(for wanted: Int) -> Int { depths.last { $0 <= wanted } ?? depths[0] }
}

/// Every kind of picture file.
enum PictureCodecs {
    static let all: [any PictureCodec] = [
        PNGCodec(), JPEGCodec(), WebPCodec(), TIFFCodec(), HEIFCodec.heic, HEIFCodec.avif, EXRCodec(),
    ]

    static func codec(_ id: String) -> (any PictureCodec)? { all.first { $0.id == id } }
}
