/// A value of a script, copied out of Lua: nothing of it dangles when the state is closed, but for functions, which can
/// be called until then.
enum LuaValue: Sendable {
    case none
    case boolean(Bool)
    case number(Double)
    case string(String)
    case table(LuaTable)
    case function(LuaFunction)
    case object(HostObject)
}

/// A function of the script.
struct LuaFunction: Sendable {
    let reference: Int32
}

/// A table: what has whole numbers for keys, and what has names.
struct LuaTable: Sendable {
    /// In the order of the keys; holes are left out.
    var list: [LuaValue] = []
    /// By name.
    var fields: [String: LuaValue] = [:]
    /// How many entries had other keys.
    var strangers = 0

    /// Nothing but a list.
    var isList: Bool { fields.isEmpty && strangers == 0 }
}

extension LuaValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral
{
    init(integerLiteral value: Int) { self = .number(Double(value)) }
    init(floatLiteral value: Double) { self = .number(value) }
    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension LuaValue {
    /// Whether it is nil, or the false that `condition and value` leaves.
    var isHole: Bool {
        switch self {
        case .none, .boolean(false): true
        default: false
        }
    }

    /// For messages: `a number`, `'fast'`, `a table`.
    var description: String {
        switch self {
        case .none: "nothing"
        case .boolean(let value): "\(value)"
        case .number(let value): LuaValue.text(of: value)
        case .string(let text): "'\(text.prefix(60))'"
        case .table: "a table"
        case .function: "a function"
        case .object(let object): object.kind
        }
    }

    /// As it is written in Lua: texts in double quotes.
    var source: String {
        switch self {
        case .none: "nil"
        case .string(let text): "\"\(text)\""
        case .table(let table): "{ \(table.list.map(\.source).joined(separator: ", ")) }"
        case .object(let object): object.text
        default: description
        }
    }

    /// A number as an artist writes it: `3`, not `3.0`.
    static func text(of value: Double) -> String {
        // Processors make NaNs of either sign.
        if value.isNaN { return "nan" }
        return value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
}
