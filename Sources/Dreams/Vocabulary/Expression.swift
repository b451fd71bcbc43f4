/// A differentiable expression over the network's activations and the canvas: what objectives and penalties are made of.
///
///     let fur = Expression.energy(of: LayerReference(.name("fire8")))
///     let calm = Expression.totalVariation(of: .canvas, beta: 2)
///     let objective = fur + 0.3 * .evidence(ofClass: 207)
///
/// A value: it can be printed, compared, hashed and stored; it holds no tensor. `Evaluation` computes it and its
/// gradient. Arrays are `[1, C, H, W]`; a scalar goes with anything.
public indirect enum Expression: Hashable, Sendable {
    /// A number.
    case constant(Float)
    /// A layer's activation, `[1, C, H, W]`.
    case activation(LayerReference)
    /// The picture being dreamt, `[1, 3, H, W]`, sRGB levels 0…255.
    case canvas
    /// An element by element function.
    case apply(Function, Expression)
    /// An element by element operation on two arrays of one shape, or on an array and a scalar.
    case combine(Operator, Expression, Expression)
    /// One channel of an array, `[1, 1, H, W]`, counted from 0.
    case channel(Int, of: Expression)
    /// One number of a whole array.
    case reduce(Reduction, Expression)
    /// Σ (Δx² + Δy² + ε)^(β/2) over an array, with wrap-around differences (Mahendran and Vedaldi, 2014, section 4.2).
    case totalVariation(of: Expression, beta: Float)

    /// Functions of one number.
    public enum Function: String, Hashable, Sendable, CaseIterable {
        case negate, square, abs, relu, sqrt, exp, log, tanh
    }

    /// Operations on two numbers.
    public enum Operator: String, Hashable, Sendable, CaseIterable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
    }

    /// From an array to one number.
    public enum Reduction: String, Hashable, Sendable, CaseIterable {
        case mean, sum
    }
}

// MARK: - The standard objectives and penalties, from the same bricks

extension Expression {
    /// ½·mean(a²) of a layer: DeepDream's objective (Mordvintsev, Olah and Tyka, 2015), size for size.
    public static func energy(of layer: LayerReference) -> Expression {
        0.5 * .reduce(.mean, .apply(.square, .activation(layer)))
    }

    /// The mean evidence for one class over the picture, before softmax: maximising it draws the class.
    public static func evidence(ofClass index: Int, place: Place? = nil) -> Expression {
        .reduce(.mean, .channel(index, of: .activation(LayerReference(.classes, place: place))))
    }
}

// MARK: - Algebra

extension Expression: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    /// A number.
    public init(floatLiteral value: Float) { self = .constant(value) }
    /// A number.
    public init(integerLiteral value: Int) { self = .constant(Float(value)) }

    /// The sum.
    public static func + (a: Expression, b: Expression) -> Expression { .combine(.add, a, b) }
    /// The difference.
    public static func - (a: Expression, b: Expression) -> Expression { .combine(.subtract, a, b) }
    /// The product, element by element.
    public static func * (a: Expression, b: Expression) -> Expression { .combine(.multiply, a, b) }
    /// The quotient, element by element.
    public static func / (a: Expression, b: Expression) -> Expression { .combine(.divide, a, b) }
    /// The opposite.
    public static prefix func - (a: Expression) -> Expression { .apply(.negate, a) }
}

// MARK: - What it reads, and what it looks like

extension Expression {
    /// The operands of the outermost operation.
    public var operands: [Expression] {
        switch self {
        case .constant, .activation, .canvas: []
        case .apply(_, let a), .channel(_, let a), .reduce(_, let a), .totalVariation(let a, _): [a]
        case .combine(_, let a, let b): [a, b]
        }
    }

    /// The layers it reads, each once, in order of first use.
    public var layers: [LayerReference] {
        if case .activation(let layer) = self { return [layer] }
        return operands.flatMap(\.layers).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// The number of operations and leaves: what a preset's budget counts.
    public var size: Int { operands.reduce(1) { $0 + $1.size } }
}

extension Expression: CustomStringConvertible {
    /// As an artist would write it: `0.5 * mean(square(fire8))`.
    public var description: String {
        switch self {
        case .constant(let value): "\(value)"
        case .activation(let layer): layer.description
        case .canvas: "canvas"
        case .apply(let function, let a): "\(function.rawValue)(\(a))"
        case .combine(let operation, let a, let b): "(\(a) \(operation.rawValue) \(b))"
        case .channel(let index, let a): "\(a):channel(\(index))"
        case .reduce(let reduction, let a): "\(reduction.rawValue)(\(a))"
        case .totalVariation(let a, let beta): "tv(\(a), \(beta))"
        }
    }
}
