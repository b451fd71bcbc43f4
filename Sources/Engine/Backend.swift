import KernelBridge
public import Networks

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
}
