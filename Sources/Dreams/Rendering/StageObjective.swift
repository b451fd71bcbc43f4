import Engine
import Networks
import Pictures
import Tensors

/// What a climb maximises, bound to the nodes of a network.
///
/// Addends that read the network are balanced: the gradients of each at the layers, taken together, have length 1 before
/// its factor is applied (after crowsonkb/deep_dream, where each layer's is). Addends that read only the canvas act on
/// it directly, in the unit of a normalised gradient.
struct StageObjective {
    /// The graph, with pre-activation nodes where they are read.
    let graph: Graph
    /// The nodes that the objective reads.
    let outputs: [Graph.NodeID]

    private let nodes: [LayerReference: Graph.NodeID]
    private let through: [Expression.Addend]
    private let direct: [Expression.Addend]
    private let place: Place?
    private let stage: String

    /// Finds the layers of a climb.
    /// - Throws: `DreamError` with the preset's line.
    init(_ climb: Climb, stage: Stage, network: Network, graph base: Graph) throws {
        place = stage.place
        self.stage = stage.name
        let wanted = climb.maximize.addends
        let unwanted = (climb.minimize?.addends ?? []).map {
            Expression.Addend(weight: -$0.weight, expression: $0.expression)
        }
        for addend in wanted + unwanted where !addend.expression.isScalar {
            throw DreamError.notScalar(expression: "\(addend.expression)", place: stage.place)
        }
        through = (wanted + unwanted).filter(\.expression.readsNetwork)
        direct = (wanted + unwanted).filter { !$0.expression.readsNetwork }
        guard wanted.contains(where: \.expression.readsNetwork) else {
            throw DreamError.readsNoLayer(stage: stage.name, place: stage.place)
        }
        var graph = base
        var nodes: [LayerReference: Graph.NodeID] = [:]
        for layer in through.flatMap(\.expression.layers) where nodes[layer] == nil {
            (graph, nodes[layer]) = try network.resolve(layer, in: graph, place: layer.place ?? stage.place)
        }
        self.graph = graph
        self.nodes = nodes
        outputs = Set(nodes.values).sorted()
    }

    /// Checks every expression against the shapes that the network has at one size.
    /// - Throws: `DreamError` with the preset's line.
    func check(at size: Extent) throws {
        let canvas = Shape(channels: 3, height: size.height, width: size.width)
        let shapes = try reason { try graph.shapes(height: size.height, width: size.width) }
        for addend in through + direct {
            _ = try addend.expression.shape(canvas: canvas, place: place) { shapes[nodes[$0] ?? 0] }
        }
    }

    /// Multiply–accumulates of a step at one size: forward, and as much again backward.
    func multiplyAdds(at size: Extent) throws -> Int {
        try reason { 2 * (try graph.multiplyAdds(for: outputs, height: size.height, width: size.width)) }
    }

    /// Bytes of the layers that it reads, at one size.
    func layerBytes(at size: Extent) throws -> Int {
        let shapes = try reason { try graph.shapes(height: size.height, width: size.width) }
        return outputs.reduce(0) { $0 + 4 * shapes[$1].count }
    }

    /// How many arrays of a layer's size are held at most while an addend is evaluated: the layer, its gradient, and what
    /// lies between.
    var arraysHeld: Int { 2 + (through.map(\.expression.arraysBetween).max() ?? 0) }

    private func reason<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as NetworkError {
            throw DreamError.layer(reason: "stage '\(stage)': \(error)", place: place)
        }
    }
}

// MARK: - Gradients

extension StageObjective {
    /// The objective's value, and its gradient with respect to the canvas through the network, which sees the canvas shifted.
    ///
    /// The network reads the canvas tile by tile: neither a shifted nor a preprocessed copy of the whole is made.
    /// - Parameter canvas: levels 0…255, `[1, 3, H, W]`.
    func gradient(
        at canvas: Tensor, shifted jitter: (down: Int, right: Int), through run: TiledExecution,
        _ preprocessing: Manifest.Preprocessing
    ) throws -> (value: Float, gradient: Tensor) {
        func part(_ region: Region) -> Tensor {
            preprocessing.networkInput(
                fromLevels: canvas.part(region, rolledDown: jitter.down, right: jitter.right))
        }
        let readsCanvas = through.contains(where: \.expression.readsCanvas)
        let seeds = try seeds(
            from: try run.forward(reading: part),
            canvas: readsCanvas ? canvas.rolled(down: jitter.down, right: jitter.right) : canvas)
        var gradient = seeds.onCanvas?.rolled(down: -jitter.down, right: -jitter.right) ?? .zeros(canvas.shape)
        try run.gradient(seeds.onLayers, reading: part) { region, part in
            gradient.add(
                preprocessing.levelsGradient(fromInputGradient: part), at: region, rolledDown: jitter.down,
                right: jitter.right)
        }
        return (seeds.value, gradient)
    }

    /// The objective's value and its gradients at the leaves.
    private struct Seeds {
        var value: Float = 0
        var onLayers: [Graph.NodeID: Tensor] = [:]
        var onCanvas: Tensor?
    }

    private func seeds(from activations: [Graph.NodeID: Tensor], canvas: Tensor) throws -> Seeds {
        var seeds = Seeds()
        for addend in through {
            let evaluation = try Evaluation(of: addend.expression, canvas: canvas, place: place) {
                nodes[$0].flatMap { activations[$0] }
            }
            seeds.value += addend.weight * evaluation.value
            var gradients = evaluation.gradients()
            let layers = addend.expression.layers
            let squares = layers.compactMap { gradients.layers[$0] }.map { Sums.squares($0.values.span) }
            let length = squares.reduce(0, +).squareRoot()
            guard length != 0 else { continue }
            let factor = addend.weight / Float(length)
            for layer in layers {
                guard let node = nodes[layer], var gradient = gradients.layers.removeValue(forKey: layer) else {
                    continue
                }
                gradient.scale(by: factor)
                if seeds.onLayers[node]?.add(gradient) == nil { seeds.onLayers[node] = gradient }
            }
            if let gradient = gradients.canvas { seeds.onCanvas = sum(seeds.onCanvas, gradient, times: factor) }
        }
        return seeds
    }

    /// The gradient of what reads only the canvas; nil when nothing does.
    func directGradient(at canvas: Tensor) throws -> Tensor? {
        try direct.reduce(nil) { sum, addend in
            let evaluation = try Evaluation(of: addend.expression, canvas: canvas, place: place) { _ in nil }
            guard let gradient = evaluation.gradients().canvas else { return sum }
            return self.sum(sum, gradient, times: addend.weight)
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

extension Network {
    /// The node that a preset's reference means, in `graph` or in one grown from it.
    fileprivate func resolve(
        _ layer: LayerReference, in graph: Graph, place: Place?
    ) throws -> (Graph, Graph.NodeID) {
        do {
            let node =
                switch layer.target {
                case .name(let name): try node(named: name)
                case .depth(let depth): try node(atDepth: depth)
                case .classes: try classNode()
                }
            return layer.preActivation ? graph.addingPreActivation(of: node) : (graph, node)
        } catch let error as NetworkError {
            throw DreamError.layer(reason: "\(error)", place: place)
        }
    }

    private func classNode() throws -> Graph.NodeID {
        guard let name = manifest.classes else { throw NetworkError.noClasses(network: manifest.name) }
        return try node(named: name)
    }
}
