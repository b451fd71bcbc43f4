public import Tensors

/// y = min(max(x, lower), upper): ReLU is a clip to 0…∞, ReLU6 one to 0…6.
public struct Clip: ActivationFunction, Hashable {
    /// The least, −∞ for none.
    public let lower: Float
    /// The most, ∞ for none.
    public let upper: Float
    /// Where a gradient passes.
    public let passes: Passes

    /// Where a gradient passes.
    public enum Passes: Hashable, Sendable {
        /// Strictly between the bounds: PyTorch's ReLU and ReLU6.
        case inside
        /// At the bounds, too: PyTorch's clamp.
        case insideAndAtBounds
    }

    /// A clip from its parts.
    public init(lower: Float, upper: Float, passes: Passes = .inside) {
        self.lower = lower
        self.upper = upper
        self.passes = passes
    }

    public var summary: String {
        lower == 0 && upper == .infinity ? "relu" : lower == 0 && upper == 6 ? "relu6" : "clip \(lower)…\(upper)"
    }

    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { .operands }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let (lower, upper) = (lower, upper)
        return operands[0].map { min(max($0, lower), upper) }
    }

    // ∂/∂x = g where x lies between the bounds, 0 elsewhere
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let (lower, upper, atBounds) = (lower, upper, passes == .insideAndAtBounds)
        var gradient = seed
        let input = operands[0]
        let x = input.values.span
        var g = gradient.values.mutableSpan
        g.forEachPart { range, g in
            let x = x.extracting(range)
            for i in g.indices {
                let isInside = atBounds ? x[i] >= lower && x[i] <= upper : x[i] > lower && x[i] < upper
                if !isInside { g[i] = 0 }
            }
        }
        return [gradient]
    }
}

extension Operator where Self == Clip {
    /// y = max(0, x)
    public static var relu: Clip { Clip(lower: 0, upper: .infinity) }

    /// y = min(max(x, lower), upper)
    public static func clip(lower: Float, upper: Float) -> Clip { Clip(lower: lower, upper: upper) }
}
