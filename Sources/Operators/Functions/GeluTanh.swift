import Foundation

/// GELU as it is approximated by tanh: y = ½x·(1 + tanh(√(2/π)·(x + 0.044715x³))).
public struct GeluTanh: ElementFunction {
    /// The only one that there is.
    public init() {}

    public var summary: String { "gelu" }

    public func value(at x: Float) -> Float { 0.5 * x * (1 + Foundation.tanh(bend(x))) }

    public func slope(at x: Float, where y: Float) -> Float {
        let t = Foundation.tanh(bend(x))
        let bent = (2 / Float.pi).squareRoot() * (1 + 3 * 0.044715 * x * x)
        return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * bent
    }

    private func bend(_ x: Float) -> Float { (2 / Float.pi).squareRoot() * (x + 0.044715 * x * x * x) }
}

extension Operator where Self == GeluTanh {
    /// GELU as it is approximated by tanh.
    public static var geluTanh: GeluTanh { GeluTanh() }
}
