import Crypto
public import Foundation

extension Data {
    /// The hash that manifests hold of their models: SHA-256 (FIPS 180-4), in lowercase hexadecimal.
    public var sha256: String {
        var digest = Digest()
        withUnsafeBytes { digest.add($0) }
        return digest.text
    }
}

/// SHA-256 of what comes piece by piece.
public struct Digest {
    /// The number of bytes of a finished one.
    public static let size = 32

    private var hash = SHA256()

    /// Of nothing, at first.
    public init() {}

    /// Goes on with more bytes.
    public mutating func add(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

    /// Of all that came, 32 bytes.
    public var bytes: [UInt8] { Array(hash.finalize()) }

    /// The same in lowercase hexadecimal.
    public var text: String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
