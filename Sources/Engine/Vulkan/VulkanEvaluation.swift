import Networks
import Tensors

// An objective behind its graph: forward to its terms, back through each of them to the layers, and from there to the input.

extension VulkanRecording {
    /// From what is brought once to its places.
    func still(of objective: VulkanObjective) throws -> [RecordedPart] {
        try begin()
        try upload(objective.still.map(place))
        return try end()
    }

    /// From the input and what changes, which were brought, to the gradient of the input and the terms, which are fetched in this order.
    /// - Returns: the parts, and whether there is a gradient: else the terms alone are fetched.
    func evaluation(of objective: VulkanObjective) throws -> (parts: [RecordedPart], reachesInput: Bool) {
        try begin()
        try upload([place(of: 0)] + objective.changing.map(place))
        try recordForward(plan.steps.indices)
        var written: Set<Graph.NodeID> = []
        for term in objective.terms.reversed() {
            commands.copy(
                arena, place(of: objective.one).first * VulkanRecording.word, to: arena,
                gradient(term.value).first * VulkanRecording.word, bytes: VulkanRecording.word)
            var own: Set = [term.value]
            try recordBackward(term.steps, &own)
            try recordShares(of: term, isBalanced: objective.isBalanced, from: own, &written)
        }
        try recordBackward(0..<plan.graphSteps, &written)
        let reachesInput = written.contains(0)
        try download((reachesInput ? [gradient(0)] : []) + objective.terms.map(\.value).map(place))
        return (try end(), reachesInput)
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
        for (index, leaf) in leaves.enumerated() where isBalanced {
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
                + [0, leaves.count.word, isBalanced.word, VulkanObjective.one.word], groups: .each(1))
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
