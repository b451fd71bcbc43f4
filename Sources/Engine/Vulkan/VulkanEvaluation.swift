import Networks
import Tensors

// An objective behind its graph: forward to its terms, back through each of them to the layers, and from there to the input.

extension VulkanRecording {
    /// Brings what stays.
    func bringStill(of objective: VulkanObjective, _ numbers: ObjectiveNumbers) throws {
        let told = try plan.told(objective, isStill: true, numbers)
        try carry([.numbers([VulkanObjective.one])] + told, to: objective.still)
    }

    /// From the input and what changes, which were brought, to the gradient of the input and the terms, which are fetched in this order.
    /// - Returns: the parts, and whether there is a gradient: else the terms alone are fetched.
    func evaluation(of objective: VulkanObjective) throws -> (parts: [RecordedPart], reachesInput: Bool) {
        try begin()
        try upload([place(of: 0)] + objective.changing.map(place))
        let reachesInput = try recordEvaluation(of: objective).contains(0)
        try download((reachesInput ? [gradient(0)] : []) + objective.terms.map(\.value).map(place))
        return (try end(), reachesInput)
    }

    /// From the graph's input to the terms, and back to the gradient of the input.
    /// - Parameter penalties: what pulls at the canvas in the meantime: it is behind the objective, and back before it.
    /// - Returns: the nodes whose gradients hold something then.
    func recordEvaluation(
        of objective: VulkanObjective, with penalties: VulkanObjective? = nil
    ) throws -> Set<Graph.NodeID> {
        try recordForward(plan.graphSteps.lowerBound..<plan.penaltySteps.lowerBound)
        if let penalties {
            try recordForward(plan.penaltySteps)
            var pulled: Set<Graph.NodeID> = []
            try recordBackward(of: penalties, &pulled)
        }
        var written: Set<Graph.NodeID> = []
        try recordBackward(of: objective, &written)
        try recordBackward(plan.graphSteps, &written)
        return written
    }

    /// From the terms back to their layers.
    /// - Parameter written: the nodes whose gradients hold something.
    func recordBackward(of objective: VulkanObjective, _ written: inout Set<Graph.NodeID>) throws {
        for term in objective.terms.reversed() {
            commands.copy(
                arena, place(of: objective.one).first * VulkanRecording.word, to: arena,
                gradient(term.value).first * VulkanRecording.word, bytes: VulkanRecording.word)
            var own: Set = [term.value]
            try recordBackward(term.steps, &own)
            try recordShares(of: term, isBalanced: objective.isBalanced, from: own, &written)
        }
    }

    /// What a term says of its layers is measured, and added to what the others say.
    /// - Parameter own: the nodes of the term whose gradients hold something.
    private func recordShares(
        of term: VulkanObjective.Term, isBalanced: Bool, from own: Set<Graph.NodeID>, _ written: inout Set<Graph.NodeID>
    ) throws {
        let leaves = term.leaves.filter { own.contains($0.node) }
        guard !leaves.isEmpty else { return }
        func address(_ piece: Piece, _ word: Int = 0) -> UInt64 {
            arena.address + UInt64((piece.first + word) * VulkanRecording.word)
        }
        let (sums, factor) = (place(of: term.sums), term.leaves.count)
        let measured = leaves.filter(\.isMeasured)
        for (index, leaf) in measured.enumerated() where isBalanced {
            for call in VulkanObjective.squares(of: plan.shapes[leaf.node])?.forward ?? [] {
                try record(call, accumulates: false) {
                    switch $0.place {
                    case .operand: address(gradient(leaf.node))
                    case .output: address(sums, index)
                    case .state: address(sums, factor + 1)
                    default: arena.address
                    }
                }
            }
        }
        let told = [sums, place(of: term.weight)].map { address($0) } + [address(sums, factor)]
        try commands.run(
            shader("balance"), [],
            told: told.flatMap(VulkanRecording.words)
                + [0, measured.count.word, isBalanced.word, VulkanObjective.one.word], groups: .each(1))
        for leaf in leaves {
            let accumulates = !written.insert(leaf.layer).inserted
            for call in VulkanObjective.scaling(of: plan.shapes[leaf.node]) {
                try record(call, accumulates: accumulates) {
                    switch $0.place {
                    case .operand(1): address(sums, factor)
                    case .seed: address(gradient(leaf.node))
                    case .target: address(gradient(leaf.layer))
                    default: arena.address
                    }
                }
            }
        }
    }
}

extension VulkanPlan {
    /// What an objective is told, in the order of its places.
    func told(_ objective: VulkanObjective, isStill: Bool, _ numbers: ObjectiveNumbers) throws -> [Tensor] {
        let source: LayerObjective.Told.Source = isStill ? .once : .always
        return try objective.told.indices.filter { objective.told[$0].source == source }.map { place in
            let tensor = try numbers.told(place)
            precondition(tensor.shape == shapes[objective.told[place].node], "what is told has its shape")
            return tensor
        }
    }
}

extension Tensor {
    /// A few numbers.
    static func numbers(_ values: [Float]) -> Tensor {
        Tensor(shape: Shape(channels: values.count, height: 1, width: 1), values: values)
    }
}
