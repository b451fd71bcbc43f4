import DigestBridge
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
    public static let size = Int(digest_size)

    private var sum = Sum(of: digest_open())

    /// Of nothing, at first.
    public init() {}

    /// Goes on with more bytes.
    public mutating func add(_ bytes: UnsafeRawBufferPointer) {
        if !isKnownUniquelyReferenced(&sum) { sum = sum.copy() }
        sum.add(bytes)
    }

    /// Of all that came, 32 bytes.
    public var bytes: [UInt8] { sum.copy().finish() }

    /// The same in lowercase hexadecimal.
    public var text: String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

/// Owns a sum of the library's.
private final class Sum {
    private let handle: OpaquePointer

    init(of handle: OpaquePointer?) {
        guard let handle else { fatalError("no memory for a hash") }
        self.handle = handle
    }

    deinit { digest_close(handle) }

    func copy() -> Sum { withExtendedLifetime(self) { Sum(of: digest_copy(handle)) } }

    // A handle lives no longer than its sum, which may go after its last use: each call holds it.

    func add(_ bytes: UnsafeRawBufferPointer) {
        withExtendedLifetime(self) { digest_add(handle, bytes.baseAddress, bytes.count) }
    }

    func finish() -> [UInt8] {
        var result = [UInt8](repeating: 0, count: Digest.size)
        withExtendedLifetime(self) { digest_finish(handle, &result) }
        return result
    }
}
