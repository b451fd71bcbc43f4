import Networks
import Tensors

/// The networks that look at a canvas: the preset's own, and those that it names beside it.
struct DreamNetworks {
    let own: Network
    let others: [String: Network]

    /// One of them; nil stands for the preset's own.
    /// - Throws: `DreamError.noNetwork`.
    func network(_ name: String?, place: SourceLine?) throws -> Network {
        guard let name else { return own }
        if let other = others[name] { return other }
        guard own.manifest.name == name else { throw DreamError.noNetwork(name: name, place: place) }
        return own
    }

    /// What a network makes of a text, `[1, C, 1, 1]`.
    /// - Throws: `DreamError` where it makes nothing of it.
    func tensor(of text: TextReference, place: SourceLine?) throws -> Tensor {
        let network = try network(text.network, place: place)
        let vector = try DreamError.locating(place) {
            guard let encoder = network.text else { throw NetworkError.noText(network: network.manifest.name) }
            return try encoder.vector(of: text.text)
        }
        return Tensor(shape: Shape(channels: vector.count, height: 1, width: 1), values: vector)
    }

    /// Some layers that a picture can guide by, of the network that a layer belongs to: a texture's, a pattern's and an object's.
    func guidingLayers(like layer: LayerReference?) throws -> [String] {
        let network = try network(layer?.network, place: layer?.place)
        return try ([0.3, 0.5, 0.7] as [Float]).reduce(into: []) { names, depth in
            let node = try network.node(atDepth: depth)
            let name = network.aliases(of: node).first ?? network.graph.nodes[node].name
            if !names.contains(name) { names.append(name) }
        }
    }

    /// Bytes of all their weights.
    var weightBytes: Int { others.values.reduce(own.graph.weightBytes) { $0 + $1.graph.weightBytes } }
}

/// The graph of the layers that are read, of however many networks: it grows as they are named.
struct DreamGraph {
    private(set) var graph: Graph
    private let networks: DreamNetworks
    /// Where the nodes of other networks begin.
    private var starts: [String: Graph.NodeID] = [:]

    init(_ networks: DreamNetworks) {
        self.networks = networks
        graph = networks.own.graph
    }

    /// The node that a reference means.
    /// - Throws: `DreamError` with its line.
    mutating func node(_ layer: LayerReference, place: SourceLine?) throws -> Graph.NodeID {
        let network = try networks.network(layer.network, place: place)
        return try DreamError.locating(place) {
            let start = start(of: network, named: layer.network)
            switch layer.target {
            case .name(let name): return grow(layer, try network.node(named: name) + start)
            case .depth(let depth): return grow(layer, try network.node(atDepth: depth) + start)
            case .classes: return grow(layer, try network.classNode() + start)
            case .embedding:
                guard let name = network.manifest.text?.embedding else {
                    throw NetworkError.noText(network: network.manifest.name)
                }
                return grow(layer, try network.node(named: name) + start)
            case .classToken(let name):
                let (grown, node) = graph.addingFirstToken(of: try network.classTokenLine(at: name) + start)
                graph = grown
                return node
            }
        }
    }

    private mutating func start(of network: Network, named name: String?) -> Graph.NodeID {
        guard let name, networks.others[name] != nil else { return 0 }
        if let known = starts[name] { return known }
        let (joined, start) = graph.joined(
            with: network.graph, named: name, from: networks.own.manifest.preprocessing,
            to: network.manifest.preprocessing)
        (graph, starts[name]) = (joined, start)
        return start
    }

    private mutating func grow(_ layer: LayerReference, _ node: Graph.NodeID) -> Graph.NodeID {
        guard layer.preActivation else { return node }
        let (grown, before) = graph.addingPreActivation(of: node)
        graph = grown
        return before
    }
}

extension Network {
    /// The node whose channels are the classes.
    func classNode() throws -> Graph.NodeID {
        guard let name = manifest.classes else { throw noClasses }
        return try node(named: name)
    }
}
