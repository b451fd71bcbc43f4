import Networks
import Tensors

/// The tiles of a network for one size of the picture.
struct TileCutting {
    /// Row by row: what a tile owns, and what it computes for that. Each is made when it is come to, since there may be thousands, and each has
    /// a graph.
    let parts: AnySequence<(owned: [Graph.NodeID: Region], part: TileGraph)>

    /// - Parameter isSample: only the tile in the middle is wanted.
    /// - Throws: `EngineError` when an approximate tile cannot stand for the whole.
    init(
        _ graph: Graph, facts: [LayerFacts], outputs: [Graph.NodeID], tiling: Tiling, backend: any Backend,
        isSample: Bool = false
    ) throws {
        let shapes = facts.map(\.shape)
        let grid = TileGrid(tiling, facts: facts, outputs: outputs)
        let everywhere = shapes.map { Region(allOf: $0) }
        guard grid.rows * grid.columns > 1 else {
            let owned = Dictionary(outputs.map { ($0, everywhere[$0]) }) { region, _ in region }
            let whole = TileGraph(whole: graph, shapes: shapes, outputs: outputs)
            parts = AnySequence([(owned: owned, part: whole)])
            return
        }
        if case .fast = tiling.mode { try graph.checkLocality(facts: facts, outputs: outputs) }
        let middle = grid.rows / 2 * grid.columns + grid.columns / 2
        let indices = isSample ? middle..<middle + 1 : 0..<grid.rows * grid.columns
        let made = indices.lazy.compactMap { index -> (owned: [Graph.NodeID: Region], part: TileGraph)? in
            let owned = grid.owned(row: index / grid.columns, column: index % grid.columns)
            guard !owned.isEmpty else { return nil }
            var limits = everywhere
            if case .fast(let halo) = tiling.mode { limits = facts.around(owned, halo: halo) }
            return (owned, TileGraph(of: graph, shapes: shapes, owned: owned, limits: limits, backend: backend))
        }
        parts = AnySequence(made)
    }
}

extension TileGraph {
    /// The whole picture as its only tile: the graph as it is.
    fileprivate init(whole graph: Graph, shapes: [Shape], outputs: [Graph.NodeID]) {
        self.graph = graph
        picture = Region(allOf: shapes[0])
        signature = []
        self.outputs = Dictionary(outputs.map { ($0, Output(node: $0, made: Region(allOf: shapes[$0]))) }) { one, _ in
            one
        }
    }
}

// MARK: - Approximate tiles

extension Graph {
    /// Refuses outputs that no part of the picture can stand for, and layers whose parts lie elsewhere than in the whole.
    fileprivate func checkLocality(facts: [LayerFacts], outputs: [NodeID]) throws {
        for node in outputs where facts[node].shape.area == 1 {
            throw EngineError.seesEverything(layer: nodes[node].name)
        }
        for node in computed(for: outputs) {
            let operands = nodes[node].operands.map { facts[$0].shape }
            for map in nodes[node].operation.axisMaps(of: operands, to: facts[node].shape) {
                if case .unaligned = map.rows { throw EngineError.seesEverything(layer: nodes[node].name) }
                if case .unaligned = map.columns { throw EngineError.seesEverything(layer: nodes[node].name) }
            }
        }
    }
}

extension [LayerFacts] {
    /// By layer: the positions in the part of the picture that `owned` stands for, and `halo` pixels around it.
    fileprivate func around(_ owned: [Graph.NodeID: Region], halo: Int) -> [Region] {
        guard let (node, region) = owned.min(by: { $0.key < $1.key }) else { return map { Region(allOf: $0.shape) } }
        let stride = self[node].stride
        return map { layer in
            Region(
                rows: limits(region.rows, stride.height, halo, layer.stride.height, layer.shape.height),
                columns: limits(region.columns, stride.width, halo, layer.stride.width, layer.shape.width))
        }
    }

    private func limits(_ owned: Range<Int>, _ stride: Int, _ halo: Int, _ other: Int, _ extent: Int) -> Range<Int> {
        let first = Swift.max(0, owned.lowerBound * stride - halo) / other
        let last = (owned.upperBound * stride + halo + other - 1) / other
        return Swift.min(first, extent - 1)..<Swift.max(Swift.min(last, extent), Swift.min(first, extent - 1) + 1)
    }
}
