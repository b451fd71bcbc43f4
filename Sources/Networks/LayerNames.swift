import Tensors
import Wording

/// From names, and from depths, to nodes.
extension Network {
    /// Every name that `node(named:)` takes literally: node names with their other names, and the manifest's aliases.
    public var layerNames: [String] {
        let aliases = Dictionary(grouping: manifest.aliases.keys.sorted()) { manifest.aliases[$0] ?? "" }
        return graph.nodes.flatMap { node in
            let exact = [node.name] + node.otherNames
            return exact.flatMap { aliases[$0] ?? [] } + exact
        }
    }

    /// The node of this name: an alias of the manifest, a node's name, a tensor's name, one of those in another case, the
    /// end of exactly one of them, a pattern that fits exactly one (`fire9*`), or a depth (`0.5`).
    /// - Throws: `NetworkError` with the nearest guess, with the layers that the name fits, or why it cannot be reached.
    public func node(named name: String) throws -> Graph.NodeID {
        let wanted = manifest.aliases[name] ?? name
        if let exact = graph.nodes.firstIndex(where: { $0.name == wanted }) { return exact }
        if let exact = graph.nodes.firstIndex(where: { $0.otherNames.contains(wanted) }) { return exact }
        let folded = name.lowercased()
        // An alias may stand for a node, not for another alias, so that none goes round in circles.
        if let alias = manifest.aliases.first(where: { $0.key.lowercased() == folded && $0.key != name }),
            let node = graph.nodes.firstIndex(where: { ([$0.name] + $0.otherNames).contains(alias.value) })
        {
            return node
        }
        let pattern = NamePattern(name)
        let fits = graph.nodes.indices.filter { index in
            let names = [graph.nodes[index].name] + graph.nodes[index].otherNames
            return pattern.isPattern
                ? (names + aliases(of: index)).contains { pattern.fits($0) }
                : names.contains { $0.lowercased() == folded || $0.hasSuffix("/" + name) }
        }
        if fits.count == 1 { return fits[0] }
        guard fits.isEmpty else {
            throw NetworkError.ambiguousLayer(
                name: name, network: manifest.name, fits: fits.map { graph.nodes[$0].name })
        }
        if name.contains("."), let depth = Float(name) { return try node(atDepth: depth) }
        throw noLayer(name)
    }

    /// The nodes that a pattern fits by any of their names, in order: `*` stands for any text, `?` for one character, and
    /// case is free. A name without either is that of one node.
    /// - Throws: as `node(named:)`; `unknownLayer` when the pattern fits none.
    public func nodes(matching name: String) throws -> [Graph.NodeID] {
        let pattern = NamePattern(name)
        guard pattern.isPattern else { return [try node(named: name)] }
        let fits = graph.nodes.indices.filter { index in
            let names = [graph.nodes[index].name] + graph.nodes[index].otherNames + aliases(of: index)
            return names.contains { pattern.fits($0) }
        }
        guard !fits.isEmpty else {
            throw noLayer(name)
        }
        return Array(fits)
    }

    /// The manifest's short names for a node, in alphabetical order.
    public func aliases(of node: Graph.NodeID) -> [String] {
        let names = [graph.nodes[node].name] + graph.nodes[node].otherNames
        return manifest.aliases.filter { names.contains($0.value) }.keys.sorted()
    }

    /// The node at a depth between the picture, 0, and the last layer with spatial extent, 1.
    ///
    /// Depth counts whole building blocks: those that the manifest gives aliases to, or, where it gives none, the
    /// layers that end in an activation function, a concatenation or an addition. So 0.5 is half-way through the
    /// network on every architecture.
    /// - Throws: `NetworkError.depth` when it is not within 0…1.
    public func node(atDepth depth: Float) throws -> Graph.NodeID {
        guard (0...1).contains(depth) else { throw NetworkError.depth(depth) }
        let ends = blockEnds
        guard !ends.isEmpty else { return graph.nodes.count - 1 }
        return ends[min(ends.count - 1, Int((depth * Float(ends.count - 1)).rounded()))]
    }

    /// The depth of each node that one leads to.
    public var depths: [Graph.NodeID: Double] {
        let ends = blockEnds
        let last = Double(max(1, ends.count - 1))
        return ends.enumerated().reduce(into: [:]) { $0[$1.element] = Double($1.offset) / last }
    }

    /// The nodes that depth is measured by, in order.
    private var blockEnds: [Graph.NodeID] {
        // A squeeze-and-excite has layers without extent in the middle of a network, so each is looked at by itself.
        let facts = graph.factsWhereTheyFit(height: manifest.trainedSize, width: manifest.trainedSize)
        let extended = graph.nodes.indices.filter { facts[$0].map { $0.shape.area > 1 } ?? false }
        let spatial = extended.isEmpty ? Array(graph.nodes.indices) : extended
        let named = Set(manifest.aliases.values)
        let aliased = spatial.filter { index in
            ([graph.nodes[index].name] + graph.nodes[index].otherNames).contains { named.contains($0) }
        }
        if aliased.count > 1 { return aliased }
        return spatial.filter { index in
            let operation = graph.operation(of: index)
            return !graph.isShownLine(index) && (operation is any ActivationFunction || operation.joinsBranches)
        }
    }
}
