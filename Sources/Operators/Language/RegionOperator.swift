public import Tensors

/// A rectangle that depends on the array's size; its gradient is zero around it.
public protocol RegionOperator: WholeOperator {
    /// The rectangle of an array.
    func region(of shape: Shape) -> Region
}

extension RegionOperator {
    /// Nothing.
    public var bytes: Int { 0 }
    /// Nothing.
    public var backwardReads: BackwardReads { [] }

    /// That of the rectangle.
    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        let region = region(of: inputs[0])
        guard !region.isEmpty else { throw .other("leaves nothing of an array of \(inputs[0])") }
        return Shape(channels: inputs[0].channels, height: region.rows.count, width: region.columns.count)
    }

    /// What lies there.
    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        operands[0].part(region(of: operands[0].shape))
    }

    /// g at its place, among zeros.
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        var gradient = Tensor.zeros(operands[0].shape)
        gradient.replace(region(of: operands[0].shape), with: seed)
        return [gradient]
    }
}
