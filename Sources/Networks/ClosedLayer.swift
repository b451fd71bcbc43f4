import Wording

/// A layer of a file that the graph goes without: one that cannot be computed here, or that stands behind such a one.
///
/// What is not supported closes only what lies behind it; people dream of a network's inner layers, and never see its end.
public struct ClosedLayer: Hashable, Sendable {
    /// Its name in the file.
    public let name: String
    /// The names of what it gives out.
    public let otherNames: [String]
    /// Its operator, as the file says.
    public let operation: String
    /// The layers of the graph that it reads.
    public internal(set) var reads: [String]
    /// Where the way ends: itself, or the first layer on the way to it that cannot be computed.
    public let end: End

    /// A layer that cannot be computed.
    public struct End: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// Its operator.
        public let operation: String
        /// Why, in words that follow "node 'x' (Operator): ".
        public let problem: String

        /// `node 'detect' (TopK): this operator is not supported`
        public var sentence: String { "node '\(name)' (\(operation)): \(problem)" }
    }

    /// Whether it is what closes others.
    public var isEnd: Bool { name == end.name }
}

extension Graph {
    /// The first of the layers that nothing can be computed behind, in the order of the file.
    public var closedEnds: [ClosedLayer] { closed.filter(\.isEnd) }

    /// The same, where no layer of the file is left out.
    /// - Throws: `NetworkError.node`: why the first one is.
    public func complete() throws -> Graph {
        guard let first = closed.first else { return self }
        throw NetworkError.node(name: first.end.name, operation: first.end.operation, problem: first.end.problem)
    }

    /// Whether it computes anything at all, beside moving numbers of the picture about.
    var computesSomething: Bool {
        nodes.dropFirst().contains {
            !($0.operation is ChannelSelection || $0.operation is Concatenation || $0.operation is Margins)
        }
    }
}

extension Network {
    /// The layer of this name, or the first that a pattern fits, that the graph goes without.
    func closedLayer(named name: String) -> ClosedLayer? {
        let (pattern, folded) = (NamePattern(name), name.lowercased())
        return graph.closed.first { layer in
            let names = [layer.name] + layer.otherNames
            return pattern.isPattern
                ? names.contains { pattern.fits($0) }
                : names.contains { $0.lowercased() == folded || $0.hasSuffix("/" + name) }
        }
    }

    /// What is said where a layer is asked for that does not exist, or that cannot be reached.
    func noLayer(_ name: String) -> NetworkError {
        guard let closed = closedLayer(named: name) else {
            return .unknownLayer(name: name, network: manifest.name, choices: layerNames)
        }
        return .closedLayer(name: closed.name, network: manifest.name, end: closed.end)
    }

    /// By every name of a layer that the graph goes without: what is said where it is asked for.
    public var reasonsOfClosedLayers: [String: String] {
        let known = Set(graph.closed.isEmpty ? [] : layerNames)
        return graph.closed.reduce(into: [:]) { reasons, layer in
            for name in [layer.name] + layer.otherNames where reasons[name] == nil && !known.contains(name) {
                let error = NetworkError.closedLayer(name: name, network: manifest.name, end: layer.end)
                reasons[name] = "\(error)"
            }
        }
    }

    /// What is said where classes are asked for, and it knows none, or cannot reach them.
    public var noClasses: NetworkError {
        .noClasses(network: manifest.name, end: manifest.classes == nil ? graph.closed.last?.end : nil)
    }
}
