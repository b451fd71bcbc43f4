import Engine

/// A number as a rule of an optimizer has it: one that moves now, or one of which it is noted how it moves, so that a backend moves all of a
/// tensor by it (`ElementChain`). A rule is written once, for both.
protocol ElementNumber {
    static func + (a: Self, b: Self) -> Self
    static func + (a: Self, b: Float) -> Self
    static func * (a: Self, b: Self) -> Self
    static func * (a: Float, b: Self) -> Self
    static func / (a: Self, b: Self) -> Self
    static func / (a: Self, b: Float) -> Self

    func squareRoot() -> Self

    /// 1 above zero, −1 below it, and 0.
    var signum: Self { get }
}

extension Float: ElementNumber {
    @inline(__always) var signum: Float { self > 0 ? 1 : self < 0 ? -1 : 0 }
}

extension ChainNumber: ElementNumber {}

extension ElementRule {
    /// The rule as a backend takes it.
    /// - Parameter bounds: where numbers stay.
    func chain(within bounds: ClosedRange<Float>?) -> ElementChain {
        ElementChain(remembered: Self.remembered, within: bounds) { x, slope, first, second in
            move(&x, along: slope, &first, &second)
        }
    }
}
