public import Foundation

extension Encodable {
    /// As JSON for other programs and for people: lines, keys in order.
    public func jsonLines() throws -> String {
        String(decoding: try encoder([.prettyPrinted]).encode(self), as: UTF8.self)
    }

    /// As JSON on its way: one line, keys in order. Numbers that are none are texts: `"nan"`.
    public func jsonLine() throws -> Data { try encoder([]).encode(self) }

    private func encoder(_ more: JSONEncoder.OutputFormatting) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = more.union([.sortedKeys, .withoutEscapingSlashes])
        encoder.dateEncodingStrategy = .iso8601
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return encoder
    }
}
