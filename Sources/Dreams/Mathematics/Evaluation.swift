public import Tensors

/// An expression computed for one canvas: its value, and by reverse accumulation the gradient of that value with respect
/// to every layer it reads and to the canvas.
///
///     let evaluation = try Evaluation(of: objective, canvas: canvas) { activations[$0] }
///     evaluation.value                       // how well the canvas does
///     evaluation.gradients().layers[fire8]   // ∂value/∂fire8, the seed of the network's backward pass
public struct Evaluation {
    /// The expression's value; an evaluated objective is one number.
    public var value: Float { root.value.values[0] }

    private let root: Trace

    /// Computes a scalar expression.
    /// - Throws: `DreamError` when shapes do not fit, or the expression is no scalar.
    public init(
        of expression: Expression, canvas: Tensor, place: Place? = nil, activation: (LayerReference) -> Tensor?
    ) throws {
        root = try Trace(expression, canvas: canvas, place: place, activation: activation)
        guard root.value.shape.rank == 0 else {
            throw DreamError.notScalar(expression: "\(expression)", place: place)
        }
    }

    /// ∂value/∂layer for every layer it reads, and ∂value/∂canvas if it reads that.
    public func gradients() -> (layers: [LayerReference: Tensor], canvas: Tensor?) {
        var gathered = Gradients()
        root.pullBack(.scalar(1), into: &gathered)
        return (gathered.layers, gathered.canvas)
    }
}

/// Gradients that reached the leaves.
private struct Gradients {
    var layers: [LayerReference: Tensor] = [:]
    var canvas: Tensor?

    mutating func add(_ gradient: Tensor, toLayer layer: LayerReference) {
        if layers[layer]?.add(gradient) == nil { layers[layer] = gradient }
    }

    mutating func add(toCanvas gradient: Tensor) {
        if canvas?.add(gradient) == nil { canvas = gradient }
    }
}

/// A node of an expression with its value, for the way back.
private final class Trace {
    let expression: Expression
    let value: Tensor
    private let operands: [Trace]

    init(
        _ expression: Expression, canvas: Tensor, place: Place?, activation: (LayerReference) -> Tensor?
    ) throws {
        self.expression = expression
        operands = try expression.computedOperands.map {
            try Trace($0, canvas: canvas, place: place, activation: activation)
        }
        switch expression {
        case .constant(let number):
            value = .scalar(number)
        case .canvas:
            value = canvas
        case .activation(let layer):
            guard let tensor = activation(layer) else { preconditionFailure("\(layer) was not computed") }
            value = tensor
        default:
            let inputs = operands.map(\.value)
            _ = try expression.shape(of: inputs.map(\.shape), place: place)
            value = expression.operation.forward(inputs)
        }
    }

    func pullBack(_ seed: Tensor, into gathered: inout Gradients) {
        switch expression {
        case .constant: return
        case .canvas: gathered.add(toCanvas: seed)
        case .activation(let layer): gathered.add(seed, toLayer: layer)
        default:
            let shares = expression.operation.backward(seed, operands.map(\.value), value)
            for (operand, share) in zip(operands, shares) { operand.pullBack(share, into: &gathered) }
        }
    }
}
