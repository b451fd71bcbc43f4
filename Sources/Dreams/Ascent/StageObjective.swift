import Engine
import Networks
import Pictures
import Tensors

/// What an ascent maximises, bound to the nodes of a network.
///
/// Addends that read the network are balanced, unless the ascent says otherwise: the gradients of each at the layers, taken together, have
/// length 1 before its factor is applied (after crowsonkb/deep_dream, where each layer's is). Addends that read only the canvas act on it
/// directly, in the unit of a normalised gradient.
struct StageObjective {
    /// The graph, with pre-activation nodes where they are read.
    let graph: Graph
    /// The graph of the first steps, where silent units are to be woken.
    let redirectedGraph: Graph?
    /// The nodes that the objective reads.
    let outputs: [Graph.NodeID]
    /// What is read of other pictures.
    let readings: [PictureReading]

    private let nodes: [LayerReference: Graph.NodeID]
    /// What the networks make of the texts that are read.
    let texts: [TextReference: Tensor]
    /// The addends that read the network, and those that read only the canvas.
    let through: [Term]
    let direct: [Term]
    let isBalanced: Bool
    private let networks: DreamNetworks
    private let place: SourceLine?
    private let stage: String

    /// One addend, ready to be computed.
    struct Term {
        let weight: Schedule
        let readsNetwork: Bool
        let program: ExpressionProgram

        init(_ addend: Expression.Addend) {
            weight = addend.weight
            readsNetwork = addend.expression.readsNetwork
            program = ExpressionProgram(addend.expression)
        }

        var leaves: [Expression] {
            program.nodes.compactMap { if case .operation = $0.expression { nil } else { $0.expression } }
        }
    }

    /// Finds the layers of an ascent.
    /// - Throws: `DreamError` with the preset's line.
    init(_ ascent: Ascent, stage: Stage, networks: DreamNetworks) throws {
        place = stage.place
        self.stage = stage.name
        self.networks = networks
        isBalanced = ascent.isBalanced
        let wanted = ascent.maximize.addends
        let unwanted = (ascent.minimize?.addends ?? []).map {
            Expression.Addend(weight: $0.weight.scaled(by: -1), expression: $0.expression)
        }
        for addend in wanted + unwanted where !addend.expression.isNumber {
            throw DreamError.notScalar(
                expression: "\(addend.expression)", place: addend.expression.place ?? stage.place)
        }
        through = (wanted + unwanted).filter(\.expression.readsNetwork).map(Term.init)
        direct = (wanted + unwanted).filter { !$0.expression.readsNetwork && $0.expression.readsCanvas }.map(Term.init)
        guard wanted.contains(where: { $0.expression.readsNetwork || $0.expression.readsCanvas }) else {
            throw DreamError.readsNothing(stage: stage.name, place: stage.place)
        }
        let leaves = (through + direct).flatMap(\.leaves)
        readings = leaves.reduce(into: []) {
            if case .reading(let reading) = $1, !$0.contains(reading) { $0.append(reading) }
        }
        var grown = DreamGraph(networks)
        var nodes: [LayerReference: Graph.NodeID] = [:]
        for layer in leaves.compactMap(\.layer) where nodes[layer] == nil {
            nodes[layer] = try grown.node(layer, place: layer.place ?? stage.place)
        }
        graph = grown.graph
        redirectedGraph = ascent.redirectedSteps > 0 ? graph.redirected : nil
        self.nodes = nodes
        texts = try leaves.reduce(into: [:]) { texts, leaf in
            guard case .text(let text) = leaf, texts[text] == nil else { return }
            texts[text] = try networks.tensor(of: text, place: text.place ?? stage.place)
        }
        outputs = Set(leaves.filter(\.isSeenWithTheCanvas).compactMap { $0.layer.flatMap { nodes[$0] } }).sorted()
    }

    /// Checks every expression against the shapes that it will be computed from at one size: those of the views where it reads the network,
    /// those of the canvas where it reads nothing else.
    /// - Parameter guide: the size at which the network sees a reading of its own size.
    /// - Returns: what computing it holds.
    /// - Throws: `DreamError` with the preset's line.
    func check(_ augmentation: Augmentation, guide: (PictureReading) throws -> Extent) throws -> Needs {
        let view = augmentation.size
        let shapes = try reason { try graph.shapes(height: view.height, width: view.width, for: outputs) }
        func shape(_ leaf: Expression, _ canvas: Shape) throws -> Shape {
            try self.shape(of: leaf, of: augmentation, shapes, canvas: canvas, guide: guide)
        }
        func between(_ terms: [Term], _ canvas: Shape) throws -> [Int] {
            try terms.map { term in
                let shapes = try term.program.shapes(place: place) { try shape($0, canvas) }
                if term.readsNetwork { try checkPictures(of: term, shapes) }
                return term.program.bytesBetween(shapes)
            }
        }
        let between =
            try between(through, augmentation.own(of: Shape(channels: 3, height: view.height, width: view.width)))
            + between(direct, Shape(channels: 3, height: augmentation.canvas.height, width: augmentation.canvas.width))
        let layers = outputs.reduce(0) { $0 + 4 * shapes[$1].count }
        let guides = try readings.reduce(0) { $0 + 4 * (try self.shape(of: $1, seen: view, guide).count) }
        return Needs(evaluation: 2 * layers + guides + (between.max() ?? 0), seeds: layers + guides, layers: layers)
    }

    /// The shape of a leaf.
    /// - Parameter shapes: of the graph's nodes, where the network sees a view.
    /// - Parameter canvas: of what is read of the canvas.
    func shape(
        of leaf: Expression, of augmentation: Augmentation, _ shapes: [Shape], canvas: Shape,
        guide: (PictureReading) throws -> Extent
    ) throws -> Shape {
        switch leaf {
        case .activation(let layer): return augmentation.own(of: shapes[node(layer)])
        case .text(let text): return texts[text]?.shape ?? .number
        case .statistics(let layer, _):
            return Shape(channels: try statistics(layer).means.count, height: 1, width: 1)
        case .reading(let reading):
            guard reading.placement == .aligned else { return try shape(of: reading, seen: augmentation.size, guide) }
            return reading.layer.map { augmentation.own(of: shapes[node($0)]) } ?? canvas
        default: return canvas
        }
    }

    /// Refuses a picture that can only make the gradient of an addend longer or shorter, where its length counts for nothing: where it is
    /// balanced against the others, and where there are no others.
    private func checkPictures(of term: Term, _ shapes: [Shape]) throws {
        guard isBalanced || through.count + direct.count == 1, let factor = term.program.mereFactor(shapes) else {
            return
        }
        throw DreamError.mereFactor(
            "\(factor.number)", picture: "\(factor.reading.picture)",
            layers: try networks.guidingLayers(like: factor.reading.layer), place: factor.place ?? place)
    }

    /// Bytes that an objective holds beside the network.
    struct Needs {
        /// While an addend is evaluated: the layers, their gradients, the readings, and what lies between.
        let evaluation: Int
        /// While the network carries the gradients of the layers back: these, and the readings.
        let seeds: Int
        /// The layers alone.
        let layers: Int
    }

    private func shape(of reading: PictureReading, seen: Extent, _ guide: (PictureReading) throws -> Extent) throws
        -> Shape
    {
        let size = reading.placement == .aligned ? seen : try guide(reading)
        guard let layer = reading.layer else { return Shape(channels: 3, height: size.height, width: size.width) }
        let node = node(layer)
        return try reason {
            do {
                return try graph.shapes(height: size.height, width: size.width, for: [node])
            } catch NetworkError.tooSmall(let small, _, _) where reading.placement != .aligned {
                throw DreamError.smallPicture(
                    name: "\(reading.picture)", size: "\(size.width)×\(size.height)", layer: small,
                    place: layer.place ?? place)
            }
        }[node]
    }

    /// The node of a layer that it reads.
    func node(_ layer: LayerReference) -> Graph.NodeID {
        guard let node = nodes[layer] else { preconditionFailure("\(layer) was not looked up") }
        return node
    }

    private func statistics(_ layer: LayerReference) throws -> Graph.ChannelStatistics {
        guard let statistics = graph.nodes[node(layer)].statistics else {
            throw DreamError.noStatistics(layer: "\(layer)", place: layer.place ?? place)
        }
        return statistics
    }

    /// Whether it reads the network at all: penalties on the canvas alone climb without it.
    var readsNetwork: Bool { !through.isEmpty }

    /// Whether the network sees anything of another picture through the same views as the canvas.
    var alignedPictures: Set<PictureReference> {
        Set(readings.filter { $0.placement == .aligned }.map(\.picture))
    }

    /// Which graph it runs, and what it asks of it.
    struct Layers: Hashable {
        fileprivate let nodes: [LayerReference: Graph.NodeID]
        fileprivate let outputs: [Graph.NodeID]
    }

    var layers: Layers { Layers(nodes: nodes, outputs: outputs) }

    /// What its evaluation costs depends on: the layers, what is read of other pictures, and the operations of each addend.
    struct Work: Hashable, Sendable, Codable {
        fileprivate let layers: [String]
        fileprivate let readings: [String?]
        fileprivate let addends: [[String]]
    }

    var work: Work {
        Work(
            layers: outputs.map { graph.nodes[$0].name },
            readings: readings.map { $0.layer.map { graph.nodes[node($0)].name } },
            addends: (through + direct).map(\.program.operations))
    }

    /// Multiply–accumulates of a step at one size: forward, and as much again backward; forward again for every aligned picture.
    func multiplyAdds(at size: Extent) throws -> Int {
        guard readsNetwork else { return 0 }
        let forward = try reason { try graph.multiplyAdds(for: outputs, height: size.height, width: size.width) }
        let aligned = Set(readings.filter { $0.placement == .aligned && $0.layer != nil }.map(\.picture)).count
        return (2 + aligned) * forward
    }

    /// How many times the work of a step in tiles is that of the whole.
    func workFactor(of tiling: Tiling, at size: Extent, on backend: any Backend) throws -> Double {
        guard readsNetwork else { return 1 }
        return try tiling.workFactor(
            graph, height: size.height, width: size.width, outputs: outputs, backend: backend)
    }

    private func reason<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as NetworkError {
            throw DreamError.layer(reason: "stage '\(stage)': \(error)", place: place)
        }
    }
}

extension Expression {
    /// The layer that a leaf reads.
    fileprivate var layer: LayerReference? {
        switch self {
        case .activation(let layer), .statistics(let layer, _): layer
        case .reading(let reading): reading.layer
        default: nil
        }
    }

    /// Whether the execution that sees the canvas has to give this leaf's layer.
    fileprivate var isSeenWithTheCanvas: Bool {
        switch self {
        case .activation: true
        case .reading(let reading): reading.placement == .aligned
        default: false
        }
    }
}
