import Dreams
import Files
import Foundation
package import Networks
package import Pictures
package import Recipes
package import Wording

/// What an atlas shows, and where on the sheet.
package struct AtlasPage {
    /// One dream.
    package struct Entry: Hashable {
        package let node: Graph.NodeID
        /// The whole layer when nil.
        package let channel: Int?
        /// `fire8:137`
        package let label: String
    }

    let title: String
    /// In the order of the cells, which begin behind the picture's.
    package let entries: [Entry]
    let blocks: [ContactSheet.Block]
    /// What the entries were found by, in a cell of its own.
    package let picture: Picture?
    /// How well each entry was found.
    package let scores: [String]
    /// What differs between the entries, in the atlas preset's words.
    let varied: [CarriedRecipe.Axis]

    /// Channels in a row, and in a block.
    private static let (columns, perBlock) = (8, 64)

    /// What a user asks for: every layer, channels of one, or those of some that a picture excites most.
    /// - Parameter side: of a cell, in pixels.
    /// - Throws: `AtlasError`, `NetworkError`, `PictureError`.
    package init(
        of network: Network, layer: String?, channels: String?, like path: String?, most: Int, side: Int
    ) throws {
        let layers = network.dreamableLayers(inPictureOf: side)
        guard !layers.isEmpty else { throw AtlasError.noLayers(network: network.manifest.name) }
        if let path {
            try self.init(
                likeness: try Picture.read(contentsOf: path), named: path, in: network,
                try layer.map { [try network.node(named: $0)] } ?? layers, most)
        } else if let layer {
            try self.init(channels: channels, of: try network.node(named: layer), in: network)
        } else {
            self.init(layers: layers, of: network)
        }
    }

    /// Every layer.
    private init(layers: [Graph.NodeID], of network: Network) {
        title = "\(network.manifest.title) · what its layers dream of"
        entries = layers.map { Entry(node: $0, channel: nil, label: network.label(of: $0)) }
        let captions = entries.map {
            [$0.label, network.channels(of: $0.node).map { Phrases.count($0, "channel") } ?? ""]
        }
        blocks = [ContactSheet.Block(captions: captions, columns: min(AtlasPage.columns, entries.count))]
        (picture, scores) = (nil, [])
        varied = [CarriedRecipe.Axis(name: "layer", values: layers.map { network.graph.nodes[$0].name })]
    }

    /// Channels of a layer.
    /// - Parameter list: as the user named them; the first 64 when nil.
    /// - Throws: `AtlasError.channels`.
    private init(channels list: String?, of node: Graph.NodeID, in network: Network) throws {
        let label = network.label(of: node)
        let count = network.channels(of: node) ?? 1
        let channels = try ChannelList(list, of: count, layer: label).channels
        title = "\(network.manifest.title) · \(label), \(channels.count) of \(Phrases.count(count, "channel"))"
        entries = channels.map { Entry(node: node, channel: $0, label: "\(label):\($0)") }
        let isLong = channels.count > AtlasPage.perBlock
        blocks = stride(from: 0, to: channels.count, by: AtlasPage.perBlock).map { first in
            let part = channels[first..<min(first + AtlasPage.perBlock, channels.count)]
            let captions = part.map { channel in
                [
                    (["\(channel)"] + [network.className(ofChannel: channel, of: node)].compactMap(\.self)).joined(
                        separator: " ")
                ]
            }
            return ContactSheet.Block(
                title: isLong ? "\(part.first ?? 0) to \(part.last ?? 0)" : "", captions: captions,
                columns: isLong ? 2 * AtlasPage.columns : min(AtlasPage.columns, channels.count))
        }
        (picture, scores) = (nil, [])
        varied = [CarriedRecipe.Axis(name: "channel", values: channels.map { "\($0)" })]
    }

    /// The channels of some layers that a picture excites most.
    /// - Throws: as `ChannelSearch.excitement(by:)`.
    private init(likeness whole: Picture, named path: String, in network: Network, _ nodes: [Graph.NodeID], _ most: Int)
        throws
    {
        let seen = ChannelSearch.shrunk(whole)
        let finds = Array(try ChannelSearch(network, nodes: nodes).excitement(by: seen).channels.prefix(most))
        let file = Paths.name(of: path)
        title = "\(network.manifest.title) · what \(file) excites"
        entries = finds.map {
            Entry(node: $0.node, channel: $0.channel, label: "\(network.label(of: $0.node)):\($0.channel)")
        }
        scores = finds.map { String(format: "%.2f", $0.score) }
        let captions = zip(finds, zip(entries, scores)).map { find, texts in
            [
                texts.0.label,
                texts.1 + (network.className(ofChannel: find.channel, of: find.node).map { " " + $0 } ?? ""),
            ]
        }
        let columns = min(AtlasPage.columns, entries.count)
        blocks = [
            ContactSheet.Block(captions: [[file]], columns: columns),
            ContactSheet.Block(captions: captions, columns: columns),
        ]
        picture = seen
        varied = [
            CarriedRecipe.Axis(name: "layer", values: finds.map { network.graph.nodes[$0.node].name }),
            CarriedRecipe.Axis(name: "channel", values: finds.map { "\($0.channel)" }),
        ]
    }
}

extension AtlasPage {
    /// What a layer dreams of, in memory, by the preset that atlases are made with.
    /// - Parameter steps: as many as that preset says when nil.
    package static func job(ofLayer layer: String, of network: String, side: Int, steps: Int? = nil) -> RenderJob {
        var job = RenderJob(preset: .path(Folders.shipped + "/Scripts/library/atlas.lua"))
        job.network = network
        job.parameters["layer"] = layer
        job.parameters["steps"] = steps.map { "\($0)" }
        job.size = CanvasSize(width: side, height: side)
        return job
    }

    /// How the cells lie.
    package func sheet(side: Int) -> ContactSheet {
        ContactSheet(title: title, blocks: blocks, cellWidth: side, cellHeight: side)
    }

    /// What the sheet carries, made of what its first cell does.
    package func carried(_ first: CarriedRecipe) -> CarriedRecipe {
        var recipe = first
        recipe.varied = varied
        return recipe
    }

    /// What renders the last cell from the sheet, in so many steps.
    package func settingsOfLast(steps: Int) -> [(SettingName, value: String?)] {
        let values = varied.compactMap { axis in axis.values.last.map { "\(axis.name)=\($0)" } }
        return (values + ["steps=\(steps)"]).map { (.parameter, $0) }
    }

    /// A job for each entry, by the preset that atlases are made with.
    /// - Parameters:
    ///   - name: of the network, or its file.
    ///   - side: of a cell, in pixels.
    ///   - change: what the user wants otherwise.
    package func cells(
        of network: Network, named name: String, side: Int, _ change: (inout RenderJob) -> Void
    ) -> [SheetCell] {
        let first = picture == nil ? 0 : 1
        return entries.enumerated().map { index, entry in
            var job = AtlasPage.job(ofLayer: network.graph.nodes[entry.node].name, of: name, side: side)
            job.parameters["channel"] = entry.channel.map { "\($0)" }
            change(&job)
            return SheetCell(place: first + index, label: entry.label, job: job)
        }
    }
}
