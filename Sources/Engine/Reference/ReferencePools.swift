import Networks
import Tensors

/// y[p] = the largest x of the window at p; the first of equals, row by row, takes the gradient (as in PyTorch).
struct ReferenceMaxPool: ReferenceLayer {
    let window: Window

    func forward(_ inputs: [Tensor]) -> Tensor {
        let x = inputs[0]
        return window.mapWindows(of: x.shape) { taps, _ in taps.map { x.values[$0] }.max() ?? -.infinity }
    }

    // ∂/∂x[q] = Σ g[p] over the windows p that q wins
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        let x = inputs[0]
        var gradient = Tensor.zeros(x.shape)
        _ = window.mapWindows(of: x.shape) { taps, position in
            if let winner = taps.first(where: { x.values[$0] == output.values[position] }) {
                gradient.values[winner] += seed.values[position]
            }
            return 0
        }
        return [gradient]
    }
}

/// y[p] = Σ x over the window at p ÷ n, n being its taps inside the input, or inside the padded input.
struct ReferenceAveragePool: ReferenceLayer {
    let window: Window
    let countingPadding: Bool

    func forward(_ inputs: [Tensor]) -> Tensor {
        let x = inputs[0]
        return window.mapWindows(of: x.shape) { taps, position in
            Float(taps.reduce(0.0) { $0 + Double(x.values[$1]) }) / divisor(taps.count, position, x.shape)
        }
    }

    // ∂/∂x[q] = Σ g[p] / n[p] over the windows p that hold q
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        let shape = inputs[0].shape
        var gradient = Tensor.zeros(shape)
        _ = window.mapWindows(of: shape) { taps, position in
            let share = seed.values[position] / divisor(taps.count, position, shape)
            for tap in taps { gradient.values[tap] += share }
            return 0
        }
        return [gradient]
    }

    /// By output position, row by row: the taps that count.
    func divisors(over input: Shape) -> [Float] {
        var divisors: [Float] = []
        let one = Shape(channels: 1, height: input.height, width: input.width)
        _ = window.mapWindows(of: one) { taps, position in
            divisors.append(divisor(taps.count, position, one))
            return 0
        }
        return divisors
    }

    /// With `countingPadding`, taps on the margins count, but none past them: what a ceil-mode window reaches for
    /// beyond the padding is not there (PyTorch's and ONNX's rule).
    private func divisor(_ inside: Int, _ position: Int, _ input: Shape) -> Float {
        guard countingPadding else { return Float(max(inside, 1)) }
        let width = window.horizontal(over: input.width).count
        let height = window.vertical(over: input.height).count
        let y = position / width % height
        let x = position % width
        return Float(
            padded(
                y, window.vertical(over: input.height), window.kernel.height, window.stride.height, input.height,
                \.height)
                * padded(
                    x, window.horizontal(over: input.width), window.kernel.width, window.stride.width, input.width,
                    \.width))
    }

    private func padded(
        _ index: Int, _ axis: Window.Axis, _ kernel: Int, _ stride: Int, _ input: Int, _ side: KeyPath<Extent, Int>
    ) -> Int {
        let start = index * stride - axis.before
        let after = if case .explicit(_, let after) = window.padding { after[keyPath: side] } else { axis.after }
        return min(start + kernel, input + after) - start
    }
}

/// y[c] = the mean of x over channel c.
struct ReferenceGlobalAverage: ReferenceLayer {
    func forward(_ inputs: [Tensor]) -> Tensor {
        let x = inputs[0]
        let means = (0..<x.shape.channels).map { channel in
            Float(x.values[x.indices(ofChannel: channel)].reduce(0.0) { $0 + Double($1) } / Double(x.shape.area))
        }
        return Tensor(shape: Shape(channels: x.shape.channels, height: 1, width: 1), values: means)
    }

    // ∂/∂x[c, q] = g[c] / area
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        let shape = inputs[0].shape
        let shares = seed.values.flatMap { [Float](repeating: $0 / Float(shape.area), count: shape.area) }
        return [Tensor(shape: shape, values: shares)]
    }
}

/// y[i, j] = the mean, the largest or the sum of a window that follows from both sizes; the first of the largest takes the gradient.
struct ReferenceAdaptivePool: ReferenceLayer {
    let pool: AdaptivePool

    func forward(_ inputs: [Tensor]) -> Tensor {
        let x = inputs[0]
        var y = Tensor.zeros(shape(over: x.shape))
        forEachWindow(x.shape, y.shape) { taps, position in
            switch pool.reduction {
            case .max: y.values[position] = taps.lazy.map { x.values[$0] }.max() ?? -.infinity
            case .sum: y.values[position] = Float(taps.reduce(0.0) { $0 + Double(x.values[$1]) })
            case .mean:
                y.values[position] = Float(taps.reduce(0.0) { $0 + Double(x.values[$1]) } / Double(taps.count))
            }
        }
        return y
    }

    // ∂/∂x[q] = Σ g[p]·share over the windows p that hold q: 1, 1/n, or 1 where q is the largest
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        let x = inputs[0]
        var gradient = Tensor.zeros(x.shape)
        forEachWindow(x.shape, seed.shape) { taps, position in
            let g = seed.values[position]
            switch pool.reduction {
            case .max:
                if let winner = taps.first(where: { x.values[$0] == output.values[position] }) {
                    gradient.values[winner] += g
                }
            case .sum: for tap in taps { gradient.values[tap] += g }
            case .mean: for tap in taps { gradient.values[tap] += g / Float(taps.count) }
            }
        }
        return [gradient]
    }

    private func shape(over x: Shape) -> Shape {
        Shape(channels: x.channels, height: pool.rows ?? x.height, width: pool.columns ?? x.width)
    }

    private func forEachWindow(_ x: Shape, _ y: Shape, _ body: (_ taps: [Int], _ position: Int) -> Void) {
        for channel in 0..<y.channels {
            for row in 0..<y.height {
                let rows = AdaptivePool.window(row, of: y.height, over: x.height)
                for column in 0..<y.width {
                    let columns = AdaptivePool.window(column, of: y.width, over: x.width)
                    body(
                        rows.flatMap { row in columns.map { (channel * x.height + row) * x.width + $0 } },
                        (channel * y.height + row) * y.width + column)
                }
            }
        }
    }
}

extension Window {
    /// For every output, channel by channel: what `body` makes of the indices of the inputs in its window, in row order,
    /// and of the output's own index.
    fileprivate func mapWindows(of input: Shape, _ body: (_ taps: [Int], _ position: Int) -> Float) -> Tensor {
        let vertical = vertical(over: input.height)
        let horizontal = horizontal(over: input.width)
        var result = Tensor.zeros(Shape(channels: input.channels, height: vertical.count, width: horizontal.count))
        var position = 0
        for channel in 0..<input.channels {
            for y in 0..<vertical.count {
                let rows = taps(y, vertical, kernel.height, stride.height, dilation.height, input.height)
                for x in 0..<horizontal.count {
                    let columns = taps(x, horizontal, kernel.width, stride.width, dilation.width, input.width)
                    let inside = rows.flatMap { row in
                        columns.map { channel * input.area + row * input.width + $0 }
                    }
                    result.values[position] = body(inside, position)
                    position += 1
                }
            }
        }
        return result
    }

    private func taps(
        _ index: Int, _ axis: Axis, _ kernel: Int, _ stride: Int, _ dilation: Int, _ input: Int
    ) -> [Int] {
        (0..<kernel).map { index * stride + $0 * dilation - axis.before }.filter { $0 >= 0 && $0 < input }
    }
}
