import Engine
import Networks
import Pictures
import Tensors

/// What an objective is computed from at one step.
struct ViewEvaluation {
    /// Of the canvas.
    let view: AugmentedView
    let run: TiledExecution
    let preprocessing: Manifest.Preprocessing
    let scene: EvaluationContext
    /// What is read of other pictures, at this step.
    let readings: [PictureReading: Tensor]
    /// What the backend computes of it; nil where that is the host's.
    var device: DeviceObjective?
}

extension StageObjective {
    /// The objective's value, and its gradient with respect to the canvas through the network.
    ///
    /// A direct view is read tile by tile, and its gradient brought back so: neither a shifted nor a preprocessed copy of the whole canvas
    /// is made.
    /// - Parameter canvas: levels, `[1, 3, H, W]`, which may lie outside of 0…255 where the objective itself does not read them.
    /// - Parameter isLast: whether nobody looks at the canvas any more; it is empty then as soon as it was seen.
    func gradient(
        at canvas: inout CanvasLevels, _ viewed: ViewEvaluation, isLast: Bool
    ) throws -> (value: Float, gradient: Tensor) {
        let (view, shape) = (viewed.view, canvas.shape)
        let isReadAgain = viewed.run.readsInputAgain
        // Tiles overlap, and read what they show twice.
        if isReadAgain { canvas = CanvasLevels(canvas.all) }
        var seen = view.isDirect ? nil : view.look(at: canvas.all)
        let seenShape = seen?.shape
        func part(_ region: Region) -> Tensor {
            seen.map { viewed.preprocessing.networkInput(fromLevels: $0.part(region)) }
                ?? view.networkInput(region, of: canvas, viewed.preprocessing)
        }
        let (value, onCanvas, back) = try evaluate(
            viewed, canvas: readsCanvasThroughViews ? seen.map(view.own) ?? view.place(canvas.all) : .empty,
            reading: part)
        if isLast, !(isReadAgain && view.isDirect) { canvas = .empty }
        if !isReadAgain { seen = nil }
        guard let seenShape else {
            var gradient: Tensor?
            try back(part) { region, part in
                view.add(
                    inputGradient: part, at: region, to: &gradient, isOnce: !isReadAgain, viewed.preprocessing)
            }
            var sum = gradient ?? .zeros(shape)
            if let onCanvas { view.add(onCanvas, at: view.own(of: view.shape(of: shape)), to: &sum) }
            return (value, sum)
        }
        var onView: Tensor?
        try back(part) { region, part in
            let levels = viewed.preprocessing.levelsGradient(fromInputGradient: part)
            if onView == nil, levels.shape == seenShape {
                onView = levels
            } else {
                var sum =
                    exchange(&onView, with: nil)
                    ?? (isReadAgain ? .zeros(seenShape) : Tensor(unwritten: seenShape) { _ in })
                if isReadAgain { sum.add(levels, at: region) } else { sum.replace(region, with: levels) }
                onView = sum
            }
        }
        var sum = exchange(&onView, with: nil) ?? .zeros(seenShape)
        if let onCanvas { sum.add(onCanvas, at: view.own(of: seenShape)) }
        return (value, view.pullBack(sum, toCanvasOf: shape))
    }

    /// Reads the input, and gives out its gradient in parts that are to be added up.
    private typealias WayBack = ((Region) throws -> Tensor, (Region, Tensor) throws -> Void) throws -> Void

    /// The value, what it says of the canvas itself, and the way back to the network's input: where the backend has the objective, all of it
    /// has been gone already.
    private func evaluate(
        _ viewed: ViewEvaluation, canvas: Tensor, reading part: (Region) throws -> Tensor
    ) throws -> (value: Float, onCanvas: Tensor?, back: WayBack) {
        if let numbers = viewed.device?.numbers(viewed.scene, leaf: { tensor(of: $0, readings: viewed.readings) }),
            let (value, gradient) = try viewed.run.evaluate(numbers, reading: part)
        {
            return (value, nil, { _, add in try add(Region(allOf: gradient.shape), gradient) })
        }
        let activations = try viewed.run.forward(reading: part).mapValues(viewed.view.own)
        let seeds = try seeds(from: activations, canvas: canvas, viewed)
        let onLayers = try embedded(seeds.onLayers, in: viewed.view)
        return (seeds.value, seeds.onCanvas, { try viewed.run.gradient(onLayers, reading: $0, add: $1) })
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

    /// The numbers of a leaf.
    func tensor(
        of leaf: Expression, canvas: Tensor = .empty, readings: [PictureReading: Tensor],
        activation: (Graph.NodeID) -> Tensor? = { _ in nil }
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
