public import Tensors

/// The one way back through operators: reverse accumulation.
///
/// A computation is a list of steps, operands before operations. Networks run through it on the reference backend, expressions of the
/// language always.
public struct Differentiation {
    /// One step: an operator over earlier steps, or, without one, something that comes from outside.
    public struct Step: Sendable {
        /// What is computed; nil for what comes from outside.
        public let operation: (any Operator)?
        /// The steps whose numbers it reads.
        public let operands: [Int]
        /// Whether it depends on something that a gradient is asked of.
        public let varies: Bool

        /// A step from its parts.
        public init(_ operation: (any Operator)?, _ operands: [Int], varies: Bool) {
            self.operation = operation
            self.operands = operands
            self.varies = varies
        }
    }

    /// By step, what it gave; nil for those that were not computed.
    public private(set) var values: [Tensor?]
    private let steps: [Step]
    /// What operators that search have found.
    private var findings: [Int: [Int]] = [:]

    /// Computes steps in order, those without a shape being left out.
    /// - Parameters:
    ///   - shapes: by step, where it is known what `Operator.shape` gives; nil for a step that is not needed.
    ///   - outside: the numbers of a step that has no operator.
    public init(_ steps: [Step], shapes: [Shape?], outside: (Int) -> Tensor) {
        self.steps = steps
        values = Array(repeating: nil, count: steps.count)
        for (index, step) in steps.enumerated() {
            guard let shape = shapes[index] else { continue }
            guard let operation = step.operation else {
                values[index] = outside(index)
                continue
            }
            let operands = operands(of: index)
            guard let searching = operation as? any SearchingOperator else {
                values[index] = operation.forward(operands, to: shape)
                continue
            }
            let (output, found) = searching.search(operands, to: shape)
            (values[index], findings[index]) = (output, found)
        }
    }

    private func operands(of step: Int) -> [Tensor] {
        steps[step].operands.map { operand in
            guard let value = values[operand] else {
                preconditionFailure("step \(operand) is computed before its readers")
            }
            return value
        }
    }

    /// ∂/∂x of Σ over steps of ⟨seed, value⟩ for every varying step x that comes from outside, where a gradient reaches it.
    public func gradients(_ seeds: [Int: Tensor]) -> [Int: Tensor] {
        var gradients = seeds
        var outside: [Int: Tensor] = [:]
        for index in steps.indices.reversed() where steps[index].varies {
            guard let output = values[index], let seed = gradients.removeValue(forKey: index) else { continue }
            guard let operation = steps[index].operation else {
                outside[index] = seed
                continue
            }
            let wanted = steps[index].operands.map { steps[$0].varies }
            let operands = operands(of: index)
            let shares =
                if let searching = operation as? any SearchingOperator, let found = findings[index] {
                    searching.backward(seed, operands, found: found, wanted: wanted)
                } else {
                    operation.backward(seed, operands, output, wanted: wanted)
                }
            for (operand, share) in zip(steps[index].operands, shares) {
                guard let share, steps[operand].varies else { continue }
                if gradients[operand]?.add(share) == nil { gradients[operand] = share }
            }
        }
        return outside
    }
}

/// An operator that searches its operands, which is dear; its way back begins at what was found, and does not look for it again.
public protocol SearchingOperator: Operator {
    /// The output, and what was found.
    func search(_ operands: [Tensor], to output: Shape) -> (output: Tensor, found: [Int])

    /// The gradient of every operand that is wanted, from the gradient of the output and what was found.
    func backward(_ seed: Tensor, _ operands: [Tensor], found: [Int], wanted: [Bool]) -> [Tensor?]
}

extension SearchingOperator {
    /// The output.
    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor { search(operands, to: output).output }

    /// The gradients, after another search.
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        backward(seed, operands, found: search(operands, to: output.shape).found, wanted: wanted)
    }
}
