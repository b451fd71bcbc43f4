/// y = the whole number next to x, in one direction; its slope is 0 wherever it has one.
public struct Rounding: ElementFunction {
    /// Which whole number.
    public enum Rule: String, Hashable, Sendable, CaseIterable {
        case floor, ceiling
        /// The nearest, of two the even one.
        case nearest
    }

    /// Which whole number.
    public let rule: Rule

    /// The function.
    public init(_ rule: Rule) { self.rule = rule }

    public var summary: String { rule == .nearest ? "round" : rule.rawValue }

    public func value(at x: Float) -> Float {
        switch rule {
        case .floor: x.rounded(.down)
        case .ceiling: x.rounded(.up)
        case .nearest: x.rounded(.toNearestOrEven)
        }
    }

    public func slope(at x: Float, where y: Float) -> Float { 0 }
}
