import Networks
import Tensors

// What a graph sees of levels, and the way back: read through a view, blurred and with noise.

extension VulkanRecording {
    /// What layers are of other pictures, seen as the canvas is about to be: before it is made, while nothing else is in their place.
    func recordPictures(_ canvas: VulkanCanvas, _ objective: VulkanObjective) throws {
        for (index, picture) in canvas.pictures.enumerated() {
            let seen = objective.seen.filter { $0.picture == index }
            let layers = Set(seen.compactMap(\.layer))
            if !layers.isEmpty { try recordView(of: picture, canvas) }
            for step in plan.graphSteps(for: layers) { try recordForward(step..<step + 1) }
            for (node, _, layer) in seen {
                guard let layer else {
                    try recordLevels(of: picture, to: node, canvas)
                    continue
                }
                let (from, to) = (place(of: layer), place(of: node))
                commands.copy(
                    arena, from.first * VulkanRecording.word, to: arena, to.first * VulkanRecording.word,
                    bytes: to.count * VulkanRecording.word)
            }
        }
    }

    /// From levels to the graph's input, or from the gradient of that to the one of the levels.
    func recordView(
        of node: Graph.NodeID, _ canvas: VulkanCanvas, isBack: Bool = false, accumulates: Bool = false
    ) throws {
        let view = canvas.step.view
        try recordView(
            of: node, to: 0, canvas, isBack ? view.gradientScalings : view.scalings, isBack: isBack,
            accumulates: accumulates)
    }

    /// From levels to those that the graph sees, or from the gradient of these to the one of the levels.
    func recordLevels(
        of node: Graph.NodeID, to seen: Graph.NodeID, _ canvas: VulkanCanvas, isBack: Bool = false,
        accumulates: Bool = false
    ) throws {
        let same = (0..<3).map { PlaneScaling(source: $0, factor: 1) }
        try recordView(of: node, to: seen, canvas, same, isBack: isBack, accumulates: accumulates)
    }

    private func recordView(
        of node: Graph.NodeID, to target: Graph.NodeID, _ canvas: VulkanCanvas, _ scalings: [PlaneScaling],
        isBack: Bool, accumulates: Bool
    ) throws {
        let (view, shape, seen) = (canvas.step.view, canvas.step.canvas, plan.shapes[0])
        let piece = isBack ? gradient(target) : place(of: target)
        if isBack { try recordBlur(canvas, in: piece, isBack: true) }
        let frame = view.frame
        var numbers: [any ShaderNumber] = [shape.height, shape.width, frame.rows.lowerBound, frame.columns.lowerBound]
        if view.isMoved { numbers += [frame.rows.count, frame.columns.count] }
        numbers += [seen.height, seen.width]
        numbers +=
            scalings.map { $0.source as any ShaderNumber } + scalings.map { $0.factor } + scalings.map { $0.offset }
        let call = ShaderCall(
            view.isMoved ? "sampled-view" : "view", [isBack], [.operand(0), .operand(1), .operand(2)], numbers,
            groups: .elements(isBack ? shape.count : seen.count))
        try record(call, accumulates: accumulates, in: [place(of: node), piece, place(of: canvas.placing)])
        guard !isBack else { return }
        try recordBlur(canvas, in: piece, isBack: false)
        if view.isNoisy { try recordNoise(canvas, in: piece, scalings) }
    }

    /// Blurs what is seen in its place, or its gradient: numbers of a network blur as levels do, of which they are multiples, raised.
    private func recordBlur(_ canvas: VulkanCanvas, in piece: Piece, isBack: Bool) throws {
        guard let (weights, between) = canvas.blur, let most = canvas.step.view.blurReach else { return }
        let shape = plan.shapes[0]
        let steps = [(length: shape.width, step: 1), (length: shape.height, step: shape.width)]
        for (index, (length, step)) in (isBack ? steps.reversed() : steps).enumerated() {
            let call = ShaderCall(
                "blur", [isBack], [.operand(0), .operand(1), .operand(2)], [shape.count, length, step, most],
                groups: .elements(shape.count))
            let (from, to) = index == 0 ? (piece, place(of: between)) : (place(of: between), piece)
            try record(call, accumulates: false, in: [from, to, place(of: weights)])
        }
    }

    /// Adds noise to what is seen.
    private func recordNoise(_ canvas: VulkanCanvas, in piece: Piece, _ scalings: [PlaneScaling]) throws {
        let seen = plan.shapes[0]
        let call = ShaderCall(
            "noise", [], [.operand(0), .operand(1)],
            [seen.area] + scalings.map { $0.source as any ShaderNumber } + scalings.map { $0.factor },
            groups: .elements(seen.count))
        let placing = place(of: canvas.placing)
        let first = CanvasStep.Placing.firstOfNoise
        try record(
            call, accumulates: false, in: [piece, Piece(first: placing.first + first, count: placing.count - first)])
    }

    /// Records a run of a shader over pieces, which it calls its operands.
    func record(_ call: ShaderCall, accumulates: Bool, in pieces: [Piece]) throws {
        try record(call, accumulates: accumulates) { address in
            guard case .operand(let index) = address.place else { return arena.address }
            return arena.address + UInt64(pieces[index].first * VulkanRecording.word)
        }
    }
}
