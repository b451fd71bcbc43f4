import Engine
import Operators
import Tensors

/// Operators in order, each over what was there before it, and the first over what is given: how a step is told to a backend that takes it whole.
///
///     var parts = StepParts(from: gradient.shape)
///     let size = parts.add(Reduction(.mean, over: .all), of: parts.add(.absolute, of: 0))
///     parts.add(Arithmetic.divide, of: 0, size)
package struct StepParts {
    private(set) var parts: [CanvasStep.Part] = []
    /// Of what is given, and of all parts.
    private var shapes: [Shape]

    /// - Parameter given: the shapes of what is there from the beginning, number 0 and on.
    init(from given: Shape...) { shapes = given }

    /// The number of the last part.
    var last: Int { shapes.count - 1 }

    /// The shape of a number.
    func shape(of number: Int) -> Shape { shapes[number] }

    /// Adds an operator.
    /// - Returns: its number.
    @discardableResult
    mutating func add(_ operation: any Operator, of operands: Int...) -> Int {
        guard let shape = try? operation.shape(operands.map { shapes[$0] }) else {
            preconditionFailure("\(operation.summary) does not take \(operands.map { shapes[$0] })")
        }
        parts.append(CanvasStep.Part(operation, of: operands, shape: shape))
        shapes.append(shape)
        return last
    }
}
