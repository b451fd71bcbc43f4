import CPUBridge
import Operators
import Tensors

/// An operator that the fast backend has kernels for: it says so in the file of its layer.
protocol FastOperator: Operator {
    /// The layer; nil where the kernels do not suit the place.
    func fastLayer(_ place: FastPlace) throws -> (any FastLayer)?
}

/// Where an operator stands.
struct FastPlace {
    let operands: [Shape]
    let output: Shape
    /// By operand, what its numbers were clipped to, where they were.
    let clips: [ClosedRange<Float>?]
    /// The build of the kernels.
    let variant: kernel_variant
}
