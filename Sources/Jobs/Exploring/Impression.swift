package import Networks
package import Pictures
import Wording

/// What a network sees in a picture: classes with how sure it is, and the layers and channels that the picture excites beyond what is usual.
///
/// Classes are those of the middle square, at the size that the network was trained at; layers and channels those of the whole picture,
/// 320 pixels on its longer side, held against eight painted pictures (see `ChannelSearch`).
package struct Impression: Codable {
    /// A class, and its share of one.
    package struct Class: Codable, Hashable, Sendable {
        package let name: String
        package let share: Float
    }

    /// A layer, and its mean activation over what that usually is: 1 is as usual.
    package struct Layer: Codable {
        package let name: String
        package let activation: Float
    }

    /// A channel, and how many deviations it is above what is usual for it.
    package struct Channel: Codable {
        package let layer: String
        package let channel: Int
        package let score: Float
        /// What it stands for, where it is a class.
        package let name: String?
    }

    /// The network's name.
    package let network: String
    /// The surest first; empty where it knows none.
    package let classes: [Class]
    /// Why there are no classes; nil where there are.
    package let withoutClasses: String?
    /// The most excited first.
    package let layers: [Layer]
    /// The highest scores first.
    package let channels: [Channel]

    /// What is known while the rest is being looked for.
    package enum News {
        /// The classes, or why there are none.
        case classes([Class], without: String?)
        /// So many pictures of all that are compared.
        case looked(Int, of: Int)
    }

    /// - Parameters:
    ///   - most: how many of each.
    ///   - hear: is told what is known, as soon as it is.
    /// - Throws: `NetworkError`, `EngineError`.
    package init(
        of picture: Picture, by network: Network, most: Int, _ hear: (News) -> Void = { _ in }
    ) throws {
        self.network = network.manifest.name
        classes = try Impression.classes(in: picture, by: network, most: most)
        withoutClasses = classes.isEmpty ? "\(network.noClasses)" : nil
        hear(.classes(classes, without: withoutClasses))
        let small = ChannelSearch.shrunk(picture)
        let nodes = network.dreamableLayers(inPictureOf: min(small.height, small.width))
        let excitement = try ChannelSearch(network, nodes: nodes).excitement(by: small) { hear(.looked($0, of: $1)) }
        layers = excitement.layers.prefix(most).map { Layer(name: network.label(of: $0.node), activation: $0.score) }
        channels = excitement.channels.prefix(most).map { find in
            Channel(
                layer: network.label(of: find.node), channel: find.channel, score: find.score,
                name: network.className(ofChannel: find.channel, of: find.node))
        }
    }

    /// The classes that a network is surest of; none where it knows none.
    /// - Throws: `EngineError`.
    package static func classes(in picture: Picture, by network: Network, most: Int) throws -> [Class] {
        guard let classifier = try Recognition(network.graph, manifest: network.manifest) else { return [] }
        let shares = try classifier.shares(
            ofLevels: classifier.square(of: picture), network.manifest.preprocessing)
        return shares.enumerated().sorted { ($0.element, $1.offset) > ($1.element, $0.offset) }.prefix(most).map {
            let name = network.classes.indices.contains($0.offset) ? network.classes[$0.offset] : "class \($0.offset)"
            return Class(name: name.split(separator: ",").first.map(String.init) ?? name, share: $0.element)
        }
    }
}
