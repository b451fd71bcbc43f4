package import Tensors

/// What an optimizer remembers between steps, and how it steps: up the gradient.
///
/// It works on any number of tensors at once: a canvas, its spectrum, the bands of its pyramid.
package struct OptimizerState {
    private let optimizer: Optimizer
    private var steps = 0
    /// Momentum, or Adam's first moments.
    private var first: [Tensor] = []
    /// Adam's second moments.
    private var second: [Tensor] = []
    private var memory: [Curvature] = []
    /// L-BFGS: the last position and its gradient.
    private var last: (position: [Tensor], gradient: [Tensor])?

    /// A remembered step of L-BFGS: s = Δx, y = −Δg, since it climbs.
    private struct Curvature {
        let s: [Tensor]
        let y: [Tensor]
        let product: Double
    }

    /// An optimizer at rest.
    package init(_ optimizer: Optimizer) { self.optimizer = optimizer }

    /// Moves `parameters` by one step of length `size`.
    package mutating func step(_ parameters: inout [Tensor], along gradient: consuming [Tensor], size: Float) {
        steps += 1
        switch optimizer {
        case .ascent:
            parameters.add(gradient, times: size)
        case .momentum(let inertia):
            if first.isEmpty {
                first = gradient
            } else {
                for i in first.indices { first[i].scale(by: inertia) }
                first.add(gradient, times: 1)
            }
            parameters.add(first, times: size)
        case .adam(let beta1, let beta2):
            adapt(&parameters, gradient, size, beta1, beta2, isNesterov: false)
        case .nadam(let beta1, let beta2):
            adapt(&parameters, gradient, size, beta1, beta2, isNesterov: true)
        case .lbfgs(let history):
            climb(&parameters, gradient, size, history)
        }
    }

    /// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², x ← x + s·m̂ ÷ (√v̂ + ε); Nesterov's m̂ looks one step ahead.
    private mutating func adapt(
        _ parameters: inout [Tensor], _ gradient: [Tensor], _ size: Float, _ beta1: Float, _ beta2: Float,
        isNesterov: Bool
    ) {
        if first.isEmpty {
            first = gradient.map { .zeros($0.shape) }
            second = first
        }
        let correction1 = 1 - power(beta1, steps)
        let correction2 = 1 - power(beta2, steps)
        let ahead = isNesterov ? 1 - power(beta1, steps + 1) : correction1
        let (fromMoment, fromGradient) = isNesterov ? (beta1 / ahead, (1 - beta1) / correction1) : (1 / correction1, 0)
        for index in parameters.indices {
            let slope = gradient[index]
            let g = slope.values.span
            first[index].change { $1 = beta1 * $1 + (1 - beta1) * g[$0] }
            second[index].change { $1 = beta2 * $1 + (1 - beta2) * g[$0] * g[$0] }
            let (moments, squares) = (first[index], second[index])
            let m = moments.values.span
            let v = squares.values.span
            parameters[index].change { i, x in
                let moment = fromMoment * m[i] + fromGradient * g[i]
                x += size * moment / ((v[i] / correction2).squareRoot() + 1e-12)
            }
        }
    }

    private func power(_ base: Float, _ exponent: Int) -> Float {
        var result: Float = 1
        for _ in 0..<exponent where result > 1e-30 { result *= base }
        return result
    }

    /// The two-loop recursion; the first step, and every one that would be longer, is cut to a mean length of `size`.
    private mutating func climb(_ parameters: inout [Tensor], _ gradient: [Tensor], _ size: Float, _ history: Int) {
        // In the memory of the last position and gradient.
        if case (var s, var y)? = exchange(&last, with: nil) {
            s.scale(by: -1)
            s.add(parameters, times: 1)
            y.add(gradient, times: -1)
            let product = s.product(with: y)
            // Only where the slope falls along the way does the step tell of a summit.
            if product > 1e-10 * y.product(with: y) { memory.append(Curvature(s: s, y: y, product: product)) }
            if memory.count > history { memory.removeFirst() }
        }
        var direction = gradient
        var factors: [Double] = []
        for step in memory.reversed() {
            let factor = step.s.product(with: direction) / step.product
            factors.append(factor)
            direction.add(step.y, times: Float(-factor))
        }
        if let newest = memory.last {
            direction.scale(by: Float(newest.product / newest.y.product(with: newest.y)))
        }
        for (step, factor) in zip(memory, factors.reversed()) {
            direction.add(step.s, times: Float(factor - step.y.product(with: direction) / step.product))
        }
        let count = direction.reduce(0) { $0 + $1.values.count }
        let length = Float(direction.reduce(0) { $0 + Sums.absolute($1.values.span) } / Double(max(count, 1)))
        last = (parameters, gradient)
        let factor = memory.isEmpty || length > size ? size / max(length, 1e-30) : 1
        parameters.add(direction, times: factor)
    }

    /// Writes what it remembers.
    func store(in state: inout RenderState) {
        state.put(steps)
        state.put(first)
        state.put(second)
        state.put(memory.count)
        for step in memory {
            state.put(step.s)
            state.put(step.y)
            state.put(step.product)
        }
        state.put(last?.position ?? [])
        state.put(last?.gradient ?? [])
    }

    /// Reads it again, for parameters of these shapes.
    mutating func restore(from state: inout StateReader, for shapes: [Shape]) throws {
        func tensors() throws -> [Tensor] {
            let tensors = try state.tensors()
            guard tensors.isEmpty || tensors.map(\.shape) == shapes else { throw CheckpointError.inconsistent }
            return tensors
        }
        steps = try state.integer(in: 0...Int.max)
        (first, second) = (try tensors(), try tensors())
        memory = try (0..<(try state.integer(in: 0...OptimizerState.longestHistory))).map { _ in
            Curvature(s: try tensors(), y: try tensors(), product: try state.double())
        }
        let (position, gradient) = (try tensors(), try tensors())
        last = position.isEmpty ? nil : (position, gradient)
    }

    private static let longestHistory = 10_000

    /// How many tensors as large as the parameters it holds at most, between so many steps.
    static func tensorsHeld(_ optimizer: Optimizer, steps: Int) -> Int {
        switch optimizer {
        case .ascent: 0
        case .momentum: 1
        case .adam, .nadam: 2
        case .lbfgs(let history): 2 * min(history, max(steps - 1, 0)) + 2
        }
    }
}

/// Tensors taken as one vector.
extension [Tensor] {
    fileprivate mutating func add(_ other: [Tensor], times factor: Float) {
        for i in indices { self[i].add(other[i], times: factor) }
    }

    fileprivate mutating func scale(by factor: Float) {
        for i in indices { self[i].scale(by: factor) }
    }

    fileprivate func product(with other: [Tensor]) -> Double {
        zip(self, other).reduce(0) { $0 + Sums.products($1.0.values.span, $1.1.values.span) }
    }
}
