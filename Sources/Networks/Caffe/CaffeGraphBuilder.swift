import Tensors
import Wording

/// A graph that grows layer by layer while a Caffe model is read.
struct CaffeGraphBuilder {
    private let net: CaffeNet
    private let weights: CaffeWeights
    private var growing: GrowingGraph
    /// What fills a blob.
    private var values: [CaffeNet.Source: Value] = [:]
    /// The layer that is being read.
    private var index = 0
    /// What cannot be computed.
    private var closures = LayerClosures()

    /// A blob.
    struct Value {
        var node: Graph.NodeID
        /// Whether it is the activation as one row of numbers.
        var isFlat = false
    }

    init(_ net: CaffeNet, weights: CaffeWeights, bytes: Int) throws {
        self.net = net
        self.weights = weights
        var sizes = net.pictureSizes.isEmpty ? [0, 0, 0] : net.pictureSizes
        if sizes[0] == 0 { sizes[0] = CaffeGraphBuilder.channelsOfFirstWeights(net, weights) }
        for axis in 1...2 where sizes[axis] == 0 { sizes[axis] = 224 }
        guard (1...4096).contains(sizes[0]), sizes.dropFirst().allSatisfy({ (1...16384).contains($0) }) else {
            throw NetworkError.node(
                name: net.picture, operation: "Input",
                problem: "it is \(sizes), no picture of channels, height and width")
        }
        let shape = Shape(channels: sizes[0], height: sizes[1], width: sizes[2])
        growing = GrowingGraph(input: net.picture, shape: shape, fileBytes: bytes)
        values[CaffeNet.Source(layer: -1, top: 0)] = Value(node: 0)
    }

    /// Where the description leaves the channels open: those that the first convolution reads, or colour.
    private static func channelsOfFirstWeights(_ net: CaffeNet, _ weights: CaffeWeights) -> Int {
        for index in net.needed where net.layers[index].layer.type == "Convolution" {
            let sizes = weights.blobs(of: net.layers[index].layer.name).first?.sizes ?? []
            return sizes.count == 4 ? sizes[1] : 3
        }
        return 3
    }

    /// The graph of all that is needed, and can be computed.
    mutating func graph() throws -> Graph {
        for layer in net.needed { try read(layer) }
        let last = net.needed.last.flatMap { values[CaffeNet.Source(layer: $0, top: 0)]?.node }
        let whole = Graph(nodes: growing.nodes, closed: last == nil ? closures.layers(growing.nodes) : [])
        guard whole.closed.isEmpty else {
            return try closures.reached(of: whole, closures.frontier).fusingActivations()
        }
        return whole.keeping(last.map { [$0] } ?? whole.ends).fusingActivations()
    }

    /// Reads one layer; one that cannot be computed closes what lies behind it.
    private mutating func read(_ layer: Int) throws {
        index = layer
        let wired = net.layers[layer]
        let reader = CaffeLayerReader(layer: wired.layer, blobs: weights.blobs(of: wired.layer.name))
        let (name, type) = (
            reader.layer.name.isEmpty ? reader.layer.top.first ?? "" : reader.layer.name, reader.layer.type
        )
        let outputs = reader.layer.top.indices.map { "\(layer):\($0)" }
        let reads = wired.sources.compactMap { values[$0]?.node }
        if let end = closures.end(of: wired.sources.map { "\($0.layer):\($0.top)" }) {
            return closures.close(name, type, giving: outputs, reading: reads, end)
        }
        let first = growing.nodes.count
        do {
            guard let reading = CaffeLayers.byType[type] else {
                throw NetworkError.unsupported(
                    operation: type, node: name, supported: CaffeLayers.byType.keys.sorted())
            }
            guard !reader.layer.top.isEmpty, !reader.layer.bottom.isEmpty else {
                throw reader.error("it reads nothing, or gives nothing out").refusingTheFile
            }
            try reading(reader, &self)
        } catch let error as NetworkError {
            guard let end = error.closing(name, type) else { throw error }
            growing.drop(from: first)
            for top in reader.layer.top.indices { values[CaffeNet.Source(layer: layer, top: top)] = nil }
            closures.close(name, type, giving: outputs, reading: reads, end, error: error)
        }
    }
}

// MARK: - What layers read and give

extension CaffeGraphBuilder {
    /// The blob that a layer reads at `bottom`.
    func value(_ bottom: Int, of reader: CaffeLayerReader) throws -> Value {
        let sources = net.layers[index].sources
        guard bottom < sources.count, let value = values[sources[bottom]] else {
            throw reader.error("its input \(bottom) is missing")
        }
        return value
    }

    /// The same, where it is an activation of channels, height and width.
    func picture(_ bottom: Int, of reader: CaffeLayerReader) throws -> Graph.NodeID {
        let value = try value(bottom, of: reader)
        guard !value.isFlat || shape(value.node).area == 1 else {
            throw reader.error(
                "its input has been flattened from \(shape(value.node)), and no longer has height and width")
        }
        return value.node
    }

    /// The shape of a node's activation at the size the model is read for.
    func shape(_ node: Graph.NodeID) -> Shape { growing.shapes[node] }

    /// What the last node computes is known only for pictures of the size that the model is read for.
    mutating func pinLast() { growing.pin(growing.nodes.count - 1) }

    /// Gives out a value that is there already.
    mutating func give(_ value: Value, top: Int = 0, of reader: CaffeLayerReader) {
        let source = CaffeNet.Source(layer: index, top: top)
        values[source] = value
        if top == 0, !reader.namesEarlierBlob(net.layers[index].holdsBlob) {
            growing.alsoCall(value.node, reader.layer.name)
        }
        if net.layers[index].holdsBlob[top] { growing.alsoCall(value.node, reader.layer.top[top]) }
    }

    /// Appends what the layer computes, and gives it out.
    mutating func append(
        _ operation: any Operator, _ inputs: [Graph.NodeID], top: Int = 0, isFlat: Bool = false,
        of reader: CaffeLayerReader
    ) throws {
        let holds = net.layers[index].holdsBlob
        let blob = reader.layer.top[top]
        // A blob's name means what it holds in the end: what a later layer replaces is named as what comes before.
        let own = top > 0 ? blob : reader.layer.name.isEmpty ? blob : reader.layer.name
        let name = own == blob && !holds[top] ? own + ":pre" : own
        let node = try step(operation, inputs, name: name, of: reader)
        give(Value(node: node, isFlat: isFlat), top: top, of: reader)
    }

    /// Appends a node that the layer needs on its way.
    mutating func step(
        _ operation: any Operator, _ inputs: [Graph.NodeID], name: String? = nil, of reader: CaffeLayerReader
    ) throws -> Graph.NodeID {
        let node = Graph.Node(
            name: growing.names.unique(name ?? reader.layer.name + ":step"), operation: operation, inputs: inputs)
        return try growing.append(node, error: reader.error)
    }

    /// y = scale[c]·x + shift[c]: a part of the convolution before it, when nobody else reads that, or a depthwise
    /// convolution of one tap.
    mutating func affine(
        _ scale: [Float], _ shift: [Float], statistics: Graph.ChannelStatistics? = nil, of reader: CaffeLayerReader
    ) throws {
        let value = try value(0, of: reader)
        let source = net.layers[index].sources[0]
        if growing.nodes[value.node].operation is Convolution, net.readerCounts[source] == 1, source.layer >= 0 {
            try growing.fold(scale, shift, into: value.node, error: reader.error)
            if let statistics { growing.setStatistics(statistics, of: value.node) }
            return give(value, of: reader)
        }
        try append(
            .convolution(Convolution(scale: scale, shift: shift)), [value.node], isFlat: value.isFlat, of: reader)
        if let statistics, let made = values[CaffeNet.Source(layer: index, top: 0)] {
            growing.setStatistics(statistics, of: made.node)
        }
    }
}

/// One layer while it is read: its parameters and weights, with errors that name it.
struct CaffeLayerReader {
    let layer: Caffe_Layer
    let blobs: [Caffe_Blob]

    /// An error about this layer.
    func error(_ problem: String) -> NetworkError {
        .node(name: layer.name, operation: layer.type, problem: problem)
    }

    /// Whether the layer has the name of its blob, and a later one works in its place.
    func namesEarlierBlob(_ holds: [Bool]) -> Bool { layer.top.first == layer.name && holds.first == false }

    /// The weights at `index`, which must be as many as `sizes` say.
    func weights(_ index: Int, _ sizes: [Int]) throws -> [Float] {
        guard index < blobs.count else {
            throw error(
                blobs.isEmpty
                    ? "the model holds no weights for it" : "the model holds only \(blobs.count) of its weights"
            ).refusingTheFile
        }
        let blob = blobs[index]
        let values = blob.data.isEmpty ? blob.doubleData.map { Float($0) } : blob.data
        let given = Array(blob.sizes.drop { $0 == 1 })
        guard values.count == ONNXNumbers.count(sizes, limit: 1 << 31), given == Array(sizes.drop { $0 == 1 }) else {
            throw error(
                "its weights are \(blob.sizes.map(String.init).joined(separator: "×")) (\(Phrases.count(values.count, "number"))), and "
                    + "\(sizes.map(String.init).joined(separator: "×")) are expected"
            ).refusingTheFile
        }
        return values
    }

    /// The channels that the weights at `index` are for, one number each; a single number is for all.
    func perChannel(_ index: Int, channels: Int) throws -> [Float] {
        if index < blobs.count, channels > 1, blobs[index].sizes.allSatisfy({ $0 == 1 }) {
            return [Float](repeating: try weights(index, [1])[0], count: channels)
        }
        return try weights(index, [channels])
    }
}

extension Caffe_Blob {
    /// The shape, in the newer or the older form; no dimension is negative.
    var sizes: [Int] {
        (hasShape ? shape.dim.map { Int($0) } : [num, channels, height, width].map { Int($0) }).map { max($0, 0) }
    }
}
