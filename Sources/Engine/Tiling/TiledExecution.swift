public import Networks
public import Tensors

/// An execution that cuts the picture into tiles, so that its memory is that of one tile, whatever the picture's size.
///
///     let run = try TiledExecution(graph, height: 4000, width: 6000, outputs: [fire9], tiling: Tiling(rows: 4, columns: 6))
///     let activations = try run.forward(x)
///     let gradient = try run.gradient(seeds(of: activations))
///
/// Forward computes tile by tile and puts the outputs together. The gradient runs each tile forward again, and back from its
/// part of the seeds, and adds up what the tiles say, always in one order. So an objective may be anything that reads whole layers
/// — a class, a mean, a norm over the picture — and means the same as without tiles; exact tiles give the same numbers
/// up to rounding. The tile that was computed last is not run again; a single tile never is.
///
/// One tile at a time, on every core. Two at once on two cores, one thread each, take 0.97 (2048²), 0.92 (1024²), 0.8 (512²) and 0.67 (256²)
/// of the time (SqueezeNet to fire9); but in the same memory each would be half as large. At 24 megapixels in 1 GiB that halves
/// tiles of about 1400² to 1000², of which a halo of 207 leaves a third instead of half: slower by two fifths.
///
/// A layer behind something that sees the whole picture (the global mean in a squeeze-and-excite, a resize by an odd factor)
/// needs all of what lies before it: exact tiles stay exact, but each computes those layers whole and saves no memory there.
public final class TiledExecution: Execution {
    /// The layers that `forward` returns.
    public let outputs: [Graph.NodeID]

    private let backend: any Backend
    private let isLean: Bool
    /// What is computed behind the only tile.
    private let objective: LayerObjective?
    private let shapes: [Shape]
    private let kinds: [Kind]
    private let tiles: [Tile]
    /// The kind that is prepared, and the tile whose forward pass it holds.
    private var current: (kind: Int, run: any Execution)?
    private var standing: Int?
    private var input: Tensor?

    /// What tiles that look alike share.
    private struct Kind {
        let graph: Graph
        let size: Extent
        let outputs: [Graph.NodeID]
    }

    private struct Tile {
        let kind: Int
        let picture: Region
        let outputs: [(node: Graph.NodeID, owned: Region, place: TileGraph.Output)]
    }

    /// Whether the way back reads the input again.
    public var readsInputAgain: Bool { tiles.count > 1 }

    /// Makes `graph` ready for a picture of this size; tiles are prepared when they are computed.
    /// - Parameter objective: what is to grow, which a backend that takes objectives computes where there is a single tile.
    /// - Throws: `NetworkError` when a layer has no room, `EngineError` when the layers cannot be tiled like this.
    public init(
        _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], tiling: Tiling, backend: any Backend,
        objective: LayerObjective? = nil
    ) throws {
        self.outputs = outputs
        self.backend = backend
        isLean = tiling.isLean
        let fitted = try graph.fitted(height: height, width: width, for: outputs)
        let (whole, wanted, sources) = (fitted.graph, fitted.places(of: outputs), fitted.sources)
        let facts = try whole.facts(height: height, width: width, for: wanted)
        shapes = fitted.bySource(facts.map(\.shape), missing: facts[0].shape)
        let cutting = try TileCutting(whole, facts: facts, outputs: wanted, tiling: tiling, backend: backend)
        var kinds: [Kind] = []
        var known: [[Int]: Int] = [:]
        var tiles: [Tile] = []
        for (owned, part) in cutting.parts {
            let kind = known[part.signature] ?? kinds.count
            if kind == kinds.count {
                known[part.signature] = kind
                let size = Extent(height: part.picture.rows.count, width: part.picture.columns.count)
                kinds.append(
                    Kind(graph: part.graph, size: size, outputs: part.outputs.values.map(\.node).sorted()))
            }
            let outputs = owned.keys.sorted().compactMap { node in
                owned[node].flatMap { region in part.outputs[node].map { (sources[node] ?? node, region, $0) } }
            }
            tiles.append(Tile(kind: kind, picture: part.picture, outputs: outputs))
        }
        self.kinds = kinds
        // Tiles of one kind are computed in a row, so that one of them at a time is prepared.
        self.tiles = tiles.indices.sorted { (tiles[$0].kind, $0) < (tiles[$1].kind, $1) }.map { tiles[$0] }
        let isWhole = tiles.count == 1 && backend.takesObjectives
        self.objective = isWhole ? objective?.moved { fitted.places(of: [$0])[0] } : nil
    }
}

// MARK: - Whole tensors

extension TiledExecution {
    /// Memory for an input or a seed.
    public func buffer(_ shape: Shape) throws -> any Buffer { try backend.buffer(shape) }

    /// Computes the outputs for `input`, `[1, C, H, W]`.
    public func forward(_ input: any Buffer) throws -> [Graph.NodeID: any Buffer] {
        try EngineError.check(input: input.shape, is: shapes[0])
        let picture = try input.read()
        self.input = picture
        return try forward { picture.part($0) }.mapValues(filled)
    }

    /// The gradient with respect to the last input.
    public func gradient(_ seeds: [Graph.NodeID: any Buffer]) throws -> any Buffer {
        guard let input else { preconditionFailure("a gradient needs a forward pass before it") }
        var whole = Tensor.zeros(shapes[0])
        try gradient(
            try seeds.mapValues { try $0.read() }, reading: { input.part($0) }, add: { whole.add($1, at: $0) })
        return try filled(whole)
    }

    private func filled(_ tensor: Tensor) throws -> any Buffer {
        let buffer = try buffer(tensor.shape)
        try buffer.write(tensor)
        return buffer
    }
}

// MARK: - Tile by tile

extension TiledExecution {
    /// Computes the outputs for an input that is read in parts: nothing of its whole size is held here.
    ///
    /// - Parameter part: a rectangle of the network's input.
    public func forward(reading part: (Region) throws -> Tensor) throws -> [Graph.NodeID: Tensor] {
        var results: [Graph.NodeID: Tensor] = [:]
        for node in outputs { results[node] = tiles.count == 1 ? nil : .zeros(shapes[node]) }
        for index in tiles.indices {
            let activations = try run(tile: index, reading: part)
            for (node, owned, place) in tiles[index].outputs {
                guard let activation = activations[place.node] else { continue }
                if tiles.count == 1, place.made == owned {
                    results[node] = activation
                } else {
                    results[node, default: .zeros(shapes[node])].replace(
                        owned, with: activation.part(owned.relative(to: place.made)))
                }
            }
        }
        return results
    }

    /// The gradient for the input of the last `forward`, given out in parts that overlap and are to be added up.
    public func gradient(
        _ seeds: [Graph.NodeID: Tensor], reading part: (Region) throws -> Tensor,
        add: (Region, Tensor) throws -> Void
    ) throws {
        for (node, seed) in seeds {
            guard outputs.contains(node) else { throw EngineError.notAnOutput(node: node) }
            try EngineError.check(seed: seed.shape, is: shapes[node])
        }
        // Backwards, because the last tile still stands.
        for index in tiles.indices.reversed() {
            var parts: [Graph.NodeID: Tensor] = [:]
            for (node, owned, place) in tiles[index].outputs {
                guard let seed = seeds[node] else { continue }
                parts[place.node] = seed.part(owned).embedded(
                    at: owned.relative(to: place.made), height: place.made.rows.count, width: place.made.columns.count)
            }
            guard !parts.isEmpty else { continue }
            if standing != index { _ = try run(tile: index, reading: part) }
            guard let run = current?.run else { continue }
            // Backward lets go of what forward kept.
            standing = nil
            let picture = tiles[index].picture
            guard let rowwise = run as? any RowwiseExecution else {
                try add(picture, try run.gradient(parts))
                continue
            }
            try rowwise.gradient(parts.mapValues { HostBuffer($0) as any Buffer }) { try add(picture.rows($0), $1) }
        }
        // What follows has the room to itself; one of many tiles is made ready again in little time.
        if tiles.count > 1 { current = nil }
    }

    /// The value of the objective that it was made with, and its gradient for the whole input; nil where the backend leaves it to whoever asks,
    /// or the picture is cut into tiles.
    public func evaluate(
        _ numbers: ObjectiveNumbers, reading part: (Region) throws -> Tensor
    ) throws -> (value: Float, gradient: Tensor)? {
        guard objective != nil else { return nil }
        let run = try prepared(tiles[0].kind)
        standing = nil
        return try run.evaluate(try part(tiles[0].picture), numbers)
    }

    private func run(tile index: Int, reading part: (Region) throws -> Tensor) throws -> [Graph.NodeID: Tensor] {
        let tile = tiles[index]
        let run = try prepared(tile.kind)
        standing = nil
        let activations =
            try (run as? any RowwiseExecution)?.forward { try part(tile.picture.rows($0)) }.mapValues { try $0.read() }
            ?? run.forward(try part(tile.picture))
        standing = index
        return activations
    }

    private func prepared(_ kind: Int) throws -> any Execution {
        if let current, current.kind == kind { return current.run }
        // Let go of the old one first: two of them are never held.
        current = nil
        let wanted = kinds[kind]
        let (height, width) = (wanted.size.height, wanted.size.width)
        let run =
            if let objective {
                try backend.prepare(
                    wanted.graph, height: height, width: width, outputs: wanted.outputs, objective: objective)
            } else {
                try backend.prepare(
                    wanted.graph, height: height, width: width, outputs: wanted.outputs, isLean: isLean)
            }
        current = (kind, run)
        return run
    }
}

extension Tensor {
    /// Zeros of a size, with this at a place.
    fileprivate func embedded(at region: Region, height: Int, width: Int) -> Tensor {
        guard shape.height != height || shape.width != width else { return self }
        var whole = Tensor.zeros(Shape(channels: shape.channels, height: height, width: width))
        whole.replace(region, with: self)
        return whole
    }
}
