import Dreams
import Networks
import Recipes
import Tensors

// What is asked of the networks that a runner has at hand.
extension JobRunner {
    /// Everything that is wrong with a preset; nothing is rendered.
    /// - Parameter thoroughly: whether it is run with every parameter at its ends, too, so that no branch is seen by its users first; without, it
    ///   is soon known.
    public func check(_ preset: PresetChoice, thoroughly: Bool = true) async -> PresetReport {
        let networks = resources.networks
        return await withCheckedContinuation { continuation in
            RunningJob.onThread {
                do {
                    let check = PresetCheck(
                        installed: try preset.source(), networks: networks, thoroughly: thoroughly)
                    continuation.resume(
                        returning: PresetReport(
                            mistakes: check.errors.map { JobFailure($0) }, advice: check.advice, recipes: check.recipes)
                    )
                } catch {
                    continuation.resume(
                        returning: PresetReport(mistakes: [JobFailure(error)], advice: [], recipes: 0))
                }
            }
        }
    }

    /// What an installed network is made of, and what it knows.
    /// - Throws: `NetworkError`.
    public func network(_ name: String) async throws -> NetworkFacts {
        NetworkFacts(try resources.networks.network(forPreset: name))
    }
}

/// A network's layers and classes.
public struct NetworkFacts: Codable, Hashable, Sendable {
    /// One of its layers.
    public struct Layer: Codable, Hashable, Sendable {
        /// As presets name it.
        public var name: String
        /// Short names.
        public var aliases: [String]
        /// What it computes: `convolution`, `relu`.
        public var kind: String
        /// Channels, where it has room at the size that the network was trained at.
        public var channels: Int?
        /// Whether it is worth dreaming of by itself.
        public var isDreamable: Bool
        /// The `net:at` that it is, 0…1; nil for layers that no depth leads to.
        public var depth: Double?
    }

    /// What its manifest says.
    public var card: Catalogue.NetworkCard
    /// Its classes by index, synonyms separated by commas; empty when it knows none.
    public var classes: [String]
    /// In order.
    public var layers: [Layer]
    /// Of its weights: SHA-256.
    public var digest: String

    init(_ network: Network) {
        card = Catalogue.NetworkCard(network.manifest)
        (classes, digest) = (network.classes, network.manifest.sha256)
        let depths = network.depths
        let dreamable = Set(network.dreamableLayers(inPictureOf: network.manifest.trainedSize))
        let facts = network.graph.factsWhereTheyFit(
            height: network.manifest.trainedSize, width: network.manifest.trainedSize)
        layers = network.graph.nodes.indices.map { node in
            Layer(
                name: network.graph.nodes[node].name, aliases: network.aliases(of: node),
                kind: network.graph.nodes[node].operation.summary, channels: facts[node]?.shape.channels,
                isDreamable: dreamable.contains(node), depth: depths[node])
        }
    }
}
