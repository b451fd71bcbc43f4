import Dreams
import Engine
import Networks
import Pictures
import Tensors

/// Which channels and layers a picture excites, beyond what is usual for them.
///
/// The score of a channel is (m − μ) ÷ (σ + σ̄): m its mean over the picture, μ and σ its mean and standard deviation over all positions of
/// eight painted pictures of the same size (clouds and three kinds of noise, two of each), and σ̄ the mean of σ over the layer, so that a
/// channel which is silent on all of them does not win by that alone. That of a layer is its root mean square over that of the painted
/// pictures.
struct ChannelSearch {
    /// A channel that was found.
    struct Find: Hashable {
        let node: Graph.NodeID
        let channel: Int
        let score: Float
    }

    /// A picture as it is looked at: 320 pixels on its longer side.
    static func shrunk(_ picture: Picture) -> Picture {
        let size = Extent(height: picture.height, width: picture.width).scaled(toLongEdge: 320)
        return picture.resized(height: size.height, width: size.width)
    }

    private let network: Network
    private let nodes: [Graph.NodeID]

    /// A search through some layers.
    init(_ network: Network, nodes: [Graph.NodeID]) {
        self.network = network
        self.nodes = nodes
    }

    /// What a picture excites.
    struct Excitement {
        /// All channels, those with the highest scores first.
        let channels: [Find]
        /// All layers, those with the highest scores first.
        let layers: [(node: Graph.NodeID, score: Float)]
    }

    /// - Parameter looked: hears at how many pictures of all the network has looked.
    /// - Throws: `NetworkError` when a layer has no room in the picture, `EngineError`.
    func excitement(by picture: Picture, _ looked: (Int, Int) -> Void = { _, _ in }) throws -> Excitement {
        let kinds: [Canvas.Kind] = [.clouds, .noise(.fractal), .noise(.pink), .noise(.cells)]
        let count = 2 * kinds.count + 1
        looked(0, count)
        let size = Extent(height: picture.height, width: picture.width)
        let run = try Backends.fast.prepare(network.graph, height: size.height, width: size.width, outputs: nodes)
        func activations(_ picture: Picture) throws -> [Graph.NodeID: Tensor] {
            var levels = picture.colours
            levels.scale(by: 255)
            return try run.forward(network.manifest.preprocessing.networkInput(fromLevels: levels))
        }
        var usual: [Graph.NodeID: [Moments]] = [:]
        for (number, kind) in kinds.enumerated() {
            for seed in UInt64(0)..<2 {
                let painted = Canvas(kind, width: size.width, height: size.height).picture(size: size, seed: seed)
                for (node, x) in try activations(painted) {
                    let moments = Moments.ofChannels(x)
                    usual[node] = usual[node].map { zip($0, moments).map { $0 + $1 } } ?? moments
                }
                looked(2 * number + Int(seed) + 1, count)
            }
        }
        let seen = try activations(picture).mapValues(Moments.ofChannels)
        let channels = nodes.flatMap { node -> [Find] in
            guard let seen = seen[node], let usual = usual[node] else { return [] }
            let typical = usual.reduce(0) { $0 + $1.deviation } / Double(usual.count)
            return zip(seen, usual).enumerated().map { channel, pair in
                let score = (pair.0.mean - pair.1.mean) / (pair.1.deviation + typical + 1e-12)
                return Find(node: node, channel: channel, score: Float(score))
            }
        }
        let layers = nodes.compactMap { node -> (node: Graph.NodeID, score: Float)? in
            guard let seen = seen[node], let usual = usual[node] else { return nil }
            let score = (Moments.power(of: seen) / (Moments.power(of: usual) + 1e-24)).squareRoot()
            return (node, Float(score))
        }
        return Excitement(
            channels: channels.sorted { ($0.score, $1.node, $1.channel) > ($1.score, $0.node, $0.channel) },
            layers: layers.sorted { ($0.score, $1.node) > ($1.score, $0.node) })
    }
}

/// Sums over the positions of a channel.
private struct Moments {
    var count = 0.0
    var sum = 0.0
    var squares = 0.0

    var mean: Double { sum / count }
    var deviation: Double { max(0, squares / count - mean * mean).squareRoot() }

    /// The mean square of a layer.
    static func power(of channels: [Moments]) -> Double {
        channels.reduce(0) { $0 + $1.squares } / max(channels.reduce(0) { $0 + $1.count }, 1)
    }

    static func + (a: Moments, b: Moments) -> Moments {
        Moments(count: a.count + b.count, sum: a.sum + b.sum, squares: a.squares + b.squares)
    }

    /// Those of each channel of `[1, C, H, W]`.
    static func ofChannels(_ x: Tensor) -> [Moments] {
        (0..<x.shape.channels).map { channel in
            let values = x.values.span.extracting(x.indices(ofChannel: channel))
            return Moments(count: Double(x.shape.area), sum: Sums.sum(values), squares: Sums.squares(values))
        }
    }
}
