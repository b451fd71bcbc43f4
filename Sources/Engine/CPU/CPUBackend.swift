import CPUBridge
import Networks
import Tensors

/// oneDNN and our own kernels over blocked activations, on the processor's cores.
struct CPUBackend: Backend {
    /// Whether oneDNN computes every convolution, ours being left out.
    let onlyLibrary: Bool

    var name: String { onlyLibrary ? "library" : "fast" }

    func supports(_ operation: any Operator, _ operands: [Shape], to output: Shape) -> Bool {
        if operation is Convolution || operation is Concatenation || operation is Input { return true }
        let place = FastPlace(
            operands: operands, output: output, clips: operands.map { _ in nil }, variant: kernel_variant_best())
        return (try? (operation as? any FastOperator)?.fastLayer(place)) != nil
    }

    func buffer(_ shape: Shape) -> any Buffer { HostBuffer(shape) }

    /// The squares that Winograd's convolution computes by.
    func grain(of operation: any Operator) -> Int {
        guard !onlyLibrary, let convolution = operation as? Convolution else { return 1 }
        return FastWinograd.square(of: convolution) ?? 1
    }

    func bytes(_ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], isLean: Bool) throws -> Int {
        let shapes = try graph.shapes(height: height, width: width, for: outputs)
        let whole = try FastExecution.plannedBytes(graph: graph, height: height, width: width, outputs: outputs)
        let bands = isLean ? try bands(graph, height: height, width: width, outputs: outputs) : nil
        return graph.computed(for: outputs).reduce(min(whole, bands?.bytes ?? .max)) { bytes, node in
            guard let convolution = graph.nodes[node].operation as? Convolution else { return bytes }
            let kept = FastWinograd.keptFloats(of: convolution, over: shapes[node])
            return bytes + 4 * (kept ?? 2 * convolution.weights.values.count)
        }
    }

    /// In bands where these hold less, and little is asked for.
    func prepare(
        _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], isLean: Bool
    ) throws -> any Execution {
        if isLean, let bands = try bands(graph, height: height, width: width, outputs: outputs) {
            let whole = try FastExecution.plannedBytes(graph: graph, height: height, width: width, outputs: outputs)
            if bands.bytes < whole { return try BandExecution(bands, outputs: outputs) }
        }
        return try FastExecution(
            graph: graph, height: height, width: width, outputs: outputs, variant: kernel_variant_best(),
            onlyLibrary: onlyLibrary)
    }

    /// Nil where there is no way to cut the graph into bands.
    private func bands(
        _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]
    ) throws -> BandProgram? {
        guard !onlyLibrary else { return nil }
        return try BandProgram(
            graph: graph, height: height, width: width, outputs: outputs, variant: kernel_variant_best(), bands: .usual)
    }
}
