import Dreams

/// Arithmetic of scripts: among expressions, numbers and schedules.
enum Operators {
    /// `left symbol right`; a minus sign before one value comes as `n`.
    static func combine(_ symbol: Character, _ left: LuaValue, _ right: LuaValue) throws -> HostObject {
        if symbol == "n", let operand = expression(left) { return .expression(.apply(.negate, operand)) }
        if symbol == "n", case .object(.schedule(let schedule)) = left { return .schedule(schedule.scaled(by: -1)) }
        if let schedule = schedule(symbol, left, right) { return .schedule(schedule) }
        guard let a = expression(left), let b = expression(right) else {
            throw ScriptFailure("'\(symbol)' cannot combine \(left.description) with \(right.description)")
        }
        if symbol == "^" { return .expression(try power(a, b)) }
        guard let operation = Dreams.Expression.Operator(rawValue: String(symbol)) else {
            throw ScriptFailure("'\(symbol)' is no operator of expressions")
        }
        return .expression(.combine(operation, a, b))
    }

    private static func power(_ base: Dreams.Expression, _ exponent: Dreams.Expression) throws -> Dreams.Expression {
        switch exponent {
        case .constant(2): return .apply(.square, base)
        case .constant(0.5): return .apply(.sqrt, base)
        default: throw ScriptFailure("'^' takes 2 or 0.5; for others write (k * x:log()):exp()")
        }
    }

    private static func expression(_ value: LuaValue) -> Dreams.Expression? {
        switch value {
        case .number(let number) where number.isFinite: .constant(Float(number))
        case .object(.expression(let expression)): expression
        default: nil
        }
    }

    private static func schedule(_ symbol: Character, _ left: LuaValue, _ right: LuaValue) -> Schedule? {
        switch (symbol, left, right) {
        case ("*", .object(.schedule(let schedule)), .number(let factor)),
            ("*", .number(let factor), .object(.schedule(let schedule))):
            schedule.scaled(by: Float(factor))
        case ("/", .object(.schedule(let schedule)), .number(let divisor)) where divisor != 0:
            schedule.scaled(by: Float(1 / divisor))
        default: nil
        }
    }
}
