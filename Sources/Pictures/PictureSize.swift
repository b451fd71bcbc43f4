import CodecBridge
import Files
import Foundation

extension Picture {
    /// How large the picture of a file is, upright, without decoding it: width and height in pixels; nil where its metadata do not tell.
    ///
    /// The file is mapped, and little of it is touched.
    public static func size(ofFile path: String) -> (width: Int, height: Int)? {
        guard let data = Files.map(path) else { return nil }
        var (width, height) = (Int32(0), Int32(0))
        let isTold = data.withUnsafeBytes { bytes in
            codec_upright_size(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, &width, &height)
        }
        return isTold ? (Int(width), Int(height)) : nil
    }
}
