import CodecBridge
public import Foundation

/// Texts that picture files carry beside their pixels, by keyword: iTXt chunks of a PNG, comments of a JPEG, attributes of an OpenEXR file,
/// properties of the XMP of all others.
public enum PictureText {
    /// The text of a keyword; nil when the file carries none, or is no picture.
    ///
    /// Only the file's metadata is read: of a PNG what stands before the pixels and behind them, of a JPEG what precedes them. A JPEG's comment holds 65 KB, so that a longer text
    /// comes in several, which are joined. `path` is for messages.
    /// - Parameter most: the longest text, in bytes, that is taken.
    /// - Throws: `PictureError.damaged` for a damaged file or a longer text.
    public static func read(_ keyword: String, from data: Data, most: Int, path: String) throws -> String? {
        var text = codec_bytes()
        var message = [CChar](repeating: 0, count: Int(codec_message_size))
        let status = data.withUnsafeBytes { bytes in
            let first = bytes.bindMemory(to: UInt8.self).baseAddress
            return PictureFormat(of: data)?.codec.readText(
                keyword, first, bytes.count, most: most, &text, &message) ?? codec_ok
        }
        defer { free(text.data) }
        guard status == codec_ok else {
            throw PictureError.damaged(path: path, reason: PictureError.text(of: message, status))
        }
        guard let first = text.data else { return nil }
        guard let string = String(validating: UnsafeBufferPointer(start: first, count: text.size), as: UTF8.self) else {
            throw PictureError.damaged(path: path, reason: "its text '\(keyword)' is no UTF-8")
        }
        return string
    }
}
