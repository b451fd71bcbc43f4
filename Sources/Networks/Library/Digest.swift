import Crypto
public import Foundation

extension Data {
    /// The hash that manifests hold of their models: SHA-256 (FIPS 180-4), in lowercase hexadecimal.
    public var sha256: String {
        SHA256.hash(data: self).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
