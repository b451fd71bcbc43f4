import Engine
import Networks
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
    /// The objective's value, and its gradient with respect to the canvas through the network.
    ///
    /// - Parameter canvas: levels 0…255, `[1, 3, H, W]`.
    func gradient(
        at canvas: Tensor, through run: any Execution, _ preprocessing: Manifest.Preprocessing
    ) throws -> (value: Float, gradient: Tensor) {
        let activations = try run.forward(preprocessing.networkInput(fromLevels: canvas))
        var seeds: [Graph.NodeID: Tensor] = [:]
        var onCanvas: Tensor?
        var value: Float = 0
        for addend in through {
            let evaluation = try Evaluation(of: addend.expression, canvas: canvas, place: place) {
                nodes[$0].flatMap { activations[$0] }
            }
            value += addend.weight * evaluation.value
            let gradients = evaluation.gradients()
            let length = gradients.layers.values.reduce(0.0) { $0 + Sums.squares($1.values.span) }.squareRoot()
            guard length != 0 else { continue }
            let factor = addend.weight / Float(length)
            for (layer, gradient) in gradients.layers {
                guard let node = nodes[layer] else { continue }
                seeds[node, default: .zeros(gradient.shape)].add(gradient, times: factor)
            }
            if let gradient = gradients.canvas { onCanvas = sum(onCanvas, gradient, times: factor) }
        }
        var gradient = preprocessing.levelsGradient(fromInputGradient: try run.gradient(seeds))
        if let onCanvas { gradient.add(onCanvas) }
        return (value, gradient)
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
