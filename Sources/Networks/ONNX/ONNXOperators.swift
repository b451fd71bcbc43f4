/// How each operator becomes a part of the graph; the readings stand in a file a kind.
enum ONNXOperator {
    typealias Reading = @Sendable (ONNXNodeReader, inout ONNXGraphBuilder) throws -> Void

    /// Every operator that is supported.
    static let byName: [String: Reading] = [
        activations, arithmetic, blocks, borders, branches, comparisons, constants, convolutions, normalizations,
        patches,
        pools, quantization, recurrences, reductions, resizes, scattering, responses, transposed, wiring,
    ].reduce(into: [:]) { all, kind in all.merge(kind) { $1 } }
}
