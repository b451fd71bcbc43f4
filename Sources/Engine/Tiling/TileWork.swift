public import Networks
import Tensors

extension Tiling {
    /// How many times the work of a step on the whole picture a step in these tiles is: each tile sees its halo, and runs forward twice;
    /// lean ones take a third longer.
    ///
    /// By the tile in the middle, which has a halo on every side; forward and backward count the same.
    /// - Throws: `NetworkError` when a layer has no room, `EngineError` when the layers cannot be tiled like this.
    public func workFactor(
        _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], backend: any Backend
    ) throws -> Double {
        let price = isLean ? 1.3 : 1
        guard count > 1 else { return price }
        let fitted = try graph.fitted(height: height, width: width, for: outputs)
        let (graph, outputs) = (fitted.graph, fitted.places(of: outputs))
        let facts = try graph.facts(height: height, width: width, for: outputs)
        let cutting = try TileCutting(
            graph, facts: facts, outputs: outputs, tiling: self, backend: backend, isSample: true)
        let seen = cutting.parts.reduce(0) { max($0, $1.part.picture.area) }
        return price * max(1, 1.5 * Double(count * seen) / Double(height * width))
    }
}
