public import Tensors

/// A pool whose windows follow from the sizes of its input and its output, as PyTorch's adaptive pools have them: output i of n
/// is made of the inputs from ⌊i·N/n⌋ up to ⌈(i + 1)·N/n⌉, which overlap where N is no multiple of n.
public struct AdaptivePool: Operator, Hashable {
    /// What becomes of the inputs of a window.
    public enum Reduction: String, Hashable, Sendable {
        case mean, max, sum
    }

    /// What becomes of the inputs of a window.
    public var reduction: Reduction
    /// Outputs from top to bottom; nil for as many as there are inputs.
    public var rows: Int?
    /// Outputs from left to right; nil for as many as there are inputs.
    public var columns: Int?

    /// A pool from its parts.
    public init(_ reduction: Reduction, rows: Int? = 1, columns: Int? = 1) {
        self.reduction = reduction
        self.rows = rows
        self.columns = columns
    }

    /// The inputs of output `index` of `outputs` over `inputs`.
    public static func window(_ index: Int, of outputs: Int, over inputs: Int) -> Range<Int> {
        index * inputs / outputs..<((index + 1) * inputs + outputs - 1) / outputs
    }
}

extension AdaptivePool {
    public var summary: String {
        rows == 1 && columns == 1
            ? "global \(reduction)"
            : "\(reduction) pool to \(rows.map(String.init) ?? "all")×\(columns.map(String.init) ?? "all")"
    }

    public func shape(_ inputs: [Shape]) -> Shape {
        Shape(channels: inputs[0].channels, height: rows ?? inputs[0].height, width: columns ?? inputs[0].width)
    }

    public func axisMaps(of operands: [Shape], to output: Shape) -> [AxisMap] {
        func reading(_ wanted: Int?, _ input: Int) -> AxisReading {
            guard let wanted else { return .same }
            guard wanted != 1, input > 0 else { return .everything }
            return .unaligned(step: Float(input) / Float(wanted), reach: (input + wanted - 1) / wanted)
        }
        return [AxisMap(rows: reading(rows, operands[0].height), columns: reading(columns, operands[0].width))]
    }

    /// All of its outputs are made, of all of its inputs.
    public func part(_ part: OperatorPart) -> any Operator {
        AdaptivePool(reduction, rows: part.made.rows.count, columns: part.made.columns.count)
    }

    public var geometry: [Int] { [rows ?? 0, columns ?? 0] }
    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int { 0 }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { reduction == .max ? [.operands, .output] : [] }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let x = operands[0]
        var y = Tensor.zeros(output)
        forEachWindow(x.shape, output) { taps, position in
            switch reduction {
            case .max: y.values[position] = taps.lazy.map { x.values[$0] }.max() ?? -.infinity
            case .sum: y.values[position] = Float(taps.reduce(0.0) { $0 + Double(x.values[$1]) })
            case .mean:
                y.values[position] = Float(taps.reduce(0.0) { $0 + Double(x.values[$1]) } / Double(taps.count))
            }
        }
        return y
    }

    // ∂/∂x[q] = Σ g[p]·share over the windows p that hold q: 1, 1/n, or 1 where q is the largest, the first of equals
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let x = operands[0]
        var gradient = Tensor.zeros(x.shape)
        forEachWindow(x.shape, seed.shape) { taps, position in
            let g = seed.values[position]
            switch reduction {
            case .max:
                if let winner = taps.first(where: { x.values[$0] == output.values[position] }) {
                    gradient.values[winner] += g
                }
            case .sum: for tap in taps { gradient.values[tap] += g }
            case .mean: for tap in taps { gradient.values[tap] += g / Float(taps.count) }
            }
        }
        return [gradient]
    }

    private func forEachWindow(_ x: Shape, _ y: Shape, _ body: (_ taps: [Int], _ position: Int) -> Void) {
        for channel in 0..<y.channels {
            for row in 0..<y.height {
                let rows = AdaptivePool.window(row, of: y.height, over: x.height)
                for column in 0..<y.width {
                    let columns = AdaptivePool.window(column, of: y.width, over: x.width)
                    body(
                        rows.flatMap { row in columns.map { (channel * x.height + row) * x.width + $0 } },
                        (channel * y.height + row) * y.width + column)
                }
            }
        }
    }
}

extension AdaptivePool: SeparableOperator {
    /// Those of a mean, or of a sum.
    package func taps(from input: Shape, to output: Shape) -> (rows: AxisTaps, columns: AxisTaps) {
        func axis(_ inputs: Int, _ outputs: Int) -> AxisTaps {
            AxisTaps(
                (0..<outputs).map { output in
                    let window = AdaptivePool.window(output, of: outputs, over: inputs)
                    return window.map { (index: $0, weight: reduction == .mean ? 1 / Float(window.count) : 1) }
                }, inputs: inputs)
        }
        return (axis(input.height, output.height), axis(input.width, output.width))
    }
}

extension Operator where Self == AdaptivePool {
    /// A pool of a fixed number of windows.
    public static func adaptivePool(_ pool: AdaptivePool) -> AdaptivePool { pool }
}
