public import Tensors

/// What a node of a graph computes, and everything that the floors above have to know of it: one operator, one file.
///
///     let relu: any Operator = .relu
///     try relu.shape([Shape(channels: 64, height: 56, width: 56)])    // 1×64×56×56
///     relu.axisMaps(of: [x], to: y)                                   // output row i is made of input row i
///
/// An operator knows its shapes, which rows and columns it reads, what its way back needs, what it costs, and, as plain loops, its
/// value and its gradient. Those loops are the meaning of it: a backend that has kernels of its own is held to them, and they to finite
/// differences; a backend that has none computes by them. Weights are part of the value; activations are `[1, C, H, W]`.
///
/// Nothing here has a default that could be forgotten. What many have in common they say once, by being a `PositionwiseOperator`, a
/// `WindowOperator` or a `WholeOperator`. Every operator stands in `Operators.all`, and the tests look that none is missing there.
public protocol Operator: Sendable {
    /// One word for tables: `conv 3×3/2`, `relu`, `concat`.
    var summary: String { get }

    /// The shape of the output.
    /// - Parameter inputs: the shapes of all inputs; a dimension of 0 has no room.
    func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape

    /// Whether the numbers of an input are read, and not only its size.
    func readsNumbers(ofInput index: Int) -> Bool

    /// Which rows and columns of each operand a region of the output is made of. Operands are the inputs whose numbers are read.
    func axisMaps(of operands: [Shape], to output: Shape) -> [AxisMap]

    /// The operator that computes a part of the output from parts of the operands.
    func part(_ part: OperatorPart) -> any Operator

    /// The numbers that `part` may have changed: parts of one operator that agree in them are the same.
    var geometry: [Int] { get }

    /// Multiply–accumulates, forward.
    func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int

    /// The bytes that weights and lists take.
    var bytes: Int { get }

    /// What `backward` reads of forward beside shapes.
    var backwardReads: BackwardReads { get }

    /// The output.
    /// - Parameter output: its shape, as `shape` has it.
    func forward(_ operands: [Tensor], to output: Shape) -> Tensor

    /// The gradient of every operand that is wanted, from the gradient `seed` of the output.
    ///
    /// - Parameters:
    ///   - operands: their numbers count only where `backwardReads` says so; so do those of `output`.
    ///   - wanted: by operand, whether anyone asks for its gradient.
    func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?]
}

extension Operator {
    /// All of them, but for operators that say otherwise.
    public func readsNumbers(ofInput index: Int) -> Bool { true }
}

/// What an operator's way back reads of forward.
public struct BackwardReads: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The operands.
    public static let operands = BackwardReads(rawValue: 1)
    /// The output.
    public static let output = BackwardReads(rawValue: 2)
}

/// Why inputs do not fit an operator.
public enum ShapeProblem: Error, Hashable, Sendable {
    /// Two shapes with a dimension that is neither equal nor 1.
    case unequal(String, String)
    /// A channel that the input does not have.
    case channel(Int, count: Int)
    /// Another problem, in words that follow "‹what is computed›".
    case other(String)
}

/// A part of an operator's output, and what it is computed from.
public struct OperatorPart: Sendable {
    /// The shapes of the whole operands.
    public let operands: [Shape]
    /// The shape of the whole output.
    public let output: Shape
    /// The positions of the output that are computed.
    public let made: Region
    /// By operand, the positions that are there.
    public let given: [Region]

    /// A part.
    public init(operands: [Shape], output: Shape, made: Region, given: [Region]) {
        self.operands = operands
        self.output = output
        self.made = made
        self.given = given
    }
}

// MARK: - What many have in common

/// Computes position by position from one operand, channels together or each by itself: a part of it is itself.
public protocol PositionwiseOperator: Operator {}

extension PositionwiseOperator {
    /// Every output is made of the operand at its place.
    public func axisMaps(of operands: [Shape], to output: Shape) -> [AxisMap] { operands.map { _ in .same } }
    /// Itself.
    public func part(_ part: OperatorPart) -> any Operator { self }
    /// None.
    public var geometry: [Int] { [] }
    /// None that count.
    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int { 0 }
}

/// What follows a layer in a network, and the layer is known by.
public protocol ActivationFunction: PositionwiseOperator {}

extension ActivationFunction {
    /// The operand's.
    public func shape(_ inputs: [Shape]) -> Shape { inputs[0] }
}

/// Sees all of its operands for each output: no part of it stands for the whole.
public protocol WholeOperator: Operator {}

extension WholeOperator {
    /// Every output is made of everything.
    public func axisMaps(of operands: [Shape], to output: Shape) -> [AxisMap] { operands.map { _ in .everything } }
    /// Itself.
    public func part(_ part: OperatorPart) -> any Operator { self }
    /// None.
    public var geometry: [Int] { [] }
    /// None that count.
    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int { 0 }
}

extension Operator {
    /// Whether it makes one layer of several.
    public var joinsBranches: Bool { self is Concatenation || self as? Arithmetic == .add }
}
