public import Tensors

/// y[p] = the largest x of the window at p; the first of equals, row by row, takes the gradient (as in PyTorch).
public struct MaxPool: WindowOperator, Hashable {
    public var window: Window

    /// A pool.
    public init(_ window: Window) { self.window = window }

    public var summary: String { "max pool " + window.summary }
    public func shape(_ inputs: [Shape]) -> Shape { window.shape(over: inputs[0], channels: inputs[0].channels) }
    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int { 0 }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { [.operands, .output] }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let x = operands[0]
        return window.mapWindows(of: x.shape) { taps, _ in taps.map { x.values[$0] }.max() ?? -.infinity }
    }

    // ∂/∂x[q] = Σ g[p] over the windows p that q wins
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let x = operands[0]
        var gradient = Tensor.zeros(x.shape)
        _ = window.mapWindows(of: x.shape) { taps, position in
            if let winner = taps.first(where: { x.values[$0] == output.values[position] }) {
                gradient.values[winner] += seed.values[position]
            }
            return 0
        }
        return [gradient]
    }
}

extension Operator where Self == MaxPool {
    /// The largest of each window.
    public static func maxPool(_ window: Window) -> MaxPool { MaxPool(window) }
}
