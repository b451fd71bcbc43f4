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

    /// How many tensors as large as the parameters it remembers at most, between so many steps.
    func tensorsHeld(steps: Int) -> Int

    /// How many more there are while it steps.
    var tensorsWorking: Float { get }
}

extension OptimizerWord {
    var tensorsWorking: Float { 0 }
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
    func move(_ x: inout Float, along g: Float, _ first: inout Float, _ second: inout Float)
}

extension ElementOptimizer {
    func tensorsHeld(steps: Int) -> Int { Rule.remembered }

    func step(
        _ parameters: inout [Tensor], along gradient: consuming [Tensor], size: Float,
        _ memory: inout OptimizerState.Memory
    ) {
        let rule = rule(step: memory.steps, size: size)
        if memory.tensors.isEmpty {
            memory.tensors = (0..<Rule.remembered).map { _ in parameters.map { .zeros($0.shape) } }
        }
        for index in parameters.indices {
            let slope = gradient[index]
            switch Rule.remembered {
            case 0: rule.move(&parameters[index], along: slope)
            case 1: rule.move(&parameters[index], along: slope, &memory.tensors[0][index])
            default:
                // The two lie in one array, which is written in two places at once.
                var second = exchange(&memory.tensors[1][index], with: .empty)
                rule.move(&parameters[index], along: slope, &memory.tensors[0][index], &second)
                memory.tensors[1][index] = second
            }
        }
    }
}

extension ElementRule {
    /// Of rules that remember nothing.
    fileprivate func move(_ parameter: inout Tensor, along slope: Tensor) {
        let slopes = slope.values.span
        parameter.change { i, x in
            var none: (Float, Float) = (0, 0)
            move(&x, along: slopes[i], &none.0, &none.1)
        }
    }

    /// Of rules that remember one number of each.
    fileprivate func move(_ parameter: inout Tensor, along slope: Tensor, _ first: inout Tensor) {
        let slopes = slope.values.span
        var x = parameter.values.mutableSpan
        var m = first.values.mutableSpan
        x.share { x in
            m.share { m in
                Parallel.inParts(slopes.count) { range in
                    let slopes = slopes.extracting(range)
                    x.withRun(range) { x in
                        m.withRun(range) { m in
                            var none: Float = 0
                            for i in slopes.indices { move(&x[i], along: slopes[i], &m[i], &none) }
                        }
                    }
                }
            }
        }
    }

    /// Of rules that remember two.
    fileprivate func move(
        _ parameter: inout Tensor, along slope: Tensor, _ first: inout Tensor, _ second: inout Tensor
    ) {
        let slopes = slope.values.span
        var x = parameter.values.mutableSpan
        var m = first.values.mutableSpan
        var v = second.values.mutableSpan
        x.share { x in
            m.share { m in
                v.share { v in
                    Parallel.inParts(slopes.count) { range in
                        let slopes = slopes.extracting(range)
                        x.withRun(range) { x in
                            m.withRun(range) { m in
                                v.withRun(range) { v in
                                    for i in slopes.indices { move(&x[i], along: slopes[i], &m[i], &v[i]) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
