public import Networks
import Tensors

extension Tiling {
    /// The whole, if its work fits into `memory` bytes; or else the whole in bands of rows; or else the fewest tiles, about square: the
    /// larger a tile, the less of it is halo.
    ///
    /// - Parameter memory: what one tile may hold on `backend`. The outputs, the input and the gradient of the whole picture are not in it.
    /// - Throws: `EngineError.doesNotFit` when even the smallest tile holds more; `NetworkError` when a layer has no room.
    public static func fitting(
        _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], memory: Int, mode: Mode = .exact,
        backend: any Backend
    ) throws -> Tiling {
        let sizing = try TileSizing(graph, height: height, width: width, outputs: outputs, mode: mode, backend)
        let candidates = sizing.candidates
        guard try sizing.bytes(candidates[0]) > memory else { return candidates[0] }
        // Bytes fall from candidate to candidate: halve the interval until the first that fits is left.
        var (tooLarge, fits) = (0, candidates.count - 1)
        let least = try sizing.bytes(candidates[fits])
        guard least <= memory else {
            throw EngineError.doesNotFit(width: width, height: height, memory: memory, needed: least)
        }
        while fits - tooLarge > 1 {
            let middle = (tooLarge + fits) / 2
            if try sizing.bytes(candidates[middle]) <= memory { fits = middle } else { tooLarge = middle }
        }
        return candidates[fits]
    }

    /// What one tile holds at most, in bytes, weights included: an estimate.
    public func bytes(
        _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], backend: any Backend
    ) throws -> Int {
        try TileSizing(graph, height: height, width: width, outputs: outputs, mode: mode, backend).bytes(self)
    }
}

/// The tiles that a picture can be cut into, and what each cut holds.
private struct TileSizing {
    let graph: Graph
    let facts: [LayerFacts]
    let outputs: [Graph.NodeID]
    let mode: Tiling.Mode
    let backend: any Backend

    init(
        _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], mode: Tiling.Mode, _ backend: any Backend
    ) throws {
        self.backend = backend
        let fitted = try graph.fitted(height: height, width: width, for: outputs)
        self.graph = fitted.graph
        self.outputs = fitted.places(of: outputs)
        self.mode = mode
        facts = try fitted.graph.facts(height: height, width: width, for: self.outputs)
    }

    /// From the whole picture, as fast as it goes and then as lean, down to tiles of one position; each has more tiles than the one before.
    var candidates: [Tiling] {
        let grid = TileGrid(Tiling(rows: .max / 2, columns: .max / 2), facts: facts, outputs: outputs)
        let longest = max(grid.rows, grid.columns)
        var candidates: [Tiling] = [.whole]
        for side in stride(from: longest, through: 1, by: -1) {
            let tiling = Tiling(
                rows: (grid.rows + side - 1) / side, columns: (grid.columns + side - 1) / side, mode: mode, isLean: true
            )
            if tiling.count == 1 {
                candidates[1...] = [.lean]
            } else if tiling != candidates.last {
                candidates.append(tiling)
            }
        }
        return candidates
    }

    /// What the tile in the middle holds, which has a halo on every side.
    func bytes(_ tiling: Tiling) throws -> Int {
        let cutting = try TileCutting(
            graph, facts: facts, outputs: outputs, tiling: tiling, backend: backend, isSample: true)
        return try cutting.parts.reduce(0) { max($0, try $1.part.bytes(on: backend, isLean: tiling.isLean)) }
    }
}
