/// What becomes of a number that moves along a slope, and of what is remembered of it, instruction by instruction: a backend goes through
/// all numbers of a tensor with it, in one pass.
///
///     // x ← x + s·v, v ← μ·v + g
///     let chain = ElementChain(remembered: 1, within: 0...255) { x, g, v, _ in
///         v = 0.9 * v + g
///         x = x + 3 * v
///     }
public struct ElementChain: Hashable, Sendable {
    /// What an instruction does with two registers, or with one.
    public enum Operation: UInt32, Sendable {
        case add = 1, multiply, divide, least, greatest, squareRoot, signum
    }

    /// Registers are counted: the number, its slope and the two that may be remembered; what instructions make, in order; and from
    /// `firstConstant` on the constants.
    public struct Instruction: Hashable, Sendable {
        /// What is done.
        public let operation: Operation
        /// The register that it reads.
        public let first: Int
        /// The other one; of an operation that takes one number it is the same.
        public let second: Int
    }

    /// How many numbers are remembered of each: 0 to 2.
    public let remembered: Int
    /// At most `mostInstructions`.
    public let instructions: [Instruction]
    /// Numbers that may be others at every run.
    public let constants: [Float]
    /// The registers in which the number ends, and what is remembered.
    public let results: [Int]

    static let mostInstructions = 24
    static let firstConstant = 64

    /// Notes what is done.
    /// - Parameter bounds: where the number stays, where it has bounds.
    public init(
        remembered: Int, within bounds: ClosedRange<Float>?,
        _ body: (_ x: inout ChainNumber, _ slope: ChainNumber, _ first: inout ChainNumber, _ second: inout ChainNumber)
            -> Void
    ) {
        let recorder = ChainRecorder()
        func register(_ index: Int) -> ChainNumber { ChainNumber(recorder: recorder, register: index) }
        var (x, first, second) = (register(0), register(2), register(3))
        body(&x, register(1), &first, &second)
        if let bounds {
            x = recorder.made(.greatest, x.register, recorder.constant(bounds.lowerBound))
            x = recorder.made(.least, x.register, recorder.constant(bounds.upperBound))
        }
        self.remembered = remembered
        (instructions, constants) = (recorder.instructions, recorder.constants)
        results = [x.register, first.register, second.register]
        precondition(instructions.count <= ElementChain.mostInstructions, "a chain of \(instructions.count)")
    }

    /// Whether only constants differ, so that what was made of one serves the other.
    func isLike(_ other: ElementChain) -> Bool {
        remembered == other.remembered && instructions == other.instructions && results == other.results
            && constants.count == other.constants.count
    }
}

/// A number of which it is noted what it is made of.
public struct ChainNumber {
    fileprivate let recorder: ChainRecorder
    fileprivate let register: Int
}

extension ChainNumber {
    /// a + b
    public static func + (a: ChainNumber, b: ChainNumber) -> ChainNumber {
        a.recorder.made(.add, a.register, b.register)
    }

    /// a + b, which is a constant
    public static func + (a: ChainNumber, b: Float) -> ChainNumber {
        a.recorder.made(.add, a.register, a.recorder.constant(b))
    }

    /// a·b
    public static func * (a: ChainNumber, b: ChainNumber) -> ChainNumber {
        a.recorder.made(.multiply, a.register, b.register)
    }

    /// a·b, of which a is a constant
    public static func * (a: Float, b: ChainNumber) -> ChainNumber {
        b.recorder.made(.multiply, b.recorder.constant(a), b.register)
    }

    /// a ÷ b
    public static func / (a: ChainNumber, b: ChainNumber) -> ChainNumber {
        a.recorder.made(.divide, a.register, b.register)
    }

    /// a ÷ b, which is a constant
    public static func / (a: ChainNumber, b: Float) -> ChainNumber {
        a.recorder.made(.divide, a.register, a.recorder.constant(b))
    }

    /// √x
    public func squareRoot() -> ChainNumber { recorder.made(.squareRoot, register, register) }

    /// 1 above zero, −1 below it, and 0.
    public var signum: ChainNumber { recorder.made(.signum, register, register) }
}

/// What has been done so far.
private final class ChainRecorder {
    var instructions: [ElementChain.Instruction] = []
    var constants: [Float] = []

    func made(_ operation: ElementChain.Operation, _ a: Int, _ b: Int) -> ChainNumber {
        instructions.append(ElementChain.Instruction(operation: operation, first: a, second: b))
        return ChainNumber(recorder: self, register: 3 + instructions.count)
    }

    func constant(_ value: Float) -> Int {
        constants.append(value)
        return ElementChain.firstConstant + constants.count - 1
    }
}
