import Wording

/// A knob of a preset: what `--set NAME=VALUE` may turn.
public struct Parameter: Hashable, Sendable {
    /// What a parameter takes.
    public enum Kind: Hashable, Sendable {
        /// A number within a range.
        case number(default: Double, ClosedRange<Double>)
        /// A whole number within a range.
        case integer(default: Int, ClosedRange<Int>)
        /// true or false.
        case boolean(default: Bool)
        /// One of some texts.
        case choice(default: String, of: [String])
        /// The name or the number of a class of the network.
        case className(default: String)
    }

    /// As the preset calls it.
    public var name: String
    /// What it takes.
    public var kind: Kind
    /// One line by the preset's author.
    public var about: String
}

/// A parameter's value.
enum ParameterValue: Hashable, Sendable {
    case number(Double)
    case boolean(Bool)
    case text(String)
}

extension Parameter {
    /// What holds when nobody sets it.
    var fallback: ParameterValue {
        switch kind {
        case .number(let value, _): .number(value)
        case .integer(let value, _): .number(Double(value))
        case .boolean(let value): .boolean(value)
        case .choice(let value, _), .className(let value): .text(value)
        }
    }

    /// The value that a text stands for.
    /// - Throws: `PresetError.parameter` with the range or the choices.
    func value(from text: String) throws -> ParameterValue {
        func wrong(_ problem: String) -> PresetError { .parameter(name: name, value: text, problem: problem) }
        switch kind {
        case .number(_, let range):
            guard let number = Double(text), range.contains(number) else {
                throw wrong(
                    "it takes a number \(LuaValue.text(of: range.lowerBound))…\(LuaValue.text(of: range.upperBound))")
            }
            return .number(number)
        case .integer(_, let range):
            guard let number = Int(text), range.contains(number) else {
                throw wrong("it takes a whole number \(range.lowerBound)…\(range.upperBound)")
            }
            return .number(Double(number))
        case .boolean:
            guard let boolean = Bool(text) else { throw wrong("it takes true or false") }
            return .boolean(boolean)
        case .choice(_, let choices):
            guard choices.contains(text) else {
                throw wrong("it takes \(Phrases.choices(choices))" + Phrases.didYouMean(text, among: choices))
            }
            return .text(text)
        case .className:
            return .text(text)
        }
    }
}
