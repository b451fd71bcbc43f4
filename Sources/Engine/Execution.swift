public import Networks
public import Tensors

/// A network made ready for inputs of one size: forward to some of its layers, and back from them to the input.
///
///     let run = try Backends.fast.prepare(graph, height: 512, width: 512, outputs: [fire9])
///     let activations = try run.forward(x)                       // [fire9: 1×512×31×31]
///     let gradient = try run.gradient([fire9: activations[fire9]!])   // ∂(½‖a‖²)/∂x, 1×3×512×512
///
/// Weights get no gradient; nothing behind the outputs is computed. An execution keeps what backward needs of the
/// last forward, so it serves one caller at a time.
public protocol Execution: AnyObject {
    /// The layers that `forward` returns and that `gradient` accepts.
    var outputs: [Graph.NodeID] { get }

    /// Memory of the backend that runs, for an input or a seed.
    func buffer(_ shape: Shape) throws -> any Buffer

    /// Computes the outputs for `input`, `[1, C, H, W]` in the network's own values (no preprocessing here).
    func forward(_ input: any Buffer) throws -> [Graph.NodeID: any Buffer]

    /// The gradient with respect to the last input of Σ over outputs of ⟨seed, activation⟩; a seed is ∂objective/∂activation,
    /// of the activation's shape. Outputs without a seed count as zero.
    func gradient(_ seeds: [Graph.NodeID: any Buffer]) throws -> any Buffer

    /// The value of the objective that it was prepared with, Σ weight·term, and its gradient with respect to `input`, forward and back in
    /// one go; nil where there is none, or where it is not its own to compute.
    func evaluate(_ input: Tensor, _ numbers: ObjectiveNumbers) throws -> (value: Float, gradient: Tensor)?
}

// MARK: - Host tensors

extension Execution {
    /// The outputs for `input`, brought to the backend's memory and back.
    public func forward(_ input: Tensor) throws -> [Graph.NodeID: Tensor] {
        try forward(buffer(input)).mapValues { try $0.read() }
    }

    /// The gradient from seeds that are brought to the backend's memory.
    public func gradient(_ seeds: [Graph.NodeID: Tensor]) throws -> Tensor {
        try gradient(seeds.mapValues { try buffer($0) }).read()
    }

    private func buffer(_ tensor: Tensor) throws -> any Buffer {
        let buffer = try buffer(tensor.shape)
        try buffer.write(tensor)
        return buffer
    }
}

/// Numbers in the host's memory, which shares them with the tensors that are written and read: for backends that compute there.
public final class HostBuffer: Buffer {
    private var tensor: Tensor?
    /// `[1, C, H, W]`
    public let shape: Shape

    /// Numbers that nobody has written.
    public init(_ shape: Shape) { self.shape = shape }

    /// The numbers of a tensor.
    public init(_ tensor: Tensor) { (self.tensor, shape) = (tensor, tensor.shape) }

    /// Takes the numbers of a tensor.
    public func write(_ tensor: Tensor) {
        precondition(tensor.shape == shape, "a buffer of \(shape) cannot take \(tensor.shape)")
        self.tensor = tensor
    }

    /// The numbers; zeros where nobody has written any.
    public func read() -> Tensor { tensor ?? .zeros(shape) }
}
