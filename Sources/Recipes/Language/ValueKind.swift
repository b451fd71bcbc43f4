import Dreams
import Wording

/// What a value may be: what an option takes, and what a word gives.
indirect enum ValueKind: Sendable {
    case number(ClosedRange<Double>)
    case integer(ClosedRange<Int>)
    case boolean
    /// A text of at most so many bytes.
    case text(most: Int)
    case choice([String])
    /// The name or the number of a class.
    case className
    /// A scalar expression.
    case objective
    /// Any expression.
    case tensor
    /// A number, a schedule, or a function of progress, which is sampled; every number of it lies in the range.
    case schedule(ClosedRange<Double>)
    case object(ObjectKind)
    /// A list of stages, with holes where a condition failed.
    case stages
    /// A table with options of its own.
    case options([Option])
    /// A table of names, each with one of these.
    case names(ValueKind)
    case list(ValueKind, count: ClosedRange<Int>)
    case either([ValueKind])
    case function
    case anything
}

extension ValueKind {
    /// For help and messages: `a number 0…255`.
    var description: String {
        switch self {
        case .number(let range):
            "a number \(LuaValue.text(of: range.lowerBound))…\(LuaValue.text(of: range.upperBound))"
        case .integer(let range): "a whole number \(range.lowerBound)…\(range.upperBound)"
        case .boolean: "true or false"
        case .text: "a text"
        case .choice(let choices): Phrases.choices(choices.map { "\"\($0)\"" }, limit: 20)
        case .className: "the name or the number of a class"
        case .objective: "an objective, such as net.fire8:energy()"
        case .tensor: "a tensor expression, such as net.fire8"
        case .schedule(Schedule.scriptBounds): "a number, a schedule such as r.ease(2, 1), or a function of progress"
        case .schedule(let range):
            "\(ValueKind.number(range).description), a schedule of such, or a function of progress"
        case .object(let kind): "\(kind.noun), such as \(kind.example)"
        case .stages: "a list of stages"
        case .options(let options): "a table { \(options.map { $0.name + " = …" }.joined(separator: ", ")) }"
        case .names(let kind): "a table of names, each \(kind.description)"
        case .list(let kind, let count):
            "a list of \(count.lowerBound)…\(count.upperBound) values, each \(kind.description)"
        case .either(let kinds): kinds.map(\.description).joined(separator: ", or ")
        case .function: "a function"
        case .anything: "a value"
        }
    }

    /// In one or two words, for what a word gives.
    var noun: String {
        switch self {
        case .objective: "an objective"
        case .tensor: "a tensor expression"
        case .schedule: "a schedule"
        case .object(let kind): kind.noun
        case .list(let kind, _): "a list, each \(kind.noun)"
        default: description
        }
    }
}

extension ValueKind {
    /// Of several kinds the first, which is the usual one; else itself.
    var usual: ValueKind { if case .either(let kinds) = self { kinds.first ?? self } else { self } }

    static let mask = ValueKind.object(.mask)
    static let canvas = ValueKind.object(.canvas)
    static let stage = ValueKind.object(.stage)
    static let picture = ValueKind.object(.picture)
    static let colour = ValueKind.object(.colour)
    static let declaration = ValueKind.object(.declaration)
    /// A tensor expression, or a number that goes with every element of another.
    static let operand = ValueKind.either([.tensor, .number(-1e9...1e9)])
    static let anySchedule = ValueKind.schedule(Schedule.scriptBounds)
    static let fraction = ValueKind.number(0...1)
}
