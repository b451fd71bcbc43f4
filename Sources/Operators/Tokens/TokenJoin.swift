public import Tensors

/// Positions in one line, one after the other, with those of other operands and with tokens that are the same for every picture: a class
/// token before the patches (Dosovitskiy et al., "An image is worth 16×16 words", 2021), registers (Darcet et al., 2024).
///
///     [1, 384, 37, 37] → [1, 384, 1, 1 + 1369]
public struct TokenJoin: WholeOperator, Hashable {
    /// What comes one after the other; each operand once, in order.
    public let parts: [Part]

    /// What is joined.
    public enum Part: Hashable, Sendable {
        /// All positions of the next operand, row by row.
        case operand
        /// Tokens that are part of the network: `[1, C, 1, count]`.
        case tokens(Tensor)

        /// How many tokens it is, where the network alone says so.
        public var fixedCount: Int? { if case .tokens(let tokens) = self { tokens.shape.area } else { nil } }
    }

    /// A join from its parts.
    public init(_ parts: [Part]) { self.parts = parts }

    /// The positions of one operand, in one line.
    public static let line = TokenJoin([.operand])
}

extension TokenJoin {
    public var summary: String { parts.count == 1 ? "tokens" : "join tokens" }

    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        var (width, next) = (0, 0)
        for part in parts {
            let shape: Shape
            switch part {
            case .operand:
                shape = inputs[next]
                next += 1
            case .tokens(let tokens): shape = tokens.shape
            }
            guard shape.channels == inputs[0].channels else { throw .unequal("\(inputs[0])", "\(shape)") }
            width += shape.area
        }
        return Shape(channels: inputs[0].channels, height: 1, width: width)
    }

    public var bytes: Int {
        parts.reduce(0) { if case .tokens(let tokens) = $1 { $0 + 4 * tokens.values.count } else { $0 } }
    }

    public var backwardReads: BackwardReads { [] }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        var y = Tensor.zeros(output)
        forEachPart(operands) { part, first in
            for channel in 0..<output.channels {
                for (place, from) in part.indices(ofChannel: channel).enumerated() {
                    y.values[channel * output.area + first + place] = part.values[from]
                }
            }
        }
        return y
    }

    // ∂/∂x = the part of g that x is
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        var gradients: [Tensor?] = []
        forEachPart(operands, alsoTokens: false) { operand, first in
            var gradient = Tensor.zeros(operand.shape)
            for channel in 0..<operand.shape.channels {
                for (place, to) in operand.indices(ofChannel: channel).enumerated() {
                    gradient.values[to] = seed.values[channel * seed.shape.area + first + place]
                }
            }
            gradients.append(gradient)
        }
        return gradients
    }

    private func forEachPart(
        _ operands: [Tensor], alsoTokens: Bool = true, _ body: (_ part: Tensor, _ first: Int) -> Void
    ) {
        var (first, rest) = (0, operands[...])
        for part in parts {
            switch part {
            case .operand:
                guard let operand = rest.popFirst() else { continue }
                body(operand, first)
                first += operand.shape.area
            case .tokens(let tokens):
                if alsoTokens { body(tokens, first) }
                first += tokens.shape.area
            }
        }
    }
}

extension Operator where Self == TokenJoin {
    /// Positions in one line, after each other.
    public static func tokenJoin(_ parts: [TokenJoin.Part]) -> TokenJoin { TokenJoin(parts) }
}
