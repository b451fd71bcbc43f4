import Networks
import Tensors

/// A graph, and what is to grow in it, as steps on a device for one input size, with a place in the device's memory for all that they read
/// and write.
///
/// Activations live until their last reader, or until that reader is back where the way back reads them; gradients from their first share to
/// the step that made their activation. What does not live at the same time shares memory.
struct VulkanPlan {
    /// An operator over earlier nodes.
    struct Step {
        let node: Graph.NodeID
        let operation: any Operator
        /// The nodes whose numbers it reads.
        let operands: [Graph.NodeID]
        /// Its shaders; nil where its own loops compute it, on the host.
        let layer: ShaderLayer?

        /// - Parameter shapes: by node.
        init(node: Graph.NodeID, operation: any Operator, operands: [Graph.NodeID], _ shapes: [Shape]) {
            (self.node, self.operation, self.operands) = (node, operation, operands)
            layer = VulkanPlan.layer(of: operation, operands.map { shapes[$0] }, to: shapes[node])
        }

        /// What of its way forward the way back reads.
        var reads: BackwardReads { layer?.reads ?? operation.backwardReads }
    }

    let outputs: [Graph.NodeID]
    /// How the device keeps numbers.
    let precision: Precision
    /// Those of the canvas, the graph's, and behind them those of the objective and of the penalties.
    let steps: [Step]
    /// Which of them are the graph's.
    let graphSteps: Range<Int>
    /// Which of them are the penalties'.
    let penaltySteps: Range<Int>
    /// What is to grow; nil where that is the host's to know.
    let objective: VulkanObjective?
    /// What pulls at the canvas itself; nil where nothing does.
    let penalties: VulkanObjective?
    /// What the graph's input is a view of, and what becomes of its gradient; nil where that is the host's to know.
    let canvas: VulkanCanvas?
    /// By node: the graph's, and behind them the canvas's and the objective's.
    let shapes: [Shape]
    /// By node, where in the arena its numbers lie, and those of its gradient, in words.
    private(set) var activations: [Graph.NodeID: Int] = [:]
    private(set) var gradients: [Graph.NodeID: Int] = [:]
    /// By step, where its state, its scratch and its room lie.
    private(set) var states: [Int?]
    private(set) var scratches: [Int?]
    private(set) var rooms: [Int?]
    /// The words of the arena.
    private(set) var words = 0

    /// Lays a graph out.
    /// - Throws: `NetworkError` when a layer has no room at this size.
    init(
        graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], precision: Precision,
        objective: LayerObjective? = nil, canvas: CanvasStep? = nil
    ) throws {
        var shapes = try graph.shapes(height: height, width: width, for: outputs)
        var steps: [Step] = []
        let laid = canvas.map {
            VulkanCanvas($0, showsLevels: objective?.readsView ?? false, shapes: &shapes, steps: &steps)
        }
        let first = steps.count
        steps += graph.computed(for: outputs).filter { $0 != 0 }.map { node in
            let (operation, operands) = (graph.nodes[node].operation, graph.nodes[node].operands)
            return Step(node: node, operation: operation, operands: operands, shapes)
        }
        graphSteps = first..<steps.count
        self.objective = objective.map { VulkanObjective($0, view: laid?.view, shapes: &shapes, steps: &steps) }
        let behind = steps.count
        penalties = laid.flatMap { canvas in
            canvas.step.penalties.map { penalties in
                VulkanObjective(penalties.moved { _ in canvas.seen }, shapes: &shapes, steps: &steps)
            }
        }
        penaltySteps = behind..<steps.count
        self.canvas = laid
        (self.outputs, self.shapes, self.steps, self.precision) = (outputs, shapes, steps, precision)
        states = steps.map { _ in nil }
        (scratches, rooms) = (states, states)
        place()
    }

    /// The shaders of an operator; nil where there are none for these shapes.
    static func layer(of operation: any Operator, _ operands: [Shape], to output: Shape) -> ShaderLayer? {
        // Shaders count in 32 bits.
        guard (operands + [output]).allSatisfy({ $0.count < 1 << 31 }) else { return nil }
        let place = ShaderPlace(operands: operands, output: output)
        return (operation as? any ShadedOperator)?.shaded(place) ?? (operation as? any RegionOperator)?.cut(place)
    }

    /// The nodes that are computed by their own loops, on the host.
    var fallbacks: [Graph.NodeID] { steps.filter { $0.layer == nil }.map(\.node) }

    /// The steps of the graph that some of its nodes are made of.
    func graphSteps(for nodes: Set<Graph.NodeID>) -> [Int] {
        var wanted = nodes
        return graphSteps.reversed().filter { index in
            guard wanted.contains(steps[index].node) else { return false }
            wanted.formUnion(steps[index].operands)
            return true
        }.reversed()
    }

    /// The words that the device keeps so many numbers in.
    func words(of numbers: Int) -> Int { precision == .half ? (numbers + 1) / 2 : numbers }

    /// What is to grow, and what pulls.
    private var objectives: [VulkanObjective] { [objective, penalties].compactMap(\.self) }

    /// Whether a node follows from the input: it has a gradient.
    func varies(_ node: Graph.NodeID) -> Bool { gradients[node] != nil }

    /// The words of numbers that do not change.
    var tableWords: Int {
        steps.flatMap { $0.layer?.tables ?? [] }.reduce(0) { $0 + ($1.areNumbers ? words(of: $1.words) : $1.words) }
    }

    /// The most words that go between host and device at once: numbers in 32 bits, always.
    var mostBrought: Int {
        func words(_ nodes: [Graph.NodeID]) -> Int { nodes.reduce(shapes[0].count) { $0 + shapes[$1].count } }
        let told = objectives
        let ends = max(
            words(told.flatMap(\.changing)), told.map { words($0.still) }.max() ?? 0,
            words(told.flatMap { $0.terms.map(\.value) }))
        let own = canvas.map { max(shapes[$0.parameters].count, shapes[$0.levels].count) } ?? 0
        return steps.filter { $0.layer == nil }.reduce(max(ends, words(outputs), own)) { most, step in
            max(most, 2 * step.operands.reduce(2 * shapes[step.node].count) { $0 + shapes[$1].count })
        }
    }
}

// MARK: - Places

extension VulkanPlan {
    /// Forward takes the times 0 to n − 1, step i is back at 2n − 1 − i; time −1 and 2n are before and after.
    private mutating func place() {
        var arena = ArenaPlan()
        let (activations, gradients) = pieces(in: &arena)
        var (states, scratches, rooms) = (self.states, self.scratches, self.rooms)
        for (index, step) in steps.enumerated() {
            if let words = step.layer?.state, words > 0 {
                states[index] = arena.piece(floats: words)
                states[index].map { arena.use($0, at: there(index)) }
                states[index].map { arena.use($0, at: back(index)) }
            }
            if let words = step.layer?.scratch, words > 0 {
                scratches[index] = arena.piece(floats: words)
                scratches[index].map { arena.use($0, at: back(index)) }
            }
            if let words = step.layer?.room, words > 0 {
                rooms[index] = arena.piece(floats: words)
                rooms[index].map { arena.use($0, at: there(index)) }
            }
        }
        let (places, words) = arena.places()
        self.activations = activations.mapValues { places[$0] }
        self.gradients = gradients.mapValues { places[$0] }
        self.states = states.map { $0.map { places[$0] } }
        self.scratches = scratches.map { $0.map { places[$0] } }
        self.rooms = rooms.map { $0.map { places[$0] } }
        self.words = words
    }

    /// When a step is gone: what becomes of the canvas's gradient, on the way back alone.
    private func there(_ step: Int) -> Int { canvas?.direction.contains(step) ?? false ? back(step) : step }

    private func back(_ step: Int) -> Int { 2 * steps.count - 1 - step }

    private func pieces(
        in arena: inout ArenaPlan
    ) -> (activations: [Graph.NodeID: ArenaPlan.PieceID], gradients: [Graph.NodeID: ArenaPlan.PieceID]) {
        var (activations, gradients): ([Graph.NodeID: Int], [Graph.NodeID: Int]) = ([:], [:])
        func piece(_ node: Graph.NodeID) -> ArenaPlan.PieceID { arena.piece(floats: words(of: shapes[node].count)) }
        for node in [0] + steps.map(\.node) { (activations[node], gradients[node]) = (piece(node), piece(node)) }
        canvas?.addPieces(&activations, &gradients, piece)
        for objective in objectives {
            let told = objective.still + objective.changing + objective.seen.map(\.node)
            for node in told + objective.terms.map(\.sums) { activations[node] = piece(node) }
            for node in objective.apart { gradients[node] = nil }
            for leaf in objective.terms.flatMap(\.leaves) {
                (activations[leaf.node], gradients[leaf.node]) = (activations[leaf.layer], piece(leaf.node))
            }
        }
        func use(_ piece: Int?, at time: Int) { piece.map { arena.use($0, at: time) } }
        if canvas == nil {
            use(activations[0], at: -1)
            use(gradients[0], at: 2 * steps.count)
        }
        for output in outputs {
            // Read once all of forward is done; its seed comes before all of back.
            use(activations[output], at: steps.count - 1)
            use(gradients[output], at: steps.count)
        }
        for (index, step) in steps.enumerated() {
            for (piece, reads) in step.operands.map({ (activations[$0], BackwardReads.operands) })
                + [(activations[step.node], .output)]
            {
                use(piece, at: there(index))
                if step.reads.contains(reads) { use(piece, at: back(index)) }
            }
            for node in step.operands + [step.node] { use(gradients[node], at: back(index)) }
        }
        for objective in objectives {
            objective.use(activations, gradients, in: &arena, steps: steps.count, back: back)
        }
        canvas?.use(activations, gradients, in: &arena, graph: graphSteps, steps: steps.count, back: back)
        return (activations, gradients)
    }
}
