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
    init(of graph: Graph, shapes: [Shape], owned: [Graph.NodeID: Region], limits: [Region]) {
        let demand = TileDemand(of: graph, shapes: shapes, owned: owned, limits: limits)
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

    init(of graph: Graph, shapes: [Shape], owned: [Graph.NodeID: Region], limits: [Region]) {
        var wanted = owned
        for node in graph.computed(for: Array(owned.keys)).reversed() {
            guard let region = wanted[node] else { continue }
            made[node] = region
            given[node] = []
            for input in graph.nodes[node].operands {
                let reading = graph.nodes[node].readings(of: shapes[input], for: shapes[node])
                let rows = reading.rows.parts(
                    for: region.rows, of: shapes[node].height, over: shapes[input].height, within: limits[input].rows)
                let columns = reading.columns.parts(
                    for: region.columns, of: shapes[node].width, over: shapes[input].width,
                    within: limits[input].columns)
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
        if let input = graph.nodes[node].inputs.first, let there = places[input], graph.nodes[node].isNarrowing {
            // Cropping comes after what it commutes with, where there are fewer channels to copy.
            made = there.region
            given = [made]
        }
        var copy = graph.nodes[node]
        copy.inputs = zip(graph.nodes[node].operands, given).map { crop($0, to: $1) }
        // What it is known for is said of the whole.
        copy.onlyAt = nil
        copy.operation = operation(of: node, made: made, given: given)
        if case .averagePool(let whole, countingPadding: true) = graph.nodes[node].operation, whole.ceilMode {
            materializePadding(
                of: &copy, declared: whole,
                isAtEnd: (
                    given[0].rows.upperBound == shapes[graph.nodes[node].inputs[0]].height,
                    given[0].columns.upperBound == shapes[graph.nodes[node].inputs[0]].width
                ))
        }
        places[node] = (nodes.count, made)
        add(copy, from: node)
    }

    /// A mean that counts its padding does not count what its last window in ceil mode finds beyond it: so the padding becomes
    /// part of the input, and what is beyond becomes padding that does not count.
    private mutating func materializePadding(
        of pool: inout Graph.Node, declared whole: Window, isAtEnd: (rows: Bool, columns: Bool)
    ) {
        guard case .averagePool(var window, _) = pool.operation, case .explicit(_, let end) = whole.padding,
            case .explicit(let before, let after) = window.padding
        else { return }
        let counted = Extent(
            height: isAtEnd.rows ? min(after.height, end.height) : after.height,
            width: isAtEnd.columns ? min(after.width, end.width) : after.width)
        guard counted != after else { return }
        add(
            Graph.Node(
                name: pool.name + ":padded", operation: .margins(before: before, after: counted, value: 0),
                inputs: pool.inputs), from: -1)
        window.padding = .explicit(
            before: Extent(0),
            after: Extent(height: after.height - counted.height, width: after.width - counted.width))
        pool.operation = .averagePool(window, countingPadding: false)
        pool.inputs = [nodes.count - 1]
    }

    /// The node that holds `region` of a node of the whole graph.
    private mutating func crop(_ node: Graph.NodeID, to region: Region) -> Graph.NodeID {
        guard let place = places[node] else { preconditionFailure("node \(node) is computed before its readers") }
        guard place.region != region else { return place.node }
        let key = Crop(node: node, region: region)
        if let known = crops[key] { return known }
        let (whole, part) = (place.region, region.relative(to: place.region))
        let operation = Operation.margins(
            before: Extent(height: -part.rows.lowerBound, width: -part.columns.lowerBound),
            after: Extent(
                height: part.rows.upperBound - whole.rows.count, width: part.columns.upperBound - whole.columns.count),
            value: 0)
        let crop = Graph.Node(
            name: "\(graph.nodes[node].name):\(part)", operation: operation, inputs: [place.node])
        add(crop, from: -1)
        crops[key] = nodes.count - 1
        return nodes.count - 1
    }

    /// The operation, padded only where the picture ends.
    private func operation(of node: Graph.NodeID, made: Region, given: [Region]) -> Operation {
        switch graph.nodes[node].operation {
        case .convolution(var convolution):
            convolution.window = window(convolution.window, of: node, made: made, given: given[0])
            return .convolution(convolution)
        case .maxPool(let whole):
            return .maxPool(window(whole, of: node, made: made, given: given[0]))
        case .averagePool(let whole, let countingPadding):
            return .averagePool(
                window(whole, of: node, made: made, given: given[0]), countingPadding: countingPadding)
        case .margins(let before, _, let value):
            let rows = padding(made.rows, given[0].rows, stride: 1, before: before.height, reach: 1)
            let columns = padding(made.columns, given[0].columns, stride: 1, before: before.width, reach: 1)
            return .margins(
                before: Extent(height: rows.before, width: columns.before),
                after: Extent(height: rows.after, width: columns.after), value: value)
        case .resize(var resize):
            if case .factor = resize.target { return .resize(resize) }
            resize.target = .size(Extent(height: made.rows.count, width: made.columns.count))
            return .resize(resize)
        case .adaptivePool(var pool):
            // All of its outputs are made, of all of its inputs.
            (pool.rows, pool.columns) = (made.rows.count, made.columns.count)
            return .adaptivePool(pool)
        default:
            return graph.nodes[node].operation
        }
    }

    private func window(_ whole: Window, of node: Graph.NodeID, made: Region, given: Region) -> Window {
        let input = shapes[graph.nodes[node].inputs[0]]
        let (vertical, horizontal) = (whole.vertical(over: input.height), whole.horizontal(over: input.width))
        let rows = padding(
            made.rows, given.rows, stride: whole.stride.height, before: vertical.before,
            reach: (whole.kernel.height - 1) * whole.dilation.height + 1)
        let columns = padding(
            made.columns, given.columns, stride: whole.stride.width, before: horizontal.before,
            reach: (whole.kernel.width - 1) * whole.dilation.width + 1)
        var window = whole
        window.ceilMode = false
        window.padding = .explicit(
            before: Extent(height: rows.before, width: columns.before),
            after: Extent(height: rows.after, width: columns.after))
        return window
    }

    /// What lies beyond the inputs that are there.
    private func padding(
        _ made: Range<Int>, _ given: Range<Int>, stride: Int, before: Int, reach: Int
    ) -> (before: Int, after: Int) {
        (
            given.lowerBound - (made.lowerBound * stride - before),
            (made.upperBound - 1) * stride - before + reach - given.upperBound
        )
    }

    /// Appends a node, made from a node of the whole graph, or −1 for one that the whole graph has not.
    private mutating func add(_ node: Graph.Node, from source: Graph.NodeID) {
        nodes.append(node)
        signature += [source, node.inputs.count] + node.inputs
        switch node.operation {
        case .convolution(let convolution): signature += convolution.window.margins
        case .maxPool(let window), .averagePool(let window, _): signature += window.margins
        case .margins(let before, let after, _):
            signature += [before.height, before.width, after.height, after.width]
        case .resize(let resize):
            if case .size(let size) = resize.target { signature += [size.height, size.width] }
        default: break
        }
    }
}

extension Window {
    fileprivate var margins: [Int] {
        guard case .explicit(let before, let after) = padding else { return [] }
        return [before.height, before.width, after.height, after.width]
    }
}

extension Graph.Node {
    /// Whether it computes position by position, and gives no more channels than it reads.
    fileprivate var isNarrowing: Bool {
        switch operation {
        case .relu, .clip, .waking, .activation, .parametricRelu, .softmax, .channelMean, .channelNormalization,
            .channelSelection:
            true
        case .localResponse(let response): response.region == .acrossChannels
        case .convolution(let convolution):
            convolution.window == Window(kernel: Extent(1))
                && convolution.outputChannels <= convolution.inputChannels
        default: false
        }
    }
}
