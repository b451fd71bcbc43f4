public import Dreams

extension Colour {
    /// From `#ff8000` or `#f80`; nil when it is none.
    public init?(hexadecimal text: String) {
        let digits = text.dropFirst().compactMap { $0.isASCII ? $0.hexDigitValue : nil }
        guard text.first == "#", digits.count == text.count - 1 else { return nil }
        switch digits.count {
        case 3: self.init(digits.map { 17 * $0 })
        case 6: self.init([0, 2, 4].map { 16 * digits[$0] + digits[$0 + 1] })
        default: return nil
        }
    }

    private init(_ bytes: [Int]) {
        self.init(red: Float(bytes[0]) / 255, green: Float(bytes[1]) / 255, blue: Float(bytes[2]) / 255)
    }
}
