public import Tensors

/// From an array to one number, or to one for every position (over the channels) or channel (over the positions).
public struct Reduction: Operator, Hashable {
    /// What is made of the elements.
    public var kind: Kind
    /// Over which dimensions.
    public var axes: Axes

    /// What is made of many elements.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case mean, sum
        /// The largest; among equals the first takes the gradient.
        case max
        /// √(Σ x² + 1e-12)
        case norm
        /// mean(x²) and Σ x², without an array of squares.
        case meanSquare
        case sumSquares

        /// The same of squares, in one step.
        public var ofSquares: Kind? {
            switch self {
            case .mean: .meanSquare
            case .sum: .sumSquares
            default: nil
            }
        }
    }

    /// A reduction from its parts.
    public init(_ kind: Kind, over axes: Axes) {
        self.kind = kind
        self.axes = axes
    }

    /// Dimensions.
    public enum Axes: String, Hashable, Sendable, CaseIterable {
        case all, channels
        case positions = "space"
    }
}

extension Reduction {
    public var summary: String {
        switch (kind, axes) {
        case (.mean, .positions): "global mean"
        case (.mean, .channels): "channel mean"
        default: "\(kind.rawValue) over \(axes.rawValue)"
        }
    }

    public func shape(_ inputs: [Shape]) -> Shape { reduced(inputs[0]) }

    public func axisMaps(of operands: [Shape], to output: Shape) -> [AxisMap] {
        [axes == .channels ? .same : .everything]
    }

    public func part(_ part: OperatorPart) -> any Operator { self }
    public var geometry: [Int] { [] }
    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int { 0 }
    public var bytes: Int { 0 }

    public var backwardReads: BackwardReads {
        switch kind {
        case .mean, .sum: []
        case .meanSquare, .sumSquares: .operands
        case .max, .norm: [.operands, .output]
        }
    }

    private func reduced(_ shape: Shape) -> Shape {
        switch axes {
        case .all: Shape(channels: 1, height: 1, width: 1)
        case .channels: Shape(channels: 1, height: shape.height, width: shape.width)
        case .positions: Shape(channels: shape.channels, height: 1, width: 1)
        }
    }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let x = operands[0]
        let count = Float(max(x.shape.count / max(reduced(x.shape).count, 1), 1))
        switch kind {
        case .sum: return sum(x)
        case .mean: return scaled(sum(x), by: 1 / count)
        case .sumSquares: return sumOfSquares(x)
        case .meanSquare: return scaled(sumOfSquares(x), by: 1 / count)
        case .norm: return sumOfSquares(x).map { ($0 + tiny).squareRoot() }
        case .max: return largest(x)
        }
    }

    // ∂/∂xᵢ: g for a sum, 2·g·xᵢ for a sum of squares, g·xᵢ / y for a norm, g where xᵢ = y for the largest; means are sums
    // divided by n.
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let x = operands[0]
        let share = 1 / Float(max(x.shape.count / max(output.shape.count, 1), 1))
        let spread = Tensor.zeros(x.shape)
        switch kind {
        case .sum: return [spread.combined(with: seed) { $1 }]
        case .mean: return [spread.combined(with: seed) { $1 * share }]
        case .sumSquares: return [x.combined(with: seed) { 2 * $0 * $1 }]
        case .meanSquare: return [x.combined(with: seed) { 2 * share * $0 * $1 }]
        case .norm: return [x.combined(with: seed.combined(with: output) { $0 / $1 }) { $0 * $1 }]
        case .max: return [gradientOfLargest(seed, x, output)]
        }
    }

    // MARK: - By axes

    private func sum(_ x: Tensor) -> Tensor {
        switch axes {
        case .all: Tensor(shape: reduced(x.shape), values: [x.sum])
        case .channels: x.summed(to: reduced(x.shape))
        case .positions: eachChannel(of: x) { Float(Sums.sum($0)) }
        }
    }

    private func sumOfSquares(_ x: Tensor) -> Tensor {
        switch axes {
        case .all: Tensor(shape: reduced(x.shape), values: [Float(Sums.squares(x.values.span))])
        case .channels: x.map { $0 * $0 }.summed(to: reduced(x.shape))
        case .positions: eachChannel(of: x) { Float(Sums.squares($0)) }
        }
    }

    private func eachChannel(of x: Tensor, _ body: (Span<Float>) -> Float) -> Tensor {
        let numbers = (0..<x.shape.channels).map { body(x.values.span.extracting(x.indices(ofChannel: $0))) }
        return Tensor(shape: reduced(x.shape), values: numbers)
    }

    private func largest(_ x: Tensor) -> Tensor {
        var output = Tensor(shape: reduced(x.shape), repeating: -.infinity)
        forEachElement(of: x.shape) { element, target in
            output.values[target] = max(output.values[target], x.values[element])
        }
        return output
    }

    private func gradientOfLargest(_ seed: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor {
        var gradient = Tensor.zeros(x.shape)
        var isTaken = [Bool](repeating: false, count: y.values.count)
        forEachElement(of: x.shape) { element, target in
            guard !isTaken[target], x.values[element] == y.values[target] else { return }
            isTaken[target] = true
            gradient.values[element] = seed.values[target]
        }
        return gradient
    }

    @inline(__always)
    private func forEachElement(of shape: Shape, _ body: (_ element: Int, _ target: Int) -> Void) {
        for element in 0..<shape.count {
            switch axes {
            case .all: body(element, 0)
            case .channels: body(element, element % shape.area)
            case .positions: body(element, element / shape.area)
            }
        }
    }

    private func scaled(_ tensor: Tensor, by factor: Float) -> Tensor { tensor.map { $0 * factor } }
}

private let tiny: Float = 1e-12

extension Operator where Self == Reduction {
    /// The mean over H × W: `[1, C, 1, 1]`.
    public static var globalAveragePool: Reduction { Reduction(.mean, over: .positions) }

    /// The mean over the channels: `[1, 1, H, W]`.
    public static var channelMean: Reduction { Reduction(.mean, over: .channels) }
}
