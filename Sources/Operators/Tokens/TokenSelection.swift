public import Tensors

/// Some tokens of a line: a few from either end, or those that were a picture, as a picture again.
///
///     [1, 384, 1, 1 + 1369], of a picture [1, 384, 37, 37] → [1, 384, 37, 37]
public struct TokenSelection: Operator, Hashable {
    /// Which tokens.
    public let choice: Choice

    /// Which tokens are chosen.
    public enum Choice: Hashable, Sendable {
        /// So many, from this one on, counted from the first.
        case fromStart(first: Int, count: Int)
        /// So many, from this one on, counted from the last: of −4, the last four.
        case fromEnd(first: Int, count: Int)
        /// Those behind the first few, as the picture of the second input's size, of which nothing else is read.
        case picture(after: Int)
        /// The same, as a picture of this size.
        case sized(after: Int, Extent)
        /// All but a few at both ends, in a line.
        case between(before: Int, after: Int)
    }

    /// A selection.
    public init(_ choice: Choice) { self.choice = choice }
}

extension TokenSelection {
    public var summary: String {
        switch choice {
        case .fromStart(let first, let count): "tokens \(first)…\(first + count - 1)"
        case .fromEnd(let first, let count): "tokens \(first)…\(first + count - 1)"
        case .picture, .sized: "tokens as a picture"
        case .between(let before, let after): "tokens but \(before + after)"
        }
    }

    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        let size = size(of: inputs)
        let first = first(of: inputs[0])
        guard first >= 0, size.height * size.width >= 0, first + size.height * size.width <= inputs[0].area else {
            throw .other("takes tokens that \(inputs[0]) does not have")
        }
        return Shape(channels: inputs[0].channels, height: size.height, width: size.width)
    }

    private func size(of inputs: [Shape]) -> Extent {
        switch choice {
        case .fromStart(_, let count), .fromEnd(_, let count): Extent(height: 1, width: count)
        case .picture: Extent(height: inputs[1].height, width: inputs[1].width)
        case .sized(_, let size): size
        case .between(let before, let after): Extent(height: 1, width: max(0, inputs[0].area - before - after))
        }
    }

    /// The first of the operand's positions that is chosen.
    package func first(of operand: Shape) -> Int {
        switch choice {
        case .fromStart(let first, _): first
        case .fromEnd(let first, _): operand.area + first
        case .picture(let after), .sized(let after, _): after
        case .between(let before, _): before
        }
    }

    /// Of the second input only the size is read.
    public func readsNumbers(ofInput index: Int) -> Bool { index == 0 }

    public func axisMaps(of operands: [Shape], to output: Shape) -> [AxisMap] { [.everything] }

    /// Where the second input is not there, its size is known.
    public func part(_ part: OperatorPart) -> any Operator {
        guard case .picture(let after) = choice else { return self }
        let size = Extent(height: part.made.rows.count, width: part.made.columns.count)
        return TokenSelection(.sized(after: after, size))
    }

    public var geometry: [Int] {
        if case .sized(_, let size) = choice { [size.height, size.width] } else { [] }
    }

    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int { 0 }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { [] }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let (x, first) = (operands[0], first(of: operands[0].shape))
        let values = (0..<output.channels).flatMap { channel in
            let start = channel * x.shape.area + first
            return x.values[start..<start + output.area]
        }
        return Tensor(shape: output, values: values)
    }

    // ∂/∂x = g for those that were chosen
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let first = first(of: operands[0].shape)
        var gradient = Tensor.zeros(operands[0].shape)
        for channel in 0..<seed.shape.channels {
            for (place, from) in seed.indices(ofChannel: channel).enumerated() {
                gradient.values[channel * gradient.shape.area + first + place] = seed.values[from]
            }
        }
        return [gradient]
    }
}

extension Operator where Self == TokenSelection {
    /// Some tokens of a line.
    public static func tokenSelection(_ choice: TokenSelection.Choice) -> TokenSelection { TokenSelection(choice) }
}
