import Tensors

/// Two arrays element by element. A dimension that is 1 in one of them goes with every element of the other's; its gradient is the
/// sum over them.
public enum Combination: String, Hashable, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case maximum = "max"
    case minimum = "min"
}

extension Combination: TensorOperation {
    func text(_ operands: [String]) -> String {
        switch self {
        case .maximum, .minimum: "\(rawValue)(\(operands[0]), \(operands[1]))"
        default: "(\(operands[0]) \(rawValue) \(operands[1]))"
        }
    }

    func spread(_ operands: [Spread]) -> Spread { operands[0].union(operands[1]) }

    func shape(_ operands: [Shape]) throws(ShapeProblem) -> Shape {
        guard let shape = operands[0].broadcast(with: operands[1]) else {
            throw .unequal("\(operands[0])", "\(operands[1])")
        }
        return shape
    }

    func forward(_ inputs: [Tensor], _ scene: Scene) -> Tensor {
        switch self {
        case .add: inputs[0].combined(with: inputs[1]) { $0 + $1 }
        case .subtract: inputs[0].combined(with: inputs[1]) { $0 - $1 }
        case .multiply: inputs[0].combined(with: inputs[1]) { $0 * $1 }
        case .divide: inputs[0].combined(with: inputs[1]) { $0 / $1 }
        case .maximum: inputs[0].combined(with: inputs[1]) { max($0, $1) }
        case .minimum: inputs[0].combined(with: inputs[1]) { min($0, $1) }
        }
    }

    func backward(
        _ seed: Tensor, _ inputs: [Tensor], _ output: Tensor, wanted: [Bool], _ scene: Scene
    ) -> [Tensor?] {
        let (a, b) = (inputs[0], inputs[1])
        return [
            wanted[0] ? left(seed, a, b).summed(to: a.shape) : nil,
            wanted[1] ? right(seed, a, b, output).summed(to: b.shape) : nil,
        ]
    }

    /// g · ∂y/∂a
    private func left(_ g: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
        switch self {
        case .add, .subtract: g
        case .multiply: g.combined(with: b) { $0 * $1 }
        case .divide: g.combined(with: b) { $0 / $1 }
        // Where both are equal the first takes all, so that the shares sum to the seed.
        case .maximum: g.combined(with: a.combined(with: b) { $0 >= $1 ? 1 : 0 }) { $0 * $1 }
        case .minimum: g.combined(with: a.combined(with: b) { $0 <= $1 ? 1 : 0 }) { $0 * $1 }
        }
    }

    /// g · ∂y/∂b
    private func right(_ g: Tensor, _ a: Tensor, _ b: Tensor, _ y: Tensor) -> Tensor {
        switch self {
        case .add: g
        case .subtract: g.map { -$0 }
        case .multiply: g.combined(with: a) { $0 * $1 }
        case .divide: g.combined(with: y.combined(with: b) { -$0 / $1 }) { $0 * $1 }
        case .maximum: g.combined(with: a.combined(with: b) { $0 >= $1 ? 0 : 1 }) { $0 * $1 }
        case .minimum: g.combined(with: a.combined(with: b) { $0 <= $1 ? 0 : 1 }) { $0 * $1 }
        }
    }
}

// MARK: - Broadcasting

extension Shape {
    /// The shape that arrays of both shapes have together; nil when a dimension is neither equal nor 1.
    func broadcast(with other: Shape) -> Shape? {
        let pairs = zip(dimensions, other.dimensions)
        guard pairs.allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
        return Shape(pairs.map { $0 == 1 ? $1 : $0 })
    }

    /// How far elements lie apart along channels, rows and columns, 0 along a dimension of 1.
    fileprivate var strides: (channel: Int, row: Int, column: Int) {
        (channels == 1 ? 0 : area, height == 1 ? 0 : width, width == 1 ? 0 : 1)
    }
}

extension Tensor {
    /// Both, broadcast, element by element.
    @inline(__always)
    func combined(with other: Tensor, _ body: @Sendable (Float, Float) -> Float) -> Tensor {
        guard let shape = shape.broadcast(with: other.shape) else {
            preconditionFailure("\(shape) does not go with \(other.shape)")
        }
        let a = values.span
        let b = other.values.span
        if self.shape == shape, other.shape == shape {
            return Tensor(shape) { output in
                output.forEachPart { range, output in
                    let (a, b) = (a.extracting(range), b.extracting(range))
                    for i in output.indices { output[i] = body(a[i], b[i]) }
                }
            }
        }
        let (i, j) = (self.shape.strides, other.shape.strides)
        return Tensor(shape) { line, output in
            let (channel, row) = line.quotientAndRemainder(dividingBy: shape.height)
            let x = channel * i.channel + row * i.row
            let y = channel * j.channel + row * j.row
            for column in output.indices {
                output[column] = body(a[x + column * i.column], b[y + column * j.column])
            }
        }
    }

    /// Summed along every dimension that is 1 in `shape`: the way back from a broadcast.
    func summed(to target: Shape) -> Tensor {
        guard shape != target else { return self }
        guard target.count > 1 else { return .number(sum) }
        let stride = target.strides
        let source = values.span
        return Tensor(target) { output in
            var index = 0
            for channel in 0..<shape.channels {
                for row in 0..<shape.height {
                    let place = channel * stride.channel + row * stride.row
                    for column in 0..<shape.width {
                        output[place + column * stride.column] += source[index]
                        index += 1
                    }
                }
            }
        }
    }
}
