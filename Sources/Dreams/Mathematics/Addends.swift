/// An objective taken apart along its sums: what is balanced against what.
extension Expression {
    /// One addend, with the factor before it.
    public struct Addend: Hashable, Sendable {
        /// Negative for what is subtracted.
        public var weight: Float
        /// What is weighed.
        public var expression: Expression
    }

    /// The addends: `a − 2 · (b + c)` has 1·a, −2·b and −2·c.
    public var addends: [Addend] {
        switch self {
        case .combine(.add, let a, let b):
            return a.addends + b.addends
        case .combine(.subtract, let a, let b):
            return a.addends + b.addends(times: -1)
        case .combine(.multiply, .constant(let factor), let a), .combine(.multiply, let a, .constant(let factor)):
            return a.addends(times: factor)
        case .combine(.divide, let a, .constant(let divisor)):
            return a.addends(times: 1 / divisor)
        case .apply(.negate, let a):
            return a.addends(times: -1)
        default:
            return [Addend(weight: 1, expression: self)]
        }
    }

    private func addends(times factor: Float) -> [Addend] {
        addends.map { Addend(weight: $0.weight * factor, expression: $0.expression) }
    }
}
