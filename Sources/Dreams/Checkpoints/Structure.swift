import Foundation
import Networks

/// What a value is made of, down to its numbers' bits, as a digest that is the same in every process: by it a state knows the stages that made it.
///
/// Where something was written makes no difference, so that a line that is added to a preset changes none of its stages.
enum Structure {
    /// The first 16 hexadecimal digits of the SHA-256 of the value's structure.
    static func digest(_ values: Any...) -> String {
        var text = ""
        for value in values { write(value, to: &text) }
        return String(Data(text.utf8).sha256.prefix(16))
    }

    private static func write(_ value: Any, to text: inout String) {
        switch value {
        case is SourceLine, is SourceLine?, is Origin: return
        case let number as Float: text += "f\(number.bitPattern) "
        case let number as Double: text += "d\(number.bitPattern) "
        case let string as String: text += "s\(string.utf8.count) \(string) "
        default: writeParts(of: value, to: &text)
        }
    }

    private static func writeParts(of value: Any, to text: inout String) {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .collection, .struct, .class, .tuple, .optional:
            text += "(\(type(of: value)) "
            for part in mirror.children { write(part.value, to: &text) }
        case .set, .dictionary:
            // In whatever order they come.
            text += "(\(type(of: value)) "
            let parts = mirror.children.map { part in
                var text = ""
                write(part.value, to: &text)
                return text
            }
            text += parts.sorted().joined()
        case .enum:
            text += "(\(type(of: value)) "
            if let part = mirror.children.first {
                text += "\(part.label ?? "") "
                write(part.value, to: &text)
            } else {
                text += "\(value)"
            }
        default:
            text += "(\(type(of: value)) \(value)"
        }
        text += ")"
    }
}
