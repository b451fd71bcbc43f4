import Operators

/// An objective taken apart along its sums: what is balanced against what.
extension Expression {
    /// One addend, with the factors before it.
    public struct Addend: Hashable, Sendable {
        /// Negative for what is subtracted; it may change while the stage runs.
        public var weight: Schedule
        /// What is weighed.
        public var expression: Expression
    }

    /// The addends: `a − 2 · (b + c)` has 1·a, −2·b and −2·c.
    public var addends: [Addend] {
        guard case .operation(let operation, let operands, _) = self else {
            return [Addend(weight: .constant(1), expression: self)]
        }
        switch (operation.rule as? Arithmetic, operands.count) {
        case (.add, 2): return operands[0].addends + operands[1].addends
        case (.subtract, 2): return operands[0].addends + operands[1].addends(times: .constant(-1))
        case (.multiply, 2):
            if let factor = operands[0].factor { return operands[1].addends(times: factor) }
            if let factor = operands[1].factor { return operands[0].addends(times: factor) }
        case (.divide, 2):
            if case .constant(let divisor) = operands[1] { return operands[0].addends(times: .constant(1 / divisor)) }
        default:
            if operation.rule is Negation { return operands[0].addends(times: .constant(-1)) }
        }
        return [Addend(weight: .constant(1), expression: self)]
    }

    /// The number that it is at every moment, if it is one.
    private var factor: Schedule? {
        switch self {
        case .constant(let value): .constant(value)
        case .schedule(let schedule): schedule
        default: nil
        }
    }

    private func addends(times factor: Schedule) -> [Addend] {
        addends.map { Addend(weight: $0.weight.multiplied(by: factor), expression: $0.expression) }
    }
}

extension Schedule {
    /// The product, as simple as it can be said.
    public func multiplied(by other: Schedule) -> Schedule {
        switch (self, other) {
        case (.constant(let factor), _): other.scaled(by: factor)
        case (_, .constant(let factor)): scaled(by: factor)
        default: .product(self, other)
        }
    }
}
