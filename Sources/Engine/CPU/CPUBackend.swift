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

    func bytes(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], isLean: Bool
    ) throws -> Int {
        let bands = isLean ? try bands(graph, height: height, width: width, outputs: outputs) : nil
        let own =
            try bands?.bytes
            ?? FastExecution.plannedBytes(graph: graph, height: height, width: width, outputs: outputs)
        return try own + weightBytes(graph, height: height, width: width, outputs: outputs)
    }

    func rowwiseMemory(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]
    ) throws -> RowwiseMemory? {
        guard let bands = try bands(graph, height: height, width: width, outputs: outputs) else { return nil }
        let weights = try weightBytes(graph, height: height, width: width, outputs: outputs)
        return RowwiseMemory(
            working: bands.bytes + (bands.groups.mayRedirect ? bands.gradientBytes : 0) + weights,
            resting: min(bands.arenaBytes, BandExecution.smallest) + weights, givenBack: bands.givenBack,
            work: bands.work)
    }

    private func weightBytes(_ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]) throws -> Int {
        let shapes = try graph.shapes(height: height, width: width, for: outputs)
        return graph.computed(for: outputs).reduce(0) { bytes, node in
            guard let convolution = graph.nodes[node].operation as? Convolution else { return bytes }
            let kept = FastWinograd.keptFloats(of: convolution, over: shapes[node])
            return bytes + 4 * (kept ?? 2 * convolution.weights.values.count)
        }
    }

    /// In bands where these hold less, and little is asked for.
    func execution(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], isLean: Bool
    ) throws -> any Execution {
        if isLean, let bands = try bands(graph, height: height, width: width, outputs: outputs) {
            return try BandExecution(bands, outputs: outputs)
        }
        return try FastExecution(
            graph: graph, height: height, width: width, outputs: outputs, variant: kernel_variant_best(),
            onlyLibrary: onlyLibrary)
    }

    /// Nil where they hold no less than the whole, or oneDNN is to compute everything.
    private func bands(
        _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]
    ) throws -> BandProgram? {
        guard !onlyLibrary else { return nil }
        let bands = try BandProgram(
            graph: graph, height: height, width: width, outputs: outputs, variant: kernel_variant_best(), bands: .usual)
        let whole = try FastExecution.plannedBytes(graph: graph, height: height, width: width, outputs: outputs)
        return bands.bytes < whole ? bands : nil
    }
}
