import Tensors

/// G = X·Xᵀ / n over the n positions, `[1, 1, C, C]`: which channels go together, wherever they do (Gatys, Ecker and Bethge, "A
/// neural algorithm of artistic style", 2015, eq. 3).
struct Gram: TensorOperation {
    func text(_ operands: [String]) -> String { "gram(\(operands[0]))" }
    func spread(_ operands: [Spread]) -> Spread { Spread(channels: false, positions: operands[0].channels) }

    func shape(_ operands: [Shape]) throws(ShapeProblem) -> Shape {
        let channels = operands[0].channels
        guard channels <= 4096 else { throw .other("would have \(channels)×\(channels) elements") }
        return Shape(channels: 1, height: channels, width: channels)
    }

    func forward(_ inputs: [Tensor], _ scene: Scene) -> Tensor {
        let x = inputs[0].matrix
        var product = x.product(x, transposing: .second)
        product.scale(by: 1 / Float(max(inputs[0].shape.area, 1)))
        let channels = inputs[0].shape.channels
        return product.reshaped(to: Shape(channels: 1, height: channels, width: channels))
    }

    // ∂/∂X = (g + gᵀ)·X / n
    func backward(
        _ seed: Tensor, _ inputs: [Tensor], _ output: Tensor, wanted: [Bool], _ scene: Scene
    ) -> [Tensor?] {
        let x = inputs[0].matrix
        let channels = inputs[0].shape.channels
        let g = seed.reshaped(to: Shape([channels, channels]))
        var gradient = g.product(x)
        gradient.add(g.product(x, transposing: .first))
        gradient.scale(by: 1 / Float(max(inputs[0].shape.area, 1)))
        return [gradient.reshaped(to: inputs[0].shape)]
    }
}

/// For every position p of X the largest ⟨x_p, y_q⟩ over the positions q of Y: `[1, 1, H, W]`.
///
/// Its gradient at x_p is the y_q that answered: every place is drawn to what it resembles most in the guide (Google's dream.ipynb, 2015,
/// "guided dreaming").
struct BestMatch: PlacingOperation {
    func text(_ operands: [String]) -> String { "best_match(\(operands[0]), \(operands[1]))" }
    func spread(_ operands: [Spread]) -> Spread { Spread(channels: false, positions: operands[0].positions) }

    func shape(_ operands: [Shape]) throws(ShapeProblem) -> Shape {
        guard operands[0].channels == operands[1].channels else {
            throw .other("compares arrays of \(operands[0].channels) and \(operands[1].channels) channels")
        }
        return Shape(channels: 1, height: operands[0].height, width: operands[0].width)
    }

    func find(_ inputs: [Tensor], _ scene: Scene) -> (value: Tensor, places: [Int]) {
        let matches = matches(inputs[0], inputs[1])
        let value = Tensor(
            shape: Shape(channels: 1, height: inputs[0].shape.height, width: inputs[0].shape.width),
            values: matches.map(\.value))
        return (value, matches.map(\.place))
    }

    func backward(_ seed: Tensor, _ inputs: [Tensor], places: [Int], wanted: [Bool]) -> [Tensor?] {
        let (x, y) = (inputs[0], inputs[1])
        let (area, others) = (x.shape.area, y.shape.area)
        var toX: Tensor? = wanted[0] ? .zeros(x.shape) : nil
        var toY: Tensor? = wanted[1] ? .zeros(y.shape) : nil
        for channel in 0..<x.shape.channels {
            for (p, place) in places.enumerated() {
                let g = seed.values[p]
                toX?.values[channel * area + p] = g * y.values[channel * others + place]
                toY?.values[channel * others + place] += g * x.values[channel * area + p]
            }
        }
        return [toX, toY]
    }

    /// For every position of x the best of y, and how good it is.
    private func matches(_ x: Tensor, _ y: Tensor) -> [(place: Int, value: Float)] {
        let (area, others) = (x.shape.area, y.shape.area)
        // Xᵀ·Y: n positions by m.
        let products = x.matrix.product(y.matrix, transposing: .first)
        let row = products.values.span
        return (0..<area).map { p in
            var best = (place: 0, value: -Float.infinity)
            for q in 0..<others where row[p * others + q] > best.value { best = (q, row[p * others + q]) }
            return best
        }
    }
}
