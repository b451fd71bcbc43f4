/// How each operator becomes a part of the graph; the readings stand in a file a kind.
enum ONNXOperator {
    typealias Reading = @Sendable (ONNXNodeReader, inout ONNXGraphBuilder) throws -> Void

    /// Every operator that is supported.
    static let byName: [String: Reading] = convolutions.merging(pools, uniquingKeysWith: { $1 })
        .merging(activations, uniquingKeysWith: { $1 }).merging(arithmetic, uniquingKeysWith: { $1 })
        .merging(normalizations, uniquingKeysWith: { $1 }).merging(reductions, uniquingKeysWith: { $1 })
        .merging(wiring, uniquingKeysWith: { $1 }).merging(resizes, uniquingKeysWith: { $1 }).merging(
            constants, uniquingKeysWith: { $1 })
}
