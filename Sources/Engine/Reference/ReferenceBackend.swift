import Networks
import Tensors

/// Every operator by its own plain loops over planar tensors: what other backends are held to.
struct ReferenceBackend: Backend {
    let name = "reference"

    /// The only one that there is.
    init() {}

    /// The loops are the meaning of an operator, and every one has them.
    func supports(_ operation: any Operator, _ operands: [Shape], to output: Shape) -> Bool { true }

    func buffer(_ shape: Shape) -> any Buffer { HostBuffer(shape) }
}
