import Tensors

/// A graph for pictures of one size: what its file computes of the size is there for this one.
///
/// Mostly the layers are those of the graph that was fitted, in their numbers alone different. Where a size asks for others (a margin that is
/// laid or not, a window that is all of the picture), they are counted otherwise, and found by their names.
public struct FittedGraph: Sendable {
    /// What is computed at this size.
    public let graph: Graph
    /// By node of the graph that was fitted; nil where both count alike.
    private let places: [Graph.NodeID?]?

    /// A graph as it is.
    init(_ graph: Graph, places: [Graph.NodeID?]? = nil) { (self.graph, self.places) = (graph, places) }

    /// Whether its nodes are counted otherwise than those of the graph that was fitted.
    public var isRenumbered: Bool { places != nil }

    /// Where nodes of the graph that was fitted stand here. Those that it was fitted for do.
    public func places(of nodes: [Graph.NodeID]) -> [Graph.NodeID] {
        guard let places else { return nodes }
        return nodes.map { node in
            guard let place = places[node] else { preconditionFailure("it was not fitted for node \(node)") }
            return place
        }
    }

    /// The nodes of the graph that was fitted, by where they stand here.
    public var sources: [Graph.NodeID: Graph.NodeID] {
        guard let places else { return Dictionary(uniqueKeysWithValues: graph.nodes.indices.map { ($0, $0) }) }
        return Dictionary(places.enumerated().compactMap { node, place in place.map { ($0, node) } }) { first, _ in
            first
        }
    }

    /// What is known by node here, by node of the graph that was fitted.
    /// - Parameter missing: for those that are not here.
    public func bySource<Value>(_ values: [Value], missing: Value) -> [Value] {
        places.map { $0.map { place in place.map { values[$0] } ?? missing } } ?? values
    }
}

extension Graph {
    /// The graph for pictures of one size.
    /// - Parameter outputs: what is needed of it; nil for all.
    /// - Throws: `NetworkError.otherSize` for a layer that is known at another size only.
    public func fitted(height: Int, width: Int, for outputs: [NodeID]? = nil) throws -> FittedGraph {
        let picture = Extent(height: height, width: width)
        guard nodes.contains(where: { !$0.isKnown(at: picture) }) else { return FittedGraph(self) }
        let needed = outputs.map { ancestors(of: $0) } ?? Array(nodes.indices)
        guard let unknown = needed.first(where: { !nodes[$0].isKnown(at: picture) }) else { return FittedGraph(self) }
        func refusal(_ node: NodeID, _ reason: String?) -> NetworkError {
            .otherSize(
                layer: nodes[node].name, known: nodes[unknown].onlyAt ?? picture, picture: picture, reason: reason)
        }
        guard let reading = nodes[unknown].sized?.reading else { throw refusal(unknown, nil) }
        let other: Graph
        do { other = try reading.graph(for: picture) } catch { throw refusal(unknown, "\(error)") }
        // A file may leave one side open, and fix the other.
        guard other.nodes.allSatisfy({ $0.isKnown(at: picture) }) else { throw refusal(unknown, nil) }
        if reading.isLike(other) {
            // What remains unknown comes from another file.
            return try substituting(other, of: reading).fitted(height: height, width: width, for: outputs)
        }
        guard let fitted = replacing(by: other, of: reading) else {
            throw refusal(unknown, "its layers are others there, and were changed since it was read")
        }
        if let lost = (outputs ?? []).first(where: { fitted.places[$0] == nil }) {
            throw refusal(lost, other.closedEnds.first?.end.sentence ?? "it has no such layer there")
        }
        return FittedGraph(fitted.graph, places: fitted.places)
    }

    /// With the operators that a file has for another size.
    private func substituting(_ other: Graph, of reading: SizedReading) -> Graph {
        var fitted = nodes
        for (index, node) in nodes.enumerated() {
            guard let sized = node.sized, sized.reading === reading, case let new = other.nodes[sized.place],
                node.onlyAt != nil || new.onlyAt != nil
            else { continue }
            fitted[index].operation = new.operation
            fitted[index].onlyAt = new.onlyAt
        }
        return Graph(nodes: fitted, closed: closed)
    }

    /// What a file has for another size, and behind it the nodes that were appended to what was read; nil where that was changed.
    private func replacing(by other: Graph, of reading: SizedReading) -> (graph: Graph, places: [NodeID?])? {
        let count = reading.nodes.count
        guard nodes.count >= count,
            zip(nodes, reading.nodes).enumerated().allSatisfy({ index, pair in
                pair.0.sized?.reading === reading && pair.0.sized?.place == index && pair.0.isLike(pair.1)
            })
        else { return nil }
        var named: [String: NodeID] = [:]
        for (place, node) in other.nodes.enumerated() {
            for name in [node.name] + node.otherNames { named[name] = place }
        }
        var places: [NodeID?] = reading.nodes.map { node in
            // Where it is several layers, one of which cuts off what another made, nobody says which is meant.
            let all = ([node.name] + node.otherNames).compactMap { named[$0] }
            return named[node.name].flatMap { place in all.allSatisfy { other.isOnlyMoved(place, $0) } ? place : nil }
        }
        var all = other.nodes
        for node in nodes[count...] {
            let inputs = node.inputs.compactMap { places[$0] }
            guard inputs.count == node.inputs.count else {
                places.append(nil)
                continue
            }
            var appended = node
            appended.inputs = inputs
            places.append(all.count)
            all.append(appended)
        }
        return (Graph(nodes: all, closed: closed), places)
    }
}

extension Graph {
    /// Whether a node has the numbers of another, in other places at most.
    fileprivate func isOnlyMoved(_ node: NodeID, _ later: NodeID) -> Bool {
        var place = later
        while place > node {
            let operation = nodes[place].operation
            guard
                operation is Rearrangement || operation is SpaceToDepth || operation is DepthToSpace
                    || operation is Transposition
            else { return false }
            place = nodes[place].inputs[0]
        }
        return place == node
    }
}

extension Graph.Node {
    fileprivate func isKnown(at picture: Extent) -> Bool { onlyAt == nil || onlyAt == picture }
}
