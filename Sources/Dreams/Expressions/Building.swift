public import Operators
public import Pictures

/// Expressions from expressions: the whole of the language's tensor operations.
extension Expression {
    /// A function of every element.
    public func apply(_ function: FunctionWord) -> Expression { function.operation.on(self) }
    /// x²
    public func square() -> Expression { apply(.square) }
    /// Every element within bounds; the gradient is zero outside.
    public func clamp(to range: ClosedRange<Float>) -> Expression {
        Clip(lower: range.lowerBound, upper: range.upperBound, passes: .insideAndAtBounds).on(self)
    }
    /// x^exponent: whole exponents of any x, others of x ≥ 0.
    public func power(_ exponent: Float) -> Expression {
        Power(exponent, least: exponent == exponent.rounded() ? -.infinity : FunctionWord.tiny).on(self)
    }

    /// Two arrays, element by element.
    public func combined(_ combination: Arithmetic, with other: Expression) -> Expression {
        combination.on(self, other)
    }
    /// The sum.
    public static func + (a: Expression, b: Expression) -> Expression { a.combined(.add, with: b) }
    /// The difference.
    public static func - (a: Expression, b: Expression) -> Expression { a.combined(.subtract, with: b) }
    /// The product, element by element.
    public static func * (a: Expression, b: Expression) -> Expression { a.combined(.multiply, with: b) }
    /// The quotient, element by element.
    public static func / (a: Expression, b: Expression) -> Expression { a.combined(.divide, with: b) }
    /// The opposite.
    public static prefix func - (a: Expression) -> Expression { a.apply(.negate) }

    /// One number, or one for every position or channel.
    public func reduced(_ kind: Reduction.Kind, over axes: Reduction.Axes = .all) -> Expression {
        if case .operation(let operation, let operands, _) = self, operation.rule as? Power == Power(2),
            let squares = kind.ofSquares
        {
            return Reduction(squares, over: axes).on(operands[0])
        }
        return Reduction(kind, over: axes).on(self)
    }
    /// The mean of all elements.
    public func mean() -> Expression { reduced(.mean) }
    /// The sum of all elements.
    public func sum() -> Expression { reduced(.sum) }

    /// One channel, counted from 0.
    public func channel(_ index: Int) -> Expression { WeightedChannels([WeightedChannels.Weight(index, 1)]).on(self) }
    /// The weighted sum of some channels.
    public func channels(_ weights: [Int: Float]) -> Expression {
        WeightedChannels(weights.sorted { $0.key < $1.key }.map { WeightedChannels.Weight($0.key, $0.value) }).on(self)
    }
    /// Without the positions that are longer than so many times the median.
    public func withoutOutliers(limit: Float) -> Expression { WithoutOutliers(limit: limit).on(self) }
    /// The channels whose mean is the largest, or the least: of its own numbers, or of those of another array.
    public func strongest(_ count: Int, by ranks: Expression? = nil, isLeast: Bool = false) -> Expression {
        StrongestChannels(count: count, isLeast: isLeast).on(self, ranks ?? self)
    }
    /// A rectangle, in fractions 0…1 of height and width.
    public func part(rows: ClosedRange<Float>, columns: ClosedRange<Float>) -> Expression {
        Part(rows: rows, columns: columns).on(self)
    }
    /// Without this many positions at every side (Keras' deep_dream.py leaves out two, against frames).
    public func inset(by border: Int) -> Expression { Inset(border: border).on(self) }
    /// The position at fractions of height and width: a neuron. The middle is (0.5, 0.5).
    public func position(x: Float, y: Float) -> Expression { Position(x: x, y: y).on(self) }
    /// Weighted by a mask, which is brought to the size of the array.
    public func masked(by mask: Mask) -> Expression { self * Expression.mask(mask).resized(like: self) }

    /// Gram matrix over the positions, `[1, 1, C, C]`, divided by their number (Gatys et al., 2015).
    public func gram() -> Expression { Gram().on(self) }
    /// For every position, the largest scalar product with a position of another array: `[1, 1, H, W]`.
    public func bestMatch(with other: Expression) -> Expression { BestMatch().on(self, other) }
    /// e^x / Σ e^x over the channels.
    public func softmax() -> Expression { Softmax().on(self) }
    /// Blurred by a Gaussian of σ positions; the edges go on beyond the border.
    public func blur(sigma: Float) -> Expression { Blur(sigma: sigma).on(self) }
    /// Moved by whole positions, around the edges.
    public func shift(right: Int, down: Int) -> Expression { Shift(right: right, down: down).on(self) }
    /// At the height and width of another array.
    public func resized(like other: Expression) -> Expression { ResizedLike().on(self, other) }
    /// The same numbers, through which no gradient goes.
    public func fixed() -> Expression { StopGradient().on(self) }
    /// Colours of levels in another space; three channels in and out.
    public func colours(in space: ColourSpace) -> Expression { ColoursIn(space: space).on(self) }
    /// Σ (Δx² + Δy² + ε)^(β/2): how restless it is.
    public func totalVariation(beta: Float, neighbours: TotalVariation.Neighbours = .two, wraps: Bool = true)
        -> Expression
    {
        TotalVariation(beta: beta, neighbours: neighbours, wraps: wraps).on(self)
    }
}

// MARK: - The standard ones that this room needs itself

extension Expression {
    /// ½·mean(a²) of a layer: DeepDream's objective (Mordvintsev, Olah and Tyka, 2015), size for size.
    public static func energy(of layer: LayerReference) -> Expression {
        0.5 * .activation(layer).square().mean()
    }

    /// The mean evidence for one class over the picture, before softmax: maximising it draws the class.
    public static func evidence(ofClass index: Int, of network: String? = nil, place: SourceLine? = nil) -> Expression {
        .activation(LayerReference(.classes, of: network, place: place)).channel(index).mean()
    }
}
