public import Tensors

/// The same numbers; no gradient goes through.
public struct StopGradient: PositionwiseOperator, Hashable {
    /// The only one that there is.
    public init() {}

    public var summary: String { "fixed" }
    public func shape(_ inputs: [Shape]) -> Shape { inputs[0] }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { [] }
    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor { operands[0] }

    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] { [nil] }
}
