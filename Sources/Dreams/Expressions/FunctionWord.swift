import Operators

/// Functions of one number that artists have a word for, element by element.
public enum FunctionWord: String, Hashable, Sendable, CaseIterable {
    case negate, square, abs, relu, sqrt, exp, log, tanh, sigmoid, sin, cos

    /// What it computes. Roots and logarithms stop short of zero, where their slopes are infinite.
    var operation: any WrittenOperator {
        switch self {
        case .negate: Negation()
        case .square: Power(2)
        case .abs: Absolute()
        case .relu: Clip.relu
        case .sqrt: Power(0.5, least: FunctionWord.tiny)
        case .exp: Exponential()
        case .log: Logarithm(least: FunctionWord.tiny)
        case .tanh: Tanh()
        case .sigmoid: Sigmoid()
        case .sin: Sine()
        case .cos: Cosine()
        }
    }

    /// The least that a root or a logarithm is taken of.
    static let tiny: Float = 1e-12
}
