import Networks
import Tensors

/// An objective laid out behind a graph: its parts are nodes as layers are, counted on from the graph's last.
struct VulkanObjective {
    /// A term: its own steps, and what becomes of its gradient.
    struct Term {
        /// Its steps among those of the plan.
        let steps: Range<Int>
        /// The node of its value.
        let value: Graph.NodeID
        /// The layers that it reads. Each has a number within the term, under which it has the layer's activation, and of the gradient what
        /// this term says alone. That of the levels that are seen is not measured.
        let leaves: [(node: Graph.NodeID, layer: Graph.NodeID, isMeasured: Bool)]
        /// What its gradient is multiplied by; of that, what is told.
        let weight: Graph.NodeID
        /// Where the length of its gradient is found: a sum of squares for each leaf, the factor, and room on the way.
        let sums: Graph.NodeID
    }

    let terms: [Term]
    /// By its place among what is told: its node.
    let told: [(node: Graph.NodeID, source: LayerObjective.Told.Source)]
    /// What is computed of that alone: nobody asks for its gradient.
    let apart: Set<Graph.NodeID>
    /// What every term's gradient begins with.
    let one: Graph.NodeID
    let isBalanced: Bool

    /// A power of two, which goes out again with the length: squares of small gradients would be lost in 32 bits.
    static let one: Float = 0x1p20

    /// Lays one out.
    /// - Parameter shapes: by node of the graph; those of the objective's own nodes are added.
    /// - Parameter steps: of the graph; those of the objective are added.
    /// - Parameter view: the node of the levels that are seen, where it reads them.
    init(_ objective: LayerObjective, view: Graph.NodeID? = nil, shapes: inout [Shape], steps: inout [VulkanPlan.Step])
    {
        var made = shapes
        func node(_ shape: Shape) -> Graph.NodeID {
            made.append(shape)
            return made.count - 1
        }
        let number = Shape(channels: 1, height: 1, width: 1)
        let told = objective.told.map { (node: node($0.shape), source: $0.source) }
        var apart = Set(told.map(\.node))
        terms = objective.terms.map { term in
            let first = steps.count
            var nodes: [Graph.NodeID] = []
            var leaves: [(node: Graph.NodeID, layer: Graph.NodeID, isMeasured: Bool)] = []
            for part in term.parts {
                switch part.source {
                case .told(let place): nodes.append(told[place].node)
                case .layer(let layer):
                    nodes.append(node(part.shape))
                    leaves.append((nodes[nodes.count - 1], layer, true))
                case .view:
                    guard let view else { preconditionFailure("only a step sees a view") }
                    nodes.append(node(part.shape))
                    leaves.append((nodes[nodes.count - 1], view, false))
                case .computed(let operation, let operands):
                    nodes.append(node(part.shape))
                    if operands.allSatisfy({ apart.contains(nodes[$0]) }) { apart.insert(nodes[nodes.count - 1]) }
                    steps.append(
                        VulkanPlan.Step(
                            node: nodes[nodes.count - 1], operation: operation, operands: operands.map { nodes[$0] },
                            made))
                }
            }
            return Term(
                steps: first..<steps.count, value: nodes[nodes.count - 1], leaves: leaves, weight: node(number),
                sums: node(
                    Shape(
                        channels: leaves.count + 1 + VulkanObjective.room(for: leaves.map { made[$0.node] }), height: 1,
                        width: 1)))
        }
        (self.told, self.apart) = (told, apart)
        one = node(number)
        isBalanced = objective.isBalanced
        shapes = made
    }

    /// How the squares of a gradient are summed.
    static func squares(of shape: Shape) -> ShaderLayer? {
        Reduction(.sumSquares, over: .all).shaded(
            ShaderPlace(operands: [shape], output: Shape(channels: 1, height: 1, width: 1)))
    }

    /// How a gradient times a number goes to another one: as a product's goes to its first operand.
    static func scaling(of shape: Shape) -> [ShaderCall] {
        let number = Shape(channels: 1, height: 1, width: 1)
        return Arithmetic.multiply.shaded(ShaderPlace(operands: [shape, number], output: shape))?.backward[0] ?? []
    }

    private static func room(for leaves: [Shape]) -> Int { leaves.map { squares(of: $0)?.state ?? 0 }.max() ?? 0 }

    /// What is brought before every evaluation, in this order behind the input.
    var changing: [Graph.NodeID] { told.filter { $0.source == .always }.map(\.node) + terms.map(\.weight) }

    /// What is brought once.
    var still: [Graph.NodeID] { [one] + told.filter { $0.source == .once }.map(\.node) }

    /// What layers are of other pictures, as the view shows them.
    var seen: [(node: Graph.NodeID, picture: Int, layer: Graph.NodeID?)] {
        told.compactMap {
            if case .picture(let picture, let layer) = $0.source { ($0.node, picture, layer) } else { nil }
        }
    }
}

// MARK: - Places

extension VulkanObjective {
    /// Notes when what it holds is read and written.
    /// - Parameter back: when a step is back.
    func use(
        _ activations: [Graph.NodeID: ArenaPlan.PieceID], _ gradients: [Graph.NodeID: ArenaPlan.PieceID],
        in arena: inout ArenaPlan, steps: Int, back: (Int) -> Int
    ) {
        func use(_ piece: ArenaPlan.PieceID?, _ times: Int...) {
            guard let piece else { return }
            for time in times { arena.use(piece, at: time) }
        }
        // Of a view that is that of the step before, pictures are as they were.
        for node in still + seen.map(\.node) { use(activations[node], -1, 2 * steps) }
        for node in changing { use(activations[node], -1) }
        for term in terms {
            // Once all of the term is back.
            let time = back(term.steps.lowerBound)
            use(activations[term.value], 2 * steps)
            use(activations[term.weight], time)
            use(activations[term.sums], time)
            // Those of the layers, which are outputs, are held from before any way back.
            for leaf in term.leaves { use(gradients[leaf.node], time) }
        }
    }
}
