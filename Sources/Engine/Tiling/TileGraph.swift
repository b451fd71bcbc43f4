import Networks
import Tensors

/// The part of a network that one tile computes, as a graph of its own.
///
/// From the positions that the tile has to know, demand runs backwards: every node is computed exactly where its readers in
/// this tile look at it, in the whole picture's coordinates, so that SAME padding, ceil mode and odd sizes mean
/// what they mean for the whole. Windows get padding only where they reach beyond the picture; a reader
/// that needs less than was computed reads a crop. So the tile's activations and gradients are the whole picture's.
struct TileGraph {
    /// An output of the tile.
    struct Output: Hashable {
        /// In `graph`.
        let node: Graph.NodeID
        /// The positions it has there, in the whole layer's coordinates: at least those that the tile owns.
        let made: Region
    }

    /// What the tile computes.
    let graph: Graph
    /// The part of the picture that it reads.
    let picture: Region
    /// By node of the whole graph.
    let outputs: [Graph.NodeID: Output]
    /// Equal for tiles whose graphs are the same: sizes, paddings and crops.
    let signature: [Int]
}

extension TileGraph {
    /// The tile of `graph` that knows `owned` of its nodes.
    ///
    /// - Parameters:
    ///   - shapes: of the whole picture's activations.
    ///   - limits: by node, where it is looked at; all of it for an exact tile.
    ///   - backend: what computes it.
    init(of graph: Graph, shapes: [Shape], owned: [Graph.NodeID: Region], limits: [Region], backend: any Backend) {
        let demand = TileDemand(of: graph, shapes: shapes, owned: owned, limits: limits, backend: backend)
        var assembly = TileAssembly(graph: graph, demand: demand, shapes: shapes)
        for node in graph.computed(for: Array(owned.keys)) { assembly.append(node) }
        self.graph = Graph(nodes: assembly.nodes)
        picture = demand.made[0] ?? Region(allOf: shapes[0])
        signature = [picture.rows.count, picture.columns.count] + assembly.signature
        outputs = Dictionary(
            uniqueKeysWithValues: owned.keys.compactMap { node in
                assembly.places[node].map { ($0.region, $0.node) }.map { (node, Output(node: $1, made: $0)) }
            })
    }
}

/// What a tile computes of every node, and from what.
private struct TileDemand {
    /// By node; absent where the tile does not need it.
    private(set) var made: [Graph.NodeID: Region] = [:]
    /// By node, and by input of it.
    private(set) var given: [Graph.NodeID: [Region]] = [:]

    init(of graph: Graph, shapes: [Shape], owned: [Graph.NodeID: Region], limits: [Region], backend: any Backend) {
        var wanted = owned
        for node in graph.computed(for: Array(owned.keys)).reversed() {
            guard let region = wanted[node] else { continue }
            made[node] = region
            given[node] = []
            let operands = graph.nodes[node].operands
            let operation = graph.nodes[node].operation
            let maps = operation.axisMaps(of: operands.map { shapes[$0] }, to: shapes[node])
            let grain = backend.grain(of: operation)
            for (input, map) in zip(operands, maps) {
                let rows = map.rows.parts(
                    for: region.rows, of: shapes[node].height, over: shapes[input].height, within: limits[input].rows,
                    grain: grain)
                let columns = map.columns.parts(
                    for: region.columns, of: shapes[node].width, over: shapes[input].width,
                    within: limits[input].columns, grain: grain)
                let part = Region(rows: rows.given, columns: columns.given)
                made[node] = Region(rows: rows.made, columns: columns.made)
                given[node]?.append(part)
                wanted[input] = wanted[input].map { $0.hull(part) } ?? part
            }
        }
    }
}

/// Builds a tile's graph node by node.
private struct TileAssembly {
    let graph: Graph
    let demand: TileDemand
    let shapes: [Shape]
    private(set) var nodes: [Graph.Node] = []
    /// Where each node of the whole graph came to stand, and the part of it that is computed there.
    private(set) var places: [Graph.NodeID: (node: Graph.NodeID, region: Region)] = [:]
    private(set) var signature: [Int] = []
    private var crops: [Crop: Graph.NodeID] = [:]

    private struct Crop: Hashable {
        let node: Graph.NodeID
        let region: Region
    }

    init(graph: Graph, demand: TileDemand, shapes: [Shape]) {
        self.graph = graph
        self.demand = demand
        self.shapes = shapes
    }

    mutating func append(_ node: Graph.NodeID) {
        guard let wanted = demand.made[node], let parts = demand.given[node] else { return }
        var made = wanted
        var given = parts
        if let input = graph.nodes[node].inputs.first, let there = places[input], isNarrowing(node) {
            // Cropping comes after what it commutes with, where there are fewer channels to copy.
            made = there.region
            given = [made]
        }
        var copy = graph.nodes[node]
        copy.inputs = zip(graph.nodes[node].operands, given).map { crop($0, to: $1) }
        // What it is known for is said of the whole.
        copy.onlyAt = nil
        copy.operation = graph.nodes[node].operation.part(
            OperatorPart(
                operands: graph.nodes[node].operands.map { shapes[$0] }, output: shapes[node], made: made, given: given)
        )
        places[node] = (nodes.count, made)
        add(copy, from: node)
    }

    /// The node that holds `region` of a node of the whole graph.
    private mutating func crop(_ node: Graph.NodeID, to region: Region) -> Graph.NodeID {
        guard let place = places[node] else { preconditionFailure("node \(node) is computed before its readers") }
        guard place.region != region else { return place.node }
        let key = Crop(node: node, region: region)
        if let known = crops[key] { return known }
        let (whole, part) = (place.region, region.relative(to: place.region))
        let operation = Margins(
            before: Extent(height: -part.rows.lowerBound, width: -part.columns.lowerBound),
            after: Extent(
                height: part.rows.upperBound - whole.rows.count, width: part.columns.upperBound - whole.columns.count))
        let crop = Graph.Node(
            name: "\(graph.nodes[node].name):\(part)", operation: operation, inputs: [place.node])
        add(crop, from: -1)
        crops[key] = nodes.count - 1
        return nodes.count - 1
    }

    /// Appends a node, made from a node of the whole graph, or −1 for one that the whole graph has not.
    private mutating func add(_ node: Graph.Node, from source: Graph.NodeID) {
        nodes.append(node)
        signature += [source, node.inputs.count] + node.inputs
        signature += node.operation.geometry
    }

    /// Whether a node computes position by position of one other, and gives no more channels than it reads.
    private func isNarrowing(_ node: Graph.NodeID) -> Bool {
        let operands = graph.nodes[node].operands.map { shapes[$0] }
        return operands.count == 1 && shapes[node].channels <= operands[0].channels
            && graph.nodes[node].operation.axisMaps(of: operands, to: shapes[node]) == [.same]
    }
}
