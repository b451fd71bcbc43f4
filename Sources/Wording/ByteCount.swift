/// A number of bytes as people write it: `2GiB`, `512MiB`, `1.5G`, `800000000`.
///
/// K, M, G and T are powers of 1024 with and without `iB`; `KB`, `MB`, `GB` and `TB` are powers of 1000.
public struct ByteCount: Hashable, Sendable {
    /// The number.
    public let bytes: Int

    /// Reads one; nil when it is none.
    public init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(digits.count).trimmingPrefix(" ").lowercased()
        guard let value = Double(digits), let factor = ByteCount.factor(of: unit) else { return nil }
        guard value * factor < 0x1p62 else { return nil }
        bytes = Int(value * factor)
    }

    private static func factor(of unit: String) -> Double? {
        guard unit != "", unit != "b" else { return 1 }
        guard let letter = unit.first, let power = "kmgt".firstIndex(of: letter) else { return nil }
        let exponent = "kmgt".distance(from: "kmgt".startIndex, to: power) + 1
        switch unit.dropFirst() {
        case "", "i", "ib": return (0..<exponent).reduce(1) { value, _ in value * 1024 }
        case "b": return (0..<exponent).reduce(1) { value, _ in value * 1000 }
        default: return nil
        }
    }
}
