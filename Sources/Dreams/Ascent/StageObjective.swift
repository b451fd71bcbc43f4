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
    private let texts: [TextReference: Tensor]
    private let through: [Term]
    private let direct: [Term]
    private let isBalanced: Bool
    private let networks: DreamNetworks
    private let place: SourceLine?
    private let stage: String

    /// One addend, ready to be computed.
    private struct Term {
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
            switch leaf {
            case .activation(let layer): return augmentation.own(of: shapes[node(layer)])
            case .text(let text): return texts[text]?.shape ?? .number
            case .statistics(let layer, _):
                return Shape(channels: try statistics(layer).means.count, height: 1, width: 1)
            case .reading(let reading):
                guard reading.placement == .aligned else { return try self.shape(of: reading, seen: view, guide) }
                return reading.layer.map { augmentation.own(of: shapes[node($0)]) } ?? canvas
            default: return canvas
            }
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

// MARK: - Gradients

/// What an objective is computed from at one step.
struct ViewEvaluation {
    /// Of the canvas.
    let view: AugmentedView
    let run: TiledExecution
    let preprocessing: Manifest.Preprocessing
    let scene: EvaluationContext
    /// What is read of other pictures, at this step.
    let readings: [PictureReading: Tensor]
}

extension StageObjective {
    /// The objective's value, and its gradient with respect to the canvas through the network.
    ///
    /// A direct view is read tile by tile, and its gradient brought back so: neither a shifted nor a preprocessed copy of the whole canvas
    /// is made.
    /// - Parameter canvas: levels, `[1, 3, H, W]`, which may lie outside of 0…255 where the objective itself does not read them.
    /// - Parameter isLast: whether nobody looks at the canvas any more; it is empty then as soon as it was seen.
    func gradient(
        at canvas: inout Tensor, _ viewed: ViewEvaluation, isLast: Bool
    ) throws -> (value: Float, gradient: Tensor) {
        let (view, shape) = (viewed.view, canvas.shape)
        var seen = view.isDirect ? nil : view.look(at: canvas)
        let seenShape = seen?.shape
        func part(_ region: Region) -> Tensor {
            seen.map { viewed.preprocessing.networkInput(fromLevels: $0.part(region)) }
                ?? view.networkInput(region, of: canvas, viewed.preprocessing)
        }
        let activations = try viewed.run.forward(reading: part).mapValues(view.own)
        var seeds = try seeds(
            from: activations, canvas: readsCanvasThroughViews ? seen.map(view.own) ?? view.place(canvas) : canvas,
            viewed)
        let onLayers = try embedded(exchange(&seeds.onLayers, with: [:]), in: view)
        let isReadAgain = viewed.run.readsInputAgain
        if isLast, !(isReadAgain && view.isDirect) { canvas = .empty }
        if !isReadAgain { seen = nil }
        guard let seenShape else {
            var gradient: Tensor?
            try viewed.run.gradient(onLayers, reading: part) { region, part in
                view.add(inputGradient: part, at: region, to: &gradient, viewed.preprocessing)
            }
            var sum = gradient ?? .zeros(shape)
            if let onCanvas = seeds.onCanvas {
                view.add(onCanvas, at: view.own(of: view.shape(of: shape)), to: &sum)
            }
            return (seeds.value, sum)
        }
        var onView: Tensor?
        try viewed.run.gradient(onLayers, reading: part) { region, part in
            let levels = viewed.preprocessing.levelsGradient(fromInputGradient: part)
            if onView == nil, levels.shape == seenShape {
                onView = levels
            } else {
                var sum = exchange(&onView, with: nil) ?? .zeros(seenShape)
                sum.add(levels, at: region)
                onView = sum
            }
        }
        var sum = exchange(&onView, with: nil) ?? .zeros(seenShape)
        if let onCanvas = seeds.onCanvas { sum.add(onCanvas, at: view.own(of: seenShape)) }
        return (seeds.value, view.pullBack(sum, toCanvasOf: shape))
    }

    /// Whether the numbers of the canvas count, and not just what the network makes of them: they have to be levels then.
    var readsCanvas: Bool { !direct.isEmpty || readsCanvasThroughViews }

    /// Whether anything acts on the canvas directly.
    var isDirect: Bool { !direct.isEmpty }

    private var readsCanvasThroughViews: Bool { through.contains { $0.leaves.contains(.canvas) } }

    /// Seeds of whole layers: zero beyond what the canvas itself answers for.
    private func embedded(_ seeds: [Graph.NodeID: Tensor], in view: AugmentedView) throws -> [Graph.NodeID: Tensor] {
        guard view.seesTwice else { return seeds }
        let shapes = try graph.shapes(height: view.size.height, width: view.size.width, for: outputs)
        return Dictionary(
            uniqueKeysWithValues: seeds.map { node, seed in
                var whole = Tensor.zeros(shapes[node])
                whole.replace(view.own(of: shapes[node]), with: seed)
                return (node, whole)
            })
    }

    /// The objective's value and its gradients at the leaves.
    private struct Seeds {
        var value: Float = 0
        var onLayers: [Graph.NodeID: Tensor] = [:]
        var onCanvas: Tensor?
    }

    private func seeds(from activations: [Graph.NodeID: Tensor], canvas: Tensor, _ viewed: ViewEvaluation) throws
        -> Seeds
    {
        var seeds = Seeds()
        for term in through {
            let evaluation = term.program.evaluate(viewed.scene) { leaf in
                tensor(of: leaf, canvas: canvas, readings: viewed.readings) { activations[$0] }
            }
            let weight = term.weight.value(at: viewed.scene.moment)
            seeds.value += weight * evaluation.value
            guard weight != 0 else { continue }
            var gradients = evaluation.gradients()
            let onCanvas = gradients.removeValue(forKey: .canvas)
            let squares = term.leaves.compactMap { gradients[$0] }.map { Sums.squares($0.values.span) }
            let length = squares.reduce(0, +).squareRoot()
            guard length != 0 || onCanvas != nil else { continue }
            let factor = isBalanced && length != 0 ? weight / Float(length) : weight
            for leaf in term.leaves {
                guard case .activation(let layer) = leaf, var gradient = gradients.removeValue(forKey: leaf) else {
                    continue
                }
                gradient.scale(by: factor)
                if seeds.onLayers[node(layer)]?.add(gradient) == nil { seeds.onLayers[node(layer)] = gradient }
            }
            if let onCanvas { seeds.onCanvas = sum(seeds.onCanvas, onCanvas, times: factor) }
        }
        return seeds
    }

    /// The gradient of what reads only the canvas, and its value; nil when nothing does.
    func directGradient(
        at canvas: Tensor, _ scene: EvaluationContext, readings: [PictureReading: Tensor]
    ) -> (value: Float, gradient: Tensor)? {
        var value: Float = 0
        var total: Tensor?
        for term in direct {
            let evaluation = term.program.evaluate(scene) { leaf in
                tensor(of: leaf, canvas: canvas, readings: readings) { _ in nil }
            }
            let weight = term.weight.value(at: scene.moment)
            value += weight * evaluation.value
            if let gradient = evaluation.gradients()[.canvas] { total = sum(total, gradient, times: weight) }
        }
        return total.map { (value, $0) }
    }

    func tensor(
        of leaf: Expression, canvas: Tensor, readings: [PictureReading: Tensor],
        activation: (Graph.NodeID) -> Tensor?
    ) -> Tensor {
        switch leaf {
        case .activation(let layer):
            guard let tensor = activation(node(layer)) else { preconditionFailure("\(layer) was not computed") }
            return tensor
        case .reading(let reading):
            guard let tensor = readings[reading] else { preconditionFailure("\(reading) was not read") }
            return tensor
        case .text(let text):
            guard let tensor = texts[text] else { preconditionFailure("'\(text.text)' was not read") }
            return tensor
        case .statistics(let layer, let statistic):
            // Checked while planning.
            guard let known = graph.nodes[node(layer)].statistics else {
                preconditionFailure("\(layer) has no statistics")
            }
            let values = statistic == .mean ? known.means : known.deviations.map { $0 * $0 }
            return Tensor(shape: Shape(channels: values.count, height: 1, width: 1), values: values)
        default:
            return canvas
        }
    }

    /// The layers it reads, for messages.
    var layerNames: [String] { outputs.map { graph.nodes[$0].name } }

    private func sum(_ total: Tensor?, _ gradient: Tensor, times factor: Float) -> Tensor {
        var total = total ?? .zeros(gradient.shape)
        total.add(gradient, times: factor)
        return total
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
