import Dreams
import Foundation
import Networks

/// A recipe as text: every value of it under its name, numbers to their last digit, but not the lines that it was written on.
///
/// Equal recipes have the same text in every process and on every machine, which `hashValue` does not promise; so its SHA-256
/// tells whether a preset still says what it said.
struct RecipeText {
    let text: String

    init(_ recipe: Recipe) {
        text = RecipeText.lines(recipe).joined(separator: "\n") + "\n"
    }

    var sha256: String { Data(text.utf8).sha256 }

    /// The value, its parts a step further in.
    private static func lines(_ value: Any) -> [String] {
        switch value {
        case let number as any BinaryInteger: return ["\(number)"]
        case let number as any BinaryFloatingPoint: return ["\(number)"]
        case let truth as Bool: return ["\(truth)"]
        case let text as String: return [text.debugDescription]
        default: break
        }
        let mirror = Mirror(reflecting: value)
        let parts = mirror.children.filter { !isPlace($0.value) }
        switch mirror.displayStyle {
        case .optional: return parts.first.map { lines($0.value) } ?? ["nil"]
        case .collection, .tuple: return ["["] + parts.flatMap(part) + ["]"]
        // Their order is another one in every process.
        case .set, .dictionary:
            return ["{"] + parts.map { part($0).joined(separator: "\n") }.sorted() + ["}"]
        case .enum:
            guard let payload = parts.first else { return [name(ofCase: value)] }
            return ["." + (payload.label ?? "")] + indented(lines(payload.value))
        default:
            return ["\(type(of: value))"] + parts.flatMap(part)
        }
    }

    private static func part(_ child: Mirror.Child) -> [String] {
        var lines = lines(child.value)
        if let label = child.label { lines[0] = label + ": " + lines[0] }
        return indented(lines)
    }

    private static func indented(_ lines: [String]) -> [String] { lines.map { "  " + $0 } }

    private static func isPlace(_ value: Any) -> Bool {
        value is SourceLine || value is Origin || type(of: value) == SourceLine?.self
    }

    private static func name(ofCase value: Any) -> String {
        if let raw = value as? any RawRepresentable { return ".\(raw.rawValue)" }
        return ".\(value)"
    }
}
