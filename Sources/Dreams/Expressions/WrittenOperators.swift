public import Operators
import Pictures

/// How the operators of the language are written, and along which dimensions they spread.
///
/// What is not said is written as its summary, `tanh(x)`, and spreads as its first operand.
extension WrittenOperator {
    func text(_ operands: [String]) -> String { "\(summary)(\(operands.joined(separator: ", ")))" }
    func spread(_ operands: [Spread]) -> Spread { operands[0] }
}

// MARK: - Element by element

extension Absolute: WrittenOperator {}
extension Cosine: WrittenOperator {}
extension Exponential: WrittenOperator {}
extension Logarithm: WrittenOperator {}
extension Negation: WrittenOperator {}
extension Sigmoid: WrittenOperator {}
extension Sine: WrittenOperator {}
extension Tanh: WrittenOperator {}
extension StopGradient: WrittenOperator {}
extension Softmax: WrittenOperator {}

extension Power: WrittenOperator {
    func text(_ operands: [String]) -> String {
        exponent == 0.5 || exponent == 2 ? "\(summary)(\(operands[0]))" : "\(operands[0])^\(exponent)"
    }
}

extension Clip: WrittenOperator {
    func text(_ operands: [String]) -> String {
        self == .relu ? "relu(\(operands[0]))" : "clamp(\(operands[0]), \(lower), \(upper))"
    }
}

extension Arithmetic: WrittenOperator {
    /// As it is written: `+`, or `max`.
    public var symbol: String {
        switch self {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .maximum: "max"
        case .minimum: "min"
        }
    }

    func text(_ operands: [String]) -> String {
        switch self {
        case .maximum, .minimum: "\(symbol)(\(operands[0]), \(operands[1]))"
        default: "(\(operands[0]) \(symbol) \(operands[1]))"
        }
    }

    func spread(_ operands: [Spread]) -> Spread { operands[0].union(operands[1]) }
}

// MARK: - From many to one

extension Reduction: WrittenOperator {
    func text(_ operands: [String]) -> String {
        let over = axes == .all ? "" : ", over \(axes.rawValue)"
        return switch kind {
        case .meanSquare: "mean(square(\(operands[0]))\(over))"
        case .sumSquares: "sum(square(\(operands[0]))\(over))"
        default: "\(kind.rawValue)(\(operands[0])\(over))"
        }
    }

    func spread(_ operands: [Spread]) -> Spread {
        switch axes {
        case .all: .number
        case .channels: Spread(channels: false, positions: operands[0].positions)
        case .positions: Spread(channels: operands[0].channels, positions: false)
        }
    }
}

extension TotalVariation: WrittenOperator {
    func text(_ operands: [String]) -> String {
        "tv(\(operands[0]), \(beta)\(neighbours == .four ? ", four" : "")\(wraps ? "" : ", open"))"
    }

    func spread(_ operands: [Spread]) -> Spread { .number }
}

extension Gram: WrittenOperator {
    func spread(_ operands: [Spread]) -> Spread { Spread(channels: false, positions: operands[0].channels) }
}

extension BestMatch: WrittenOperator {
    func text(_ operands: [String]) -> String { "best_match(\(operands[0]), \(operands[1]))" }
    func spread(_ operands: [Spread]) -> Spread { Spread(channels: false, positions: operands[0].positions) }
}

// MARK: - Parts

extension WeightedChannels: WrittenOperator {
    func text(_ operands: [String]) -> String {
        if weights.count == 1, weights[0].factor == 1 { return "\(operands[0]):channel(\(weights[0].index))" }
        return "\(operands[0]):channels(\(weights.map { "\($0.index): \($0.factor)" }.joined(separator: ", ")))"
    }

    func spread(_ operands: [Spread]) -> Spread { Spread(channels: false, positions: operands[0].positions) }
}

extension WithoutOutliers: WrittenOperator {
    func text(_ operands: [String]) -> String { "\(operands[0]):without_outliers(\(limit))" }
}

extension StrongestChannels: WrittenOperator {
    func text(_ operands: [String]) -> String {
        let by = operands[0] == operands[1] ? "" : ", by \(operands[1])"
        return "\(operands[0]):\(isLeast ? "weakest" : "strongest")(\(count)\(by))"
    }
}

extension Part: WrittenOperator {
    func text(_ operands: [String]) -> String {
        "\(operands[0]):crop(\(rows.lowerBound)…\(rows.upperBound), \(columns.lowerBound)…\(columns.upperBound))"
    }
}

extension Inset: WrittenOperator {
    func text(_ operands: [String]) -> String { "\(operands[0]):inset(\(border))" }
}

extension Position: WrittenOperator {
    func text(_ operands: [String]) -> String { "\(operands[0]):neuron(\(x), \(y))" }
    func spread(_ operands: [Spread]) -> Spread { Spread(channels: operands[0].channels, positions: false) }
}

// MARK: - As pictures are changed

extension Blur: WrittenOperator {
    func text(_ operands: [String]) -> String { "blur(\(operands[0]), \(sigma))" }
}

extension Shift: WrittenOperator {
    func text(_ operands: [String]) -> String { "shift(\(operands[0]), \(right), \(down))" }
}

extension ColoursIn: WrittenOperator {
    func text(_ operands: [String]) -> String { "\(operands[0]):\(space.rawValue)()" }
}

extension ResizedLike: WrittenOperator {
    func text(_ operands: [String]) -> String { "\(operands[0]):resized(\(operands[1]))" }

    func spread(_ operands: [Spread]) -> Spread {
        Spread(channels: operands[0].channels, positions: operands[1].positions)
    }
}
