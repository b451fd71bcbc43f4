import Dreams
import Operators

/// Arithmetic of scripts: among expressions, schedules, masks and numbers.
enum Operators {
    /// `left symbol right`; a minus sign before one value comes as `n`.
    static func combine(_ symbol: Character, _ left: LuaValue, _ right: LuaValue) throws -> HostObject {
        let result = symbol == "n" ? negated(left) : try combined(symbol, left, right)
        guard let result else { throw ScriptFailure(refusal(symbol, left, right)) }
        return result
    }

    /// Why it cannot be done: `<` stands for every comparison, `.` for `..`, `\` for `//`, `(` for a call.
    private static func refusal(_ symbol: Character, _ left: LuaValue, _ right: LuaValue) -> String {
        switch symbol {
        case "n": "'-' cannot stand before \(left.description)"
        case "<":
            "\(left.description) cannot be compared with \(right.description): "
                + "a preset only writes down what is reckoned when it is rendered"
        case ".":
            "'..' joins texts, not \(left.description) and \(right.description); tostring(…) gives the text of a value"
        case "(": "\(left.description) is no function; what it can do is called with a colon, as in net.fire8:energy()"
        case "#": "'#' counts lists, not \(left.description)"
        case "\\": "'//' cannot combine \(left.description) with \(right.description)"
        default: "'\(symbol)' cannot combine \(left.description) with \(right.description)"
        }
    }

    private static func negated(_ value: LuaValue) -> HostObject? {
        switch value {
        case .object(.expression(let expression)): .expression(-expression)
        case .object(.schedule(let schedule)): .schedule(schedule.scaled(by: -1))
        default: nil
        }
    }

    private static func combined(_ symbol: Character, _ left: LuaValue, _ right: LuaValue) throws -> HostObject? {
        if let mask = mask(symbol, left, right) { return .mask(mask) }
        if let a = schedule(left), let b = schedule(right), let result = schedules(symbol, a, b) {
            return .schedule(result)
        }
        switch (symbol, left, right) {
        case ("*", .object(.expression(let x)), .object(.mask(let mask))),
            ("*", .object(.mask(let mask)), .object(.expression(let x))):
            return .expression(x.masked(by: mask))
        default: break
        }
        guard let a = expression(left), let b = expression(right) else { return nil }
        if symbol == "^" {
            guard case .constant(let exponent) = b else {
                throw ScriptFailure("'^' takes a number for its exponent, not \(right.description)")
            }
            return .expression(power(a, exponent))
        }
        return Arithmetic.allCases.first { $0.symbol == String(symbol) }.map { .expression(a.combined($0, with: b)) }
    }

    private static func power(_ base: Dreams.Expression, _ exponent: Float) -> Dreams.Expression {
        switch exponent {
        case 1: base
        case 2: base.square()
        case 0.5: base.apply(.sqrt)
        default: base.power(exponent)
        }
    }

    private static func expression(_ value: LuaValue) -> Dreams.Expression? {
        switch value {
        case .number(let number) where Float(number).isFinite: .constant(Float(number))
        case .object(.expression(let expression)): expression
        case .object(.schedule(let schedule)): .schedule(schedule)
        default: nil
        }
    }

    private static func schedule(_ value: LuaValue) -> Schedule? {
        switch value {
        case .number(let number) where Schedule.scriptBounds.contains(number): .constant(Float(number))
        case .object(.schedule(let schedule)): schedule
        default: nil
        }
    }

    private static func schedules(_ symbol: Character, _ a: Schedule, _ b: Schedule) -> Schedule? {
        switch (symbol, b) {
        case ("*", _): a.multiplied(by: b)
        case ("/", .constant(let divisor)) where divisor != 0: a.scaled(by: 1 / divisor)
        case ("+", _): .sum(a, b)
        case ("-", _): .sum(a, b.scaled(by: -1))
        default: nil
        }
    }

    /// Both, either, the rest; a number weakens.
    private static func mask(_ symbol: Character, _ left: LuaValue, _ right: LuaValue) -> Mask? {
        switch (symbol, left, right) {
        case ("*", .object(.mask(let a)), .object(.mask(let b))): .product(a, b)
        case ("+", .object(.mask(let a)), .object(.mask(let b))): .union(a, b)
        case ("-", .object(.mask(let a)), .object(.mask(let b))): .product(a, .inverse(b))
        case ("-", .number(1), .object(.mask(let mask))): .inverse(mask)
        case ("*", .object(.mask(let mask)), .number(let factor)),
            ("*", .number(let factor), .object(.mask(let mask))):
            (0...1).contains(factor) ? .product(mask, .constant(Float(factor))) : nil
        default: nil
        }
    }
}
