public import Tensors

/// G = X·Xᵀ / n over the n positions, `[1, 1, C, C]`: which channels go together, wherever they do (Gatys, Ecker and Bethge, "A
/// neural algorithm of artistic style", 2015, eq. 3).
public struct Gram: WholeOperator, Hashable {
    /// The only one that there is.
    public init() {}

    public var summary: String { "gram" }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { .operands }

    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        let channels = inputs[0].channels
        guard channels <= 4096 else { throw .other("would have \(channels)×\(channels) elements") }
        return Shape(channels: 1, height: channels, width: channels)
    }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let x = operands[0].matrix
        var product = x.product(x, transposing: .second)
        product.scale(by: 1 / Float(max(operands[0].shape.area, 1)))
        return product.reshaped(to: output)
    }

    // ∂/∂X = (g + gᵀ)·X / n
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let x = operands[0].matrix
        let channels = operands[0].shape.channels
        let g = seed.reshaped(to: Shape([channels, channels]))
        var gradient = g.product(x)
        gradient.add(g.product(x, transposing: .first))
        gradient.scale(by: 1 / Float(max(operands[0].shape.area, 1)))
        return [gradient.reshaped(to: operands[0].shape)]
    }
}
