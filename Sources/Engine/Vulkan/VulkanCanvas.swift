import Networks
import Tensors

/// A step of a canvas laid out before a graph: its parts are nodes as layers are, counted on from the graph's last.
struct VulkanCanvas {
    let step: CanvasStep
    /// Among the plan's steps, from the parameters to the levels, and from those to what is seen.
    let making: Range<Int>
    let showing: Range<Int>
    /// From the gradient to the direction. They are gone on the way back, so that the last of them comes first.
    let direction: Range<Int>
    /// What is moved, and what is remembered of it.
    let parameters: Graph.NodeID
    let remembered: [Graph.NodeID]
    /// Other pictures.
    let pictures: [Graph.NodeID]
    /// The levels, and those that are seen.
    let levels: Graph.NodeID
    let seen: Graph.NodeID
    /// What the graph sees of those, in levels, where an objective reads it.
    let view: Graph.NodeID?
    /// The gradient of the levels as views add to it, that of the penalties, where there are any, what becomes of both, and its size.
    let gradient: Graph.NodeID
    let pull: Graph.NodeID?
    let result: Graph.NodeID
    let size: Graph.NodeID
    /// What is told: where a view looks, and the rule's constants.
    let placing: Graph.NodeID
    let constants: Graph.NodeID
    /// Where views are blurred: by what, which is told, and what lies between rows and columns.
    let blur: (weights: Graph.NodeID, between: Graph.NodeID)?

    /// Lays one out.
    /// - Parameter showsLevels: whether an objective reads what the graph sees.
    /// - Parameter shapes: by node of the graph; those of the canvas's own nodes are added.
    /// - Parameter steps: those of the canvas are added.
    init(_ step: CanvasStep, showsLevels: Bool, shapes: inout [Shape], steps: inout [VulkanPlan.Step]) {
        var made = shapes
        func node(_ shape: Shape) -> Graph.NodeID {
            made.append(shape)
            return made.count - 1
        }
        func lay(_ parts: [CanvasStep.Part], from given: [Graph.NodeID]) -> (
            nodes: [Graph.NodeID], steps: [VulkanPlan.Step]
        ) {
            var (nodes, steps) = (given, [VulkanPlan.Step]())
            for part in parts {
                nodes.append(node(part.shape))
                steps.append(
                    VulkanPlan.Step(
                        node: nodes[nodes.count - 1], operation: part.operation,
                        operands: part.operands.map { nodes[$0] }, made))
            }
            return (nodes, steps)
        }
        self.step = step
        parameters = node(step.parameters)
        remembered = (0..<step.rule.remembered).map { _ in node(step.parameters) }
        pictures = (0..<step.pictures).map { _ in node(step.canvas) }
        let making = lay(step.making, from: [parameters])
        levels = making.nodes[making.nodes.count - 1]
        let showing = lay(step.showing, from: [levels])
        seen = showing.nodes[showing.nodes.count - 1]
        precondition(!showsLevels || !step.showing.isEmpty, "levels that count are made for being seen")
        view = showsLevels ? node(made[0]) : nil
        gradient = node(step.canvas)
        pull = step.penalties.map { _ in node(step.canvas) }
        let direction = lay(step.direction, from: [gradient] + (pull.map { [$0] } ?? []))
        result = direction.nodes[step.result]
        size = direction.nodes[step.measuring]
        placing = node(Shape(channels: CanvasStep.Placing.count, height: 1, width: 1))
        constants = node(Shape(channels: max(step.rule.constants.count, 1), height: 1, width: 1))
        blur = step.view.blurReach.map {
            let count = CanvasStep.Placing.weightCount(most: $0)
            return (node(Shape(channels: count, height: 1, width: 1)), node(made[0]))
        }
        self.making = steps.count..<steps.count + making.steps.count
        self.showing = self.making.upperBound..<self.making.upperBound + showing.steps.count
        self.direction = self.showing.upperBound..<self.showing.upperBound + direction.steps.count
        steps += making.steps + showing.steps + direction.steps.reversed()
        shapes = made
    }
}

// MARK: - Places

extension VulkanCanvas {
    /// Gives its nodes pieces, and those the same whose numbers are.
    /// - Parameter piece: a piece for a node's numbers.
    func addPieces(
        _ activations: inout [Graph.NodeID: ArenaPlan.PieceID], _ gradients: inout [Graph.NodeID: ArenaPlan.PieceID],
        _ piece: (Graph.NodeID) -> ArenaPlan.PieceID
    ) {
        for node in standing + [gradient] + (blur.map { [$0.between] } ?? []) { activations[node] = piece(node) }
        gradients[parameters] = piece(parameters)
        if let pull { activations[pull] = gradients[seen] }
        if let view { (activations[view], gradients[view]) = (piece(view), piece(view)) }
        // The way back begins with what became of the gradient.
        gradients[levels] = activations[result]
    }

    /// What is brought, and stays.
    private var standing: [Graph.NodeID] {
        [parameters, placing, constants] + (blur.map { [$0.weights] } ?? []) + remembered + pictures
    }

    /// What is brought before every view.
    var changing: [Graph.NodeID] { [placing, constants] + (blur.map { [$0.weights] } ?? []) }

    /// Notes when what it holds is read and written.
    /// - Parameter back: when a step is back.
    func use(
        _ activations: [Graph.NodeID: ArenaPlan.PieceID], _ gradients: [Graph.NodeID: ArenaPlan.PieceID],
        in arena: inout ArenaPlan, graph: Range<Int>, steps: Int, back: (Int) -> Int
    ) {
        func use(_ piece: ArenaPlan.PieceID?, _ times: Int...) {
            guard let piece else { return }
            for time in times { arena.use(piece, at: time) }
        }
        let (there, back, end) = (graph.lowerBound, back(graph.lowerBound), 2 * steps)
        for node in standing { use(activations[node], -1, end) }
        use(activations[seen], there)
        use(activations[0], there)
        use(gradients[0], back)
        use(activations[gradient], back)
        if let view {
            use(activations[view], there)
            // From before the first term is back.
            use(gradients[view], steps, back)
        }
        if let blur { use(activations[blur.between], there, back) }
        use(activations[size], end)
        use(gradients[parameters], end)
        // From before the first penalty is back.
        if pull != nil { use(gradients[seen], steps) }
        guard step.views > 1 else { return }
        // The next view is taken of it, and adds to its gradient.
        use(activations[seen], back)
        use(activations[gradient], -1)
    }
}
