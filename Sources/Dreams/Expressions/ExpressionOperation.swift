import Operators
package import Tensors

/// An operator that artists write: how it is written, and whether it is one number whatever the network.
protocol WrittenOperator: Operator, Hashable {
    /// As an artist would write it, with the operands' texts.
    func text(_ operands: [String]) -> String

    /// Along which dimensions the result spreads, given that of the operands.
    func spread(_ operands: [Spread]) -> Spread
}

/// An operator as a part of an expression.
public struct ExpressionOperation: Hashable, Sendable {
    let rule: any WrittenOperator

    init(_ rule: some WrittenOperator) { self.rule = rule }

    /// Whether both are the same operator with the same settings.
    public static func == (left: ExpressionOperation, right: ExpressionOperation) -> Bool {
        left.rule.isSame(as: right.rule)
    }

    /// By the operator and its settings.
    public func hash(into hasher: inout Hasher) { rule.hash(into: &hasher) }
}

extension WrittenOperator {
    fileprivate func isSame(as other: any WrittenOperator) -> Bool { (other as? Self) == self }

    /// This operator on some expressions.
    func on(_ operands: Expression..., at place: SourceLine? = nil) -> Expression {
        .operation(ExpressionOperation(self), operands, Origin(place))
    }
}

/// What changes while a stage runs, and what lies over the canvas: expressions read it.
package struct EvaluationContext {
    /// How far the stage is.
    package var moment: Moment
    /// The weights `[1, 1, H, W]`, 0…1, of a mask, at any size; everywhere 1 where no masks are known.
    package var mask: (Mask) -> Tensor

    /// A scene; every mask is 1 everywhere where none is known.
    package init(moment: Moment = Moment(progress: 0), mask: @escaping (Mask) -> Tensor = { _ in .number(1) }) {
        self.moment = moment
        self.mask = mask
    }
}

extension Shape {
    /// One number.
    static let number = Shape(channels: 1, height: 1, width: 1)
}

extension Tensor {
    /// One number.
    static func number(_ value: Float) -> Tensor { Tensor(shape: .number, values: [value]) }
}
