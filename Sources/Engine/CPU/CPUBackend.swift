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
        let execution =
            isLean
            ? try lean(graph, height: height, width: width, outputs: outputs)
            : .whole(try FastProgram.whole(graph, height: height, width: width, outputs: outputs))
        return try bytes(execution, graph, height: height, width: width, outputs: outputs)
    }

    func leanMemory(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]
    ) throws -> LeanMemory? {
        let lean = try lean(graph, height: height, width: width, outputs: outputs)
        let weights = try weightBytes(lean, graph, height: height, width: width, outputs: outputs)
        switch lean {
        case .whole: return nil
        case .bands(let bands):
            return LeanMemory(
                goesByRows: true,
                working: bands.bytes + (bands.groups.mayRedirect ? bands.gradientBytes : 0) + weights,
                resting: min(bands.arenaBytes, FastProgram.smallestGivenBack) + weights, givenBack: bands.givenBack,
                work: bands.work)
        case .recomputing(let program):
            return LeanMemory(
                goesByRows: false, working: program.bytes + weights,
                resting: min(program.arenaBytes, FastProgram.smallestGivenBack) + weights, work: program.work)
        }
    }

    func execution(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], isLean: Bool
    ) throws -> any Execution {
        guard isLean, !onlyLibrary else {
            return try FastExecution(
                graph: graph, height: height, width: width, outputs: outputs, variant: kernel_variant_best(),
                onlyLibrary: onlyLibrary)
        }
        switch try lean(graph, height: height, width: width, outputs: outputs) {
        case .whole(let program), .recomputing(let program): return try FastExecution(program, outputs: outputs)
        case .bands(let program): return try BandExecution(program, outputs: outputs)
        }
    }
}

// MARK: - What it holds

extension CPUBackend {
    /// What an execution runs.
    private enum Program {
        case whole(FastProgram)
        case bands(BandProgram)
        case recomputing(FastProgram)

        /// Of activations, gradients and what layers make of their own.
        var bytes: Int {
            switch self {
            case .whole(let program), .recomputing(let program): program.bytes
            case .bands(let program): program.bytes
            }
        }
    }

    /// What holds least: all at once, in bands of rows, or with some of the way forward gone again where that holds less than bands do; all at once
    /// where oneDNN is to compute everything.
    private func lean(_ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]) throws -> Program {
        let whole = try FastProgram.whole(graph, height: height, width: width, outputs: outputs)
        guard !onlyLibrary else { return .whole(whole) }
        let bands = try BandProgram(
            graph: graph, height: height, width: width, outputs: outputs, variant: kernel_variant_best(), bands: .usual)
        // Where rows stream, little is left of the whole; where they wait for each other, half of it or more is kept.
        if bands.bytes < whole.bytes / 3 { return .bands(bands) }
        let recomputing = Program.recomputing(
            try FastProgram.recomputing(graph, height: height, width: width, outputs: outputs))
        func held(_ program: Program) throws -> Int {
            try bytes(program, graph, height: height, width: width, outputs: outputs)
        }
        var least = Program.whole(whole)
        for other in [Program.bands(bands), recomputing] where try held(other) < held(least) { least = other }
        return least
    }

    private func bytes(
        _ program: Program, _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]
    ) throws -> Int {
        try program.bytes + weightBytes(program, graph, height: height, width: width, outputs: outputs)
    }

    /// What is made of weights, and kept: of dense layers' nothing where they are packed at each call.
    private func weightBytes(
        _ program: Program, _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]
    ) throws -> Int {
        let shapes = try graph.shapes(height: height, width: width, for: outputs)
        var keepsPacked = true
        if case .recomputing = program { keepsPacked = false }
        return graph.computed(for: outputs).reduce(0) { bytes, node in
            guard let convolution = graph.nodes[node].operation as? Convolution else { return bytes }
            let geometry = ConvolutionGeometry(
                convolution, input: shapes[graph.nodes[node].inputs[0]], output: shapes[node])
            if !keepsPacked, FastPointwise.accepts(geometry) { return bytes }
            let kept = FastWinograd.keptFloats(of: convolution, over: shapes[node])
            return bytes + 4 * (kept ?? 2 * convolution.weights.values.count)
        }
    }
}
