import Foundation

/// y = x^exponent; of x below `least`, which has no slope, as of `least`.
///
/// Networks mean it as it is. The language takes a least for roots and for exponents that are no whole numbers: they are not defined below
/// zero, and a root's slope at zero is infinite.
public struct Power: ElementFunction {
    public let exponent: Float
    /// −∞ for none.
    public let least: Float

    /// A power from its parts.
    public init(_ exponent: Float, least: Float = -.infinity) {
        self.exponent = exponent
        self.least = least
    }

    public var summary: String { exponent == 0.5 ? "sqrt" : exponent == 2 ? "square" : "power \(exponent)" }

    public func value(at x: Float) -> Float {
        switch exponent {
        case 0.5: max(least, x).squareRoot()
        case 2: x * x
        default: pow(max(least, x), exponent)
        }
    }

    // f′(x) = exponent·x^(exponent − 1)
    public func slope(at x: Float, where y: Float) -> Float {
        guard x > least || least == -.infinity else { return 0 }
        return switch exponent {
        case 0.5: 0.5 / y
        case 2: 2 * x
        default: exponent * pow(x, exponent - 1)
        }
    }
}

extension Operator where Self == Power {
    /// y = x^exponent
    public static func power(_ exponent: Float) -> Power { Power(exponent) }
}
