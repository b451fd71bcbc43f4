public import Networks
import Tensors

extension Tiling {
    /// How many times the work of a step on the whole picture a step in these tiles is: each tile sees its halo, and runs forward twice; what
    /// is lean computes some things again, which its plan counts.
    ///
    /// By the tile in the middle, which has a halo on every side; forward and backward count the same.
    /// - Throws: `NetworkError` when a layer has no room, `EngineError` when the layers cannot be tiled like this.
    public func workFactor(
        _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], backend: any Backend
    ) throws -> Double {
        func again(_ graph: Graph, _ height: Int, _ width: Int, _ outputs: [Graph.NodeID]) throws -> Double {
            guard isLean else { return 1 }
            return try backend.leanMemory(graph, height: height, width: width, outputs: outputs)?.work ?? 1
        }
        guard count > 1 else { return try again(graph, height, width, outputs) }
        let fitted = try graph.fitted(height: height, width: width, for: outputs)
        let (graph, outputs) = (fitted.graph, fitted.places(of: outputs))
        let facts = try graph.facts(height: height, width: width, for: outputs)
        let cutting = try TileCutting(
            graph, facts: facts, outputs: outputs, tiling: self, backend: backend, isSample: true)
        guard let tile = cutting.parts.map(\.part).max(by: { $0.picture.area < $1.picture.area }) else { return 1 }
        let (rows, columns) = (tile.picture.rows.count, tile.picture.columns.count)
        let inTile = try again(tile.graph, rows, columns, tile.outputs.values.map(\.node).sorted())
        return inTile * max(1, 1.5 * Double(count * tile.picture.area) / Double(height * width))
    }
}
