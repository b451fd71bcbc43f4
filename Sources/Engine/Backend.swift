import KernelBridge
public import Networks
import Tensors

extension Backend {
    /// Makes a network ready for inputs of one size.
    ///
    /// - Parameter outputs: the layers that the objective reads; nothing behind them is computed.
    /// - Throws: `NetworkError` when a layer has no room at this size, `EngineError` when one cannot be computed.
    public func prepare(
        _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]
    ) throws -> any Execution {
        switch self {
        case .fast: try FastExecution(graph: graph, height: height, width: width, outputs: outputs)
        case .library:
            try FastExecution(
                graph: graph, height: height, width: width, outputs: outputs, variant: kernel_variant_best(),
                onlyLibrary: true)
        case .reference: try ReferenceExecution(graph: graph, height: height, width: width, outputs: outputs)
        }
    }

    /// The bytes that an execution holds: activations and gradients, and what is made of weights. Everything is planned, and nothing of it
    /// allocated.
    /// - Throws: as `prepare`.
    func bytes(_ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]) throws -> Int {
        let shapes = try graph.shapes(height: height, width: width, for: outputs)
        let computed = graph.computed(for: outputs)
        switch self {
        case .fast, .library:
            let planned = try FastExecution.plannedBytes(graph: graph, height: height, width: width, outputs: outputs)
            return computed.reduce(planned) { bytes, node in
                guard let convolution = graph.nodes[node].operation as? Convolution else { return bytes }
                let kept = FastWinograd.keptFloats(of: convolution, over: shapes[node])
                return bytes + 4 * (kept ?? 2 * convolution.weights.values.count)
            }
        case .reference: return computed.reduce(0) { $0 + 2 * 4 * shapes[$1].count }
        }
    }

    /// How many neighbouring outputs of an operator share their rounding, counted from the first, at any size of the picture.
    ///
    /// A tile that computes them together has the very bits of the whole picture. With others, a few units in a million would stand on
    /// the other side of their ReLU, and a gradient differ by 1e-3 that should by 1e-6.
    func grain(of operation: any Operator) -> Int {
        guard self == .fast, let convolution = operation as? Convolution else { return 1 }
        return FastWinograd.square(of: convolution) ?? 1
    }
}
