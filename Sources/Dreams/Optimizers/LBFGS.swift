import Tensors

/// L-BFGS without a line search: a step is never longer than the step size on average.
struct LBFGS: OptimizerWord {
    /// How many steps it remembers.
    var history = 10

    static let schema = Schema<LBFGS>(
        "lbfgs", "an optimizer that learns the curvature: L-BFGS (Liu and Nocedal, 1989)",
        [.integer("history", \.history, 1...100, "how many steps it remembers")], example: "optimizer = r.lbfgs {}",
        equation: "x ← x + min(1, s/mean|d|)·d, d = H·g, H being the two-loop recursion over the last `history` steps",
        source: "Liu and Nocedal, \"On the limited memory BFGS method for large scale optimization\", 1989")

    func tensorsHeld(steps: Int) -> Int { 2 * min(history, max(steps - 1, 0)) + 2 }

    /// The direction, which the gradient is not, and a last position.
    var tensorsWorking: Float { 2 }

    /// The two-loop recursion; the first step, and every one that would be longer, is cut to a mean length of `size`.
    ///
    /// Of each remembered step `memory` has s = Δx and y = −Δg, since it climbs, and their product; behind them the last position and
    /// its gradient.
    func step(
        _ parameters: inout [Tensor], along gradient: consuming [Tensor], size: Float,
        _ memory: inout OptimizerState.Memory
    ) {
        let slopes = gradient
        // In the memory of the last position and gradient.
        if var y = memory.tensors.popLast(), var s = memory.tensors.popLast() {
            s.scale(by: -1)
            s.add(parameters, times: 1)
            y.add(slopes, times: -1)
            let product = s.product(with: y)
            // Only where the slope falls along the way does the step tell of a summit.
            if product > 1e-10 * y.product(with: y) {
                memory.tensors += [s, y]
                memory.numbers.append(product)
            }
            if memory.numbers.count > history {
                memory.tensors.removeFirst(2)
                memory.numbers.removeFirst()
            }
        }
        var direction = slopes
        let products = memory.numbers
        var factors = products
        for step in products.indices.reversed() {
            factors[step] = memory.tensors[2 * step].product(with: direction) / products[step]
            direction.add(memory.tensors[2 * step + 1], times: Float(-factors[step]))
        }
        if let newest = memory.tensors.last, let product = products.last {
            direction.scale(by: Float(product / newest.product(with: newest)))
        }
        for step in products.indices {
            let along = memory.tensors[2 * step + 1].product(with: direction) / products[step]
            direction.add(memory.tensors[2 * step], times: Float(factors[step] - along))
        }
        let count = direction.reduce(0) { $0 + $1.values.count }
        let length = Float(direction.reduce(0) { $0 + Sums.absolute($1.values.span) } / Double(max(count, 1)))
        let isFirst = products.isEmpty
        memory.tensors += [parameters, slopes]
        parameters.add(direction, times: isFirst || length > size ? size / max(length, 1e-30) : 1)
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
