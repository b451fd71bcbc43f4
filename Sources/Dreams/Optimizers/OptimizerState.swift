import Engine
package import Tensors

/// An optimizer on its way: what it is, and what it remembers between steps.
package struct OptimizerState {
    private let optimizer: Optimizer
    private(set) var memory = Memory()

    /// What optimizers remember, whichever it is.
    struct Memory {
        /// How many steps were begun.
        fileprivate(set) var steps = 0
        /// Each as the parameters are.
        var tensors: [[Tensor]] = []
        var numbers: [Double] = []
    }

    /// An optimizer at rest.
    package init(_ optimizer: Optimizer) { self.optimizer = optimizer }

    /// Moves `parameters` by one step of length `size`.
    package mutating func step(_ parameters: inout [Tensor], along gradient: consuming [Tensor], size: Float) {
        memory.steps += 1
        optimizer.word.step(&parameters, along: gradient, size: size, &memory)
    }

    /// Moves a parameter by one step along a direction that is not finished yet, within bounds, where there are any.
    package mutating func step(
        _ parameter: inout Tensor, along direction: consuming Direction, within bounds: ClosedRange<Float>?, size: Float
    ) {
        memory.steps += 1
        optimizer.word.step(&parameter, along: direction, within: bounds, size: size, &memory)
    }

    /// What the next steps do to every number, by the step; nil where an optimizer does not treat each by itself.
    /// - Parameter ahead: how many steps lie between.
    func chain(ahead: Int, size: Float, within bounds: ClosedRange<Float>?) -> ElementChain? {
        optimizer.word.chain(step: memory.steps + ahead + 1, size: size, within: bounds)
    }

    /// What it remembers of its one parameter, of which nothing is known before the first step.
    func remembered(_ count: Int, of parameter: Shape) -> [Tensor] {
        memory.tensors.isEmpty ? (0..<count).map { _ in .zeros(parameter) } : memory.tensors.map { $0[0] }
    }

    /// Takes what somebody else remembered, after so many more steps.
    mutating func go(on steps: Int, remembering tensors: [Tensor]) {
        memory.steps += steps
        memory.tensors = tensors.map { [$0] }
    }

    /// Writes what it remembers.
    func store(in state: inout RenderState) {
        state.put(memory.steps)
        state.put(memory.tensors.count)
        for tensors in memory.tensors { state.put(tensors) }
        state.put(memory.numbers.count)
        for number in memory.numbers { state.put(number) }
    }

    /// Reads it again, for parameters of these shapes.
    /// - Throws: `CheckpointError.inconsistent`.
    mutating func restore(from state: inout StateReader, for shapes: [Shape]) throws {
        memory.steps = try state.integer(in: 0...Int.max)
        memory.tensors = try (0..<(try state.integer(in: 0...OptimizerState.most))).map { _ in
            try state.tensors(shapes)
        }
        memory.numbers = try (0..<(try state.integer(in: 0...OptimizerState.most))).map { _ in try state.double() }
    }

    /// More than any optimizer remembers.
    private static let most = 10_000
}
