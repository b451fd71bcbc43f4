package import Tensors

/// One operation of the expression language: its shapes, its value and its gradient stand together in one file.
///
/// Arrays are `[1, C, H, W]`; a number is `[1, 1, 1, 1]`.
protocol TensorOperation: Hashable, Sendable {
    /// As an artist would write it, with the operands' texts.
    func text(_ operands: [String]) -> String

    /// Along which dimensions the result spreads, given that of the operands.
    func spread(_ operands: [Spread]) -> Spread

    /// The shape of the result, given those of the operands.
    func shape(_ operands: [Shape]) throws(ShapeProblem) -> Shape

    /// The value.
    func forward(_ inputs: [Tensor], _ scene: Scene) -> Tensor

    /// The gradient of every operand that wants one, from the gradient of the value.
    ///
    /// - Parameter wanted: which operands depend on the canvas.
    func backward(
        _ seed: Tensor, _ inputs: [Tensor], _ output: Tensor, wanted: [Bool], _ scene: Scene
    ) -> [Tensor?]
}

/// An operation that finds places in its operands, which is dear; its way back begins there, and does not look for them again.
protocol PlacingOperation: TensorOperation {
    /// The value, and the places.
    func find(_ inputs: [Tensor], _ scene: Scene) -> (value: Tensor, places: [Int])

    /// The gradient of every operand that wants one, from the gradient of the value and the places.
    func backward(_ seed: Tensor, _ inputs: [Tensor], places: [Int], wanted: [Bool]) -> [Tensor?]
}

extension PlacingOperation {
    func forward(_ inputs: [Tensor], _ scene: Scene) -> Tensor { find(inputs, scene).value }

    func backward(
        _ seed: Tensor, _ inputs: [Tensor], _ output: Tensor, wanted: [Bool], _ scene: Scene
    ) -> [Tensor?] {
        backward(seed, inputs, places: find(inputs, scene).places, wanted: wanted)
    }
}

/// What operations see beside their operands.
package struct Scene {
    /// How far the stage is.
    package var moment: Moment
    /// The weights `[1, 1, H, W]`, 0…1, of a mask at a size; everywhere 1 where no masks are known.
    package var mask: (Mask, Shape) -> Tensor

    /// A scene; every mask is 1 everywhere where none is known.
    package init(
        moment: Moment = Moment(progress: 0),
        mask: @escaping (Mask, Shape) -> Tensor = { _, shape in
            Tensor(shape: Shape(channels: 1, height: shape.height, width: shape.width), repeating: 1)
        }
    ) {
        self.moment = moment
        self.mask = mask
    }
}

/// Why operands do not fit an operation.
enum ShapeProblem: Error, Hashable {
    /// Two dimensions that are neither equal nor 1.
    case unequal(String, String)
    /// A channel that the operand does not have.
    case channel(Int, count: Int)
    /// Another problem, in words that follow "‹the expression›".
    case other(String)
}

/// A tensor operation as a value.
public struct ExpressionOperation: Hashable, Sendable {
    let rule: any TensorOperation

    init(_ rule: some TensorOperation) { self.rule = rule }

    /// Whether both are the same operation with the same settings.
    public static func == (left: ExpressionOperation, right: ExpressionOperation) -> Bool {
        left.rule.isSame(as: right.rule)
    }

    /// By the operation and its settings.
    public func hash(into hasher: inout Hasher) { rule.hash(into: &hasher) }
}

extension TensorOperation {
    fileprivate func isSame(as other: any TensorOperation) -> Bool { (other as? Self) == self }

    /// This operation on some expressions.
    func on(_ operands: Expression..., at place: Place? = nil) -> Expression {
        .operation(ExpressionOperation(self), operands, Origin(place))
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
