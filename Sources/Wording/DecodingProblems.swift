extension DecodingError {
    /// What is wrong with a JSON file, and at which key.
    public var sentence: String {
        switch self {
        case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' has the wrong type"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "it is not JSON"
                : "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' has a wrong value"
        @unknown default: "it cannot be decoded"
        }
    }
}
