public import Networks
public import Tensors

/// Something that computes networks, in memory of its own.
///
///     let run = try Backends.fast.prepare(graph, height: 512, width: 512, outputs: [fire9])
///
/// All agree to rounding. Whoever cuts a network up, or says what it holds, asks the backend that will run it. A backend is a folder of
/// this room and a line in `Backends.all`; of what a graph holds it computes what it `supports`, and the operators' own loops the rest.
/// One that supports nothing needs no execution of its own: the loops compute everything.
public protocol Backend: Sendable {
    /// One word, by which recipes and commands call it.
    var name: String { get }

    /// Whether it has a kernel for an operator over operands of these shapes.
    func supports(_ operation: any Operator, _ operands: [Shape], to output: Shape) -> Bool

    /// Memory for numbers of a shape, which hold nothing yet.
    /// - Throws: `EngineError.outOfMemory`.
    func buffer(_ shape: Shape) throws -> any Buffer

    /// How many neighbouring outputs of an operator share their rounding, counted from the first, at any size of the picture.
    ///
    /// A tile that computes them together has the very bits of the whole picture. With others, a few units in a million would stand on
    /// the other side of their ReLU, and a gradient differ by 1e-3 that should by 1e-6.
    func grain(of operation: any Operator) -> Int

    /// The bytes that an execution holds, as `bytes` says them, of a graph that is fitted to the size.
    func bytes(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], isLean: Bool
    ) throws -> Int

    /// What a lean execution holds; nil where it is none other than the fastest.
    /// - Throws: as `prepare`.
    func leanMemory(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]
    ) throws -> LeanMemory?

    /// What of its memory is free at the moment, in bytes; nil where nobody says.
    var freeMemory: Int? { get }

    /// Makes a network ready, as `prepare` does, that is fitted to the size.
    func execution(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], isLean: Bool
    ) throws -> any Execution

    /// Whether its executions compute objectives, too, so that layers stay in its memory.
    var takesObjectives: Bool { get }

    /// Makes a network ready that is fitted to the size, with an objective over some of the outputs.
    func execution(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], objective: LayerObjective
    ) throws -> any Execution

    /// Makes a network, an objective and all of the step around them ready; nil where it leaves the step to whoever asks.
    func stepExecution(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], objective: LayerObjective,
        _ step: CanvasStep
    ) throws -> (any StepExecution)?
}

/// What an execution holds that trades time for memory, in bytes.
public struct LeanMemory: Hashable, Sendable {
    /// Whether it takes its input, and gives the input's gradient, row by row: then neither is there as a whole.
    public let goesByRows: Bool
    /// While it computes, beside the input and the gradient of it.
    public let working: Int
    /// Of that, between two steps.
    public let resting: Int
    /// Of that, what is given back while the input's gradient grows as a whole.
    public let givenBack: Int
    /// How many times the multiply–accumulates of seeing all at once it takes.
    public let work: Double

    /// From its parts.
    public init(goesByRows: Bool, working: Int, resting: Int, givenBack: Int = 0, work: Double = 1) {
        (self.goesByRows, self.working, self.resting) = (goesByRows, working, resting)
        (self.givenBack, self.work) = (givenBack, work)
    }
}

/// Numbers of a shape in a backend's memory.
public protocol Buffer: AnyObject {
    /// `[1, C, H, W]`
    var shape: Shape { get }

    /// Fills it.
    func write(_ tensor: Tensor) throws

    /// What it holds, as numbers of the host.
    func read() throws -> Tensor
}

/// The backends that there are everywhere; devices have theirs beside them, see `DeviceChoice`.
public enum Backends {
    /// oneDNN and our own kernels in a blocked layout.
    public static let fast: any Backend = CPUBackend(onlyLibrary: false)
    /// The same with oneDNN's convolutions alone: what our own kernels are measured against.
    public static let library: any Backend = CPUBackend(onlyLibrary: true)
    /// Plain loops, to check the others against.
    public static let reference: any Backend = ReferenceBackend()

    /// Each of them; the one that is used where nobody chooses comes first.
    public static let all: [any Backend] = [fast, library, reference]

    /// The backend of a name.
    public static func named(_ name: String) -> (any Backend)? { all.first { $0.name == name } }
}

// MARK: - What backends have in common

extension Backend {
    /// None.
    public func grain(of operation: any Operator) -> Int { 1 }

    /// Nobody says.
    public var freeMemory: Int? { nil }

    /// There is one kind of execution.
    public func leanMemory(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]
    ) throws -> LeanMemory? { nil }

    /// Every activation that is computed, and its gradient.
    public func bytes(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], isLean: Bool
    ) throws -> Int {
        let shapes = try graph.shapes(height: height, width: width, for: outputs)
        return graph.computed(for: outputs).reduce(0) { $0 + 2 * 4 * shapes[$1].count }
    }

    /// Everything by the operators' own loops.
    public func execution(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], isLean: Bool
    ) throws -> any Execution {
        try LoopExecution(graph: graph, height: height, width: width, outputs: outputs, on: self)
    }

    /// The layers that are computed for `outputs`: those that it has kernels for, and those that the operators' own loops compute.
    /// - Throws: `NetworkError` when a layer has no room at this size.
    public func kernels(
        for graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]
    ) throws -> (known: [Graph.NodeID], missing: [Graph.NodeID]) {
        let fitted = try graph.fitted(height: height, width: width, for: outputs)
        let (graph, outputs, sources) = (fitted.graph, fitted.places(of: outputs), fitted.sources)
        let shapes = try graph.shapes(height: height, width: width, for: outputs)
        var result: (known: [Graph.NodeID], missing: [Graph.NodeID]) = ([], [])
        for node in graph.computed(for: outputs) where node != 0 {
            guard let source = sources[node] else { continue }
            let operands = graph.nodes[node].operands.map { shapes[$0] }
            if supports(graph.nodes[node].operation, operands, to: shapes[node]) {
                result.known.append(source)
            } else {
                result.missing.append(source)
            }
        }
        return result
    }

    /// The bytes that an execution holds: activations and gradients, and what is made of weights. Everything is planned, and nothing of it
    /// allocated.
    /// - Throws: as `prepare`.
    public func bytes(
        _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], isLean: Bool
    ) throws -> Int {
        let fitted = try graph.fitted(height: height, width: width, for: outputs)
        return try bytes(
            ofFitted: fitted.graph, height: height, width: width, outputs: fitted.places(of: outputs), isLean: isLean)
    }

    /// What a lean execution holds; nil where it is none other than the fastest.
    /// - Throws: as `prepare`.
    public func leanMemory(
        _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]
    ) throws -> LeanMemory? {
        let fitted = try graph.fitted(height: height, width: width, for: outputs)
        return try leanMemory(
            ofFitted: fitted.graph, height: height, width: width, outputs: fitted.places(of: outputs))
    }

    /// Makes a network ready for inputs of one size.
    ///
    /// - Parameters:
    ///   - outputs: the layers that the objective reads; nothing behind them is computed.
    ///   - isLean: it is to hold as little as it can, though it may take a third longer; its numbers are the same to the last bit.
    /// - Throws: `NetworkError` when a layer has no room at this size, `EngineError` when one cannot be computed.
    public func prepare(
        _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], isLean: Bool
    ) throws -> any Execution {
        let fitted = try graph.fitted(height: height, width: width, for: outputs)
        let run = try execution(
            ofFitted: fitted.graph, height: height, width: width, outputs: fitted.places(of: outputs), isLean: isLean)
        return fitted.isRenumbered ? RenumberedExecution(run, fitted, outputs: outputs) : run
    }

    /// The fastest execution.
    public func prepare(
        _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]
    ) throws -> any Execution {
        try prepare(graph, height: height, width: width, outputs: outputs, isLean: false)
    }
}
