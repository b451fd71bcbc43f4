package import Networks
import Tensors
package import Wording

/// A network's layers for people: kind, shape, stride, receptive field and cost at a size; and those that are out of reach.
package struct LayerList {
    /// A row each.
    package let table: Table
    /// A row for each layer of the file that the graph goes without: what it stands behind, or why nothing comes behind it.
    package let closed: Table

    /// - Parameter pattern: which; all of them when nil.
    /// - Throws: `NetworkError` where none fits.
    package init(of network: Network, matching pattern: String?, width: Int, height: Int) throws {
        let fits = pattern.map { NamePattern($0) }
        let graph = network.graph
        let out = graph.closed.filter { layer in
            fits.map { fits in ([layer.name] + layer.otherNames).contains { fits.fits($0) } } ?? true
        }
        closed = Table(
            headings: ["OUT OF REACH", "KIND", "BECAUSE"],
            rows: out.map { layer in
                let end = layer.end
                return [
                    Phrases.harmless(layer.name), Phrases.harmless(layer.operation),
                    Phrases.harmless(layer.isEnd ? end.problem : "behind '\(end.name)' (\(end.operation))", limit: 600),
                ]
            })
        let nodes =
            if let pattern {
                try out.isEmpty ? network.nodes(matching: pattern) : (try? network.nodes(matching: pattern)) ?? []
            } else {
                graph.nodes.indices.filter { !graph.isShownLine($0) }
            }
        var facts = graph.factsWhereTheyFit(height: height, width: width)
        // Tokens cost what their line does.
        for node in nodes {
            guard let line = graph.line(shownBy: node), let cost = facts[line]?.multiplyAdds else { continue }
            facts[node]?.multiplyAdds = cost
        }
        let size = width == height ? "\(width)" : "\(width)×\(height)"
        table = Table(
            headings: ["LAYER", "ALIAS", "KIND", "SHAPE AT \(size)", "STRIDE", "SEES", "MFLOP"],
            rows: nodes.map { LayerList.row(of: $0, in: network, facts[$0]) })
    }

    /// A layer that has no room at this size shows only what it is.
    private static func row(of index: Graph.NodeID, in network: Network, _ facts: LayerFacts?) -> [String] {
        let node = network.graph.nodes[index]
        let name = [
            node.name, network.aliases(of: index).joined(separator: " "), network.graph.operation(of: index).summary,
        ]
        guard let facts else { return name + ["no room", "", "", ""] }
        let pair = { (extent: Extent) in
            extent.height == extent.width ? "\(extent.height)" : "\(extent.width)×\(extent.height)"
        }
        return name + [
            facts.shape.dimensions.dropFirst().map(String.init).joined(separator: "×"), pair(facts.stride),
            facts.receptiveField == Extent(0) ? "all" : pair(facts.receptiveField),
            "\(facts.multiplyAdds / 500_000)",
        ]
    }
}
