import Engine
import Tensors

/// What a step makes of a gradient: one of the words in this folder.
public struct Optimizer: WordFamily {
    let word: any OptimizerWord

    init(_ word: any OptimizerWord) { self.word = word }

    /// In the order of the reference.
    static let all: [any OptimizerWord.Type] = [
        GradientAscent.self, Momentum.self, Adam.self, Nadam.self, Lion.self, LBFGS.self,
    ]

    /// x ← x + s·ĝ
    package static let ascent = Optimizer(GradientAscent())
}

extension Optimizer {
    package static var words: [any DreamWord.Type] { all }
    package var anyWord: any DreamWord { word }
    package init?(anyWord: any DreamWord) {
        guard let word = anyWord as? any OptimizerWord else { return nil }
        self.init(word)
    }
}

/// A word that steps: up the gradient, by a step size.
///
/// It works on any number of tensors at once: a canvas, its spectrum, the bands of its pyramid.
protocol OptimizerWord: DreamWord {
    /// Moves `parameters`; `memory` is what it left there at the last step, and counts this one already.
    func step(
        _ parameters: inout [Tensor], along gradient: consuming [Tensor], size: Float,
        _ memory: inout OptimizerState.Memory)

    /// The same along a direction that is not finished yet, of parameters that stay within bounds, where there are any.
    func step(
        _ parameter: inout Tensor, along direction: consuming Direction, within bounds: ClosedRange<Float>?,
        size: Float,
        _ memory: inout OptimizerState.Memory)

    /// What a step does to every number, where it treats each by itself; nil where it does not.
    func chain(step: Int, size: Float, within bounds: ClosedRange<Float>?) -> ElementChain?

    /// How many tensors as large as the parameters it remembers at most, between so many steps.
    func tensorsHeld(steps: Int) -> Int

    /// How many more there are while it steps.
    var tensorsWorking: Float { get }
}

extension OptimizerWord {
    func chain(step: Int, size: Float, within bounds: ClosedRange<Float>?) -> ElementChain? { nil }

    var tensorsWorking: Float { 0 }

    /// A pass for each.
    func step(
        _ parameter: inout Tensor, along direction: consuming Direction, within bounds: ClosedRange<Float>?,
        size: Float,
        _ memory: inout OptimizerState.Memory
    ) {
        var parameters = [exchange(&parameter, with: .empty)]
        step(&parameters, along: [direction.finished()], size: size, &memory)
        parameter = exchange(&parameters[0], with: .empty)
        if let bounds { parameter.clamp(to: bounds) }
    }
}

// MARK: - Number by number

/// An optimizer that treats every number by itself, so that its pass can be one with those around it.
protocol ElementOptimizer: OptimizerWord {
    associatedtype Rule: ElementRule

    /// What a step of a size does; the first one is step 1.
    func rule(step: Int, size: Float) -> Rule
}

/// How one number moves at one step.
protocol ElementRule: Sendable {
    /// How many numbers are remembered of each, which are 0 at first: at most two.
    static var remembered: Int { get }

    /// - Parameter x: moves along its gradient, g.
    /// - Parameter first: what is remembered, where something is; the same of `second`.
    func move<Number: ElementNumber>(
        _ x: inout Number, along g: Number, _ first: inout Number, _ second: inout Number)
}

extension ElementOptimizer {
    func chain(step: Int, size: Float, within bounds: ClosedRange<Float>?) -> ElementChain? {
        rule(step: step, size: size).chain(within: bounds)
    }

    func tensorsHeld(steps: Int) -> Int { Rule.remembered }

    func step(
        _ parameters: inout [Tensor], along gradient: consuming [Tensor], size: Float,
        _ memory: inout OptimizerState.Memory
    ) {
        var slopes = gradient
        let pass = ElementPass(rule: rule(step: memory.steps, size: size), finish: nil, bounds: nil)
        if memory.tensors.isEmpty {
            memory.tensors = (0..<Rule.remembered).map { _ in parameters.map { .zeros($0.shape) } }
        }
        for index in parameters.indices {
            pass.run(on: &parameters[index], along: &slopes[index], index, &memory.tensors)
        }
    }

    /// One pass: what is left to be done to the direction, the step and the bounds.
    func step(
        _ parameter: inout Tensor, along direction: consuming Direction, within bounds: ClosedRange<Float>?,
        size: Float,
        _ memory: inout OptimizerState.Memory
    ) {
        let pass = ElementPass(
            rule: rule(step: memory.steps, size: size), finish: direction.isFinished ? nil : direction.pass,
            bounds: bounds)
        if memory.tensors.isEmpty {
            let shape = parameter.shape
            memory.tensors = (0..<Rule.remembered).map { _ in [.zeros(shape)] }
        }
        var moving = direction
        moving.change { pass.run(on: &parameter, along: &$0, 0, &memory.tensors) }
    }
}

/// A rule on every number of a tensor, with what is done before and after it to a piece that is in the cache.
private struct ElementPass<Rule: ElementRule>: Sendable {
    let rule: Rule
    /// What is left to be done to the gradient.
    let finish: Direction.Pass?
    /// Where numbers stay.
    let bounds: ClosedRange<Float>?

    /// - Parameter tensors: what is remembered; of each list the one at `index`.
    func run(on parameter: inout Tensor, along slope: inout Tensor, _ index: Int, _ tensors: inout [[Tensor]]) {
        switch Rule.remembered {
        case 0: move(&parameter, along: &slope)
        case 1: move(&parameter, along: &slope, &tensors[0][index])
        default:
            // The two lie in one array, which is written in two places at once.
            var second = exchange(&tensors[1][index], with: .empty)
            move(&parameter, along: &slope, &tensors[0][index], &second)
            tensors[1][index] = second
        }
    }

    /// Of rules that remember nothing.
    private func move(_ parameter: inout Tensor, along slope: inout Tensor) {
        forEachPiece(&parameter, &slope) { _, x, g in
            var none: (Float, Float) = (0, 0)
            for i in g.indices { rule.move(&x[i], along: g[i], &none.0, &none.1) }
        }
    }

    /// Of rules that remember one number of each.
    private func move(_ parameter: inout Tensor, along slope: inout Tensor, _ first: inout Tensor) {
        var m = first.values.mutableSpan
        m.share { m in
            forEachPiece(&parameter, &slope) { range, x, g in
                m.withRun(range) { m in
                    var none: Float = 0
                    for i in g.indices { rule.move(&x[i], along: g[i], &m[i], &none) }
                }
            }
        }
    }

    /// Of rules that remember two.
    private func move(
        _ parameter: inout Tensor, along slope: inout Tensor, _ first: inout Tensor, _ second: inout Tensor
    ) {
        var m = first.values.mutableSpan
        var v = second.values.mutableSpan
        m.share { m in
            v.share { v in
                forEachPiece(&parameter, &slope) { range, x, g in
                    m.withRun(range) { m in
                        v.withRun(range) { v in
                            for i in g.indices { rule.move(&x[i], along: g[i], &m[i], &v[i]) }
                        }
                    }
                }
            }
        }
    }

    /// Calls `body` with pieces of the parameter and of its finished gradient, and where they lie.
    @inline(__always)
    private func forEachPiece(
        _ parameter: inout Tensor, _ slope: inout Tensor,
        _ body: @Sendable (Range<Int>, inout MutableSpan<Float>, inout MutableSpan<Float>) -> Void
    ) {
        let count = slope.values.count
        precondition(count == parameter.values.count, "a gradient of \(slope.shape) for \(parameter.shape)")
        var x = parameter.values.mutableSpan
        var g = slope.values.mutableSpan
        x.share { x in
            g.share { g in
                Parallel.inPieces(count) { range in
                    g.withRun(range) { g in
                        finish?.finish(&g, at: range.lowerBound)
                        x.withRun(range) { x in
                            body(range, &x, &g)
                            guard let bounds else { return }
                            for i in x.indices { x[i] = min(max(x[i], bounds.lowerBound), bounds.upperBound) }
                        }
                    }
                }
            }
        }
    }
}
