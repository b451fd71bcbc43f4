import Foundation
public import Tensors

/// y = f(x), element by element, with ∂/∂x = g·f′(x).
///
/// A function is a file: its value, its slope, and its name in tables.
public protocol ElementFunction: ActivationFunction, Hashable {
    /// f(x)
    func value(at x: Float) -> Float

    /// f′(x), y being f(x).
    func slope(at x: Float, where y: Float) -> Float
}

/// A function without parameters, which files of networks know by a name.
public protocol NamedFunction: ElementFunction {
    /// The function.
    init()

    /// The operator of ONNX that it is.
    static var onnxName: String { get }
}

extension ElementFunction {
    /// Nothing.
    public var bytes: Int { 0 }
    /// Both: slopes are told by x and y.
    public var backwardReads: BackwardReads { [.operands, .output] }

    /// f of every element.
    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor { operands[0].map { value(at: $0) } }

    /// g·f′(x)
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        var gradient = seed
        let input = operands[0]
        let x = input.values.span
        let y = output.values.span
        var g = gradient.values.mutableSpan
        g.forEachPart { range, g in
            let (x, y) = (x.extracting(range), y.extracting(range))
            for i in g.indices { g[i] *= slope(at: x[i], where: y[i]) }
        }
        return [gradient]
    }
}

/// σ(x) = 1 / (1 + e⁻ˣ)
func logistic(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
