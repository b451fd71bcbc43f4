public import Networks
public import Tensors

/// A network made ready for inputs of one size: forward to some of its layers, and back from them to the input.
///
///     let run = try Backend.fast.prepare(graph, height: 512, width: 512, outputs: [fire9])
///     let activations = try run.forward(x)                       // [fire9: 1×512×31×31]
///     let gradient = try run.gradient([fire9: activations[fire9]!])   // ∂(½‖a‖²)/∂x, 1×3×512×512
///
/// Weights get no gradient; nothing behind the outputs is computed. An execution keeps what backward needs of the
/// last forward, so it serves one caller at a time.
public protocol Execution: AnyObject {
    /// The layers that `forward` returns and that `gradient` accepts.
    var outputs: [Graph.NodeID] { get }

    /// Computes the outputs for `input`, `[1, C, H, W]` in the network's own values (no preprocessing here).
    func forward(_ input: Tensor) throws -> [Graph.NodeID: Tensor]

    /// The gradient with respect to the last input of Σ over outputs of ⟨seed, activation⟩; a seed is ∂objective/∂activation,
    /// of the activation's shape. Outputs without a seed count as zero.
    func gradient(_ seeds: [Graph.NodeID: Tensor]) throws -> Tensor
}

/// The ways of computing a network; all agree to rounding.
public enum Backend: String, Sendable, CaseIterable {
    /// oneDNN and our own kernels in a blocked layout.
    case fast
    /// The same with oneDNN's convolutions alone: what our own kernels are measured against.
    case library
    /// Plain loops, to check the fast one against.
    case reference
}
