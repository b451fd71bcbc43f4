import KernelBridge
import Networks
import Tensors

/// What a tile holds while it is computed.
struct TileMemory {
    /// In bytes.
    let bytes: Int

    /// Plans the tile's execution, without the memory for it.
    ///
    /// Beside the arena there are the packed weights, and the tensors that go in and out: the tile's picture, its gradient, and
    /// its outputs with their seeds.
    /// - Throws: as `FastExecution`.
    init(_ tile: TileGraph) throws {
        let (height, width) = (tile.picture.rows.count, tile.picture.columns.count)
        let outputs = tile.outputs.values.map(\.node).sorted()
        let shapes = try tile.graph.shapes(height: height, width: width, for: outputs)
        let arena = try FastExecution.arenaBytes(graph: tile.graph, height: height, width: width, outputs: outputs)
        let tensors = 2 * shapes[0].count + outputs.reduce(0) { $0 + 2 * shapes[$1].count }
        let weights = tile.graph.computed(for: outputs).reduce(0) {
            $0 + tile.graph.nodes[$1].operation.packedFloats(at: shapes[$1])
        }
        bytes = arena + 4 * (tensors + weights)
    }
}

extension Operation {
    /// What the fast backend makes of a convolution's weights: packed for either direction, and more for Winograd.
    fileprivate func packedFloats(at output: Shape) -> Int {
        guard case .convolution(let convolution) = self else { return 0 }
        return FastWinograd.keptFloats(of: convolution, over: output) ?? 2 * convolution.weights.values.count
    }
}
