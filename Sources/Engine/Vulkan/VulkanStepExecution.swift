import Networks
import Tensors

/// Steps of a canvas on a device: one submission each, or one for each view. Levels, gradients and what an optimizer remembers stay there; what
/// comes back is two numbers, and the rest where somebody asks for it.
final class VulkanStepExecution: StepExecution {
    private let recording: VulkanRecording
    private let canvas: VulkanCanvas
    private let objective: VulkanObjective
    /// What was recorded.
    private var passes: [Pass: (parts: [RecordedPart], moves: Bool)] = [:]
    private var isTold = false
    /// Through which view other pictures were seen last.
    private var shown: [[Float]] = []

    /// A view of a step.
    struct Pass: Hashable {
        let isFirst: Bool
        let isLast: Bool
        /// Whether it shows other pictures, and shows them otherwise than the one before.
        let shows: Bool
    }

    private var plan: VulkanPlan { recording.plan }

    /// - Throws: `EngineError` when the device has no memory for it.
    init?(_ plan: VulkanPlan, on device: VulkanDevice) throws {
        guard let canvas = plan.canvas, let objective = plan.objective else { return nil }
        (self.canvas, self.objective) = (canvas, objective)
        recording = try VulkanRecording(plan, on: device)
    }

    /// Brings where the ascent is.
    func bring(_ parameters: Tensor, _ remembered: [Tensor], pictures: [Tensor]) throws {
        let nodes = [canvas.parameters] + canvas.remembered + canvas.pictures
        for (node, tensor) in zip(nodes, [parameters] + remembered + pictures) {
            precondition(tensor.shape == plan.shapes[node], "what is brought has its shape")
            try recording.carry([tensor], to: [node])
        }
    }

    /// Takes a step.
    func step(_ numbers: CanvasStep.Numbers) throws -> CanvasStep.Outcome {
        precondition(numbers.rule.isLike(canvas.step.rule), "a rule is the same at every step, but for its constants")
        if !isTold {
            try recording.bringStill(of: objective, numbers.views[0].objective)
            if let penalties = plan.penalties, let told = numbers.penalties {
                try recording.bringStill(of: penalties, told)
            }
            isTold = true
        }
        var value: Float = 0
        var size: Float = 0
        for (index, view) in numbers.views.enumerated() {
            let blur = canvas.step.view.blurReach.map { [view.placing.weights(most: $0)] } ?? []
            let placing = [view.placing.numbers(of: plan.shapes[0])] + blur
            let pass = Pass(
                isFirst: index == 0, isLast: index == numbers.views.count - 1,
                shows: !objective.seen.isEmpty && placing != shown)
            shown = placing
            let (parts, moves) = try passes[pass] ?? recording.step(canvas, objective, pass)
            passes[pass] = (parts, moves)
            let own = ([placing[0], numbers.rule.constants] + blur).map { Tensor.numbers($0) }
            let penalties = try pass.isLast ? changing(plan.penalties, numbers.penalties) : []
            recording.bring(try own + changing(objective, view.objective) + penalties)
            for part in parts { try part.run() }
            let fetched = recording.fetch((objective.terms.map(\.value) + [canvas.size]).map { plan.shapes[$0] })
            for (weight, term) in zip(view.objective.weights, fetched) {
                value += weight * term.values[0] / Float(numbers.views.count)
            }
            if pass.isLast, moves, let last = fetched.last { size = last.values[0] }
        }
        return CanvasStep.Outcome(value: value, size: size)
    }

    /// What changes of what an objective is told, and its weights.
    private func changing(_ objective: VulkanObjective?, _ numbers: ObjectiveNumbers?) throws -> [Tensor] {
        guard let objective, let numbers else { return [] }
        return try plan.told(objective, isStill: false, numbers) + numbers.weights.map { .numbers([$0]) }
    }

    /// Where the ascent is.
    func fetch() throws -> (parameters: Tensor, remembered: [Tensor]) {
        let tensors = try ([canvas.parameters] + canvas.remembered).map(recording.carryBack)
        return (tensors[0], Array(tensors.dropFirst()))
    }
}

// MARK: - What the device does

extension VulkanRecording {
    /// From what was brought to the terms, which are fetched: a view of the canvas, which is made before the first, and after the last the
    /// step, whose size comes behind them.
    /// - Returns: the parts, and whether a gradient comes to the canvas.
    fileprivate func step(
        _ canvas: VulkanCanvas, _ objective: VulkanObjective, _ pass: VulkanStepExecution.Pass
    ) throws -> (parts: [RecordedPart], moves: Bool) {
        try begin()
        let penalties = pass.isLast ? plan.penalties : nil
        try upload((canvas.changing + objective.changing + (penalties?.changing ?? [])).map(place))
        if pass.shows { try recordPictures(canvas, objective) }
        if pass.isFirst { try recordForward(canvas.making.lowerBound..<canvas.showing.upperBound) }
        try recordView(of: canvas.seen, canvas)
        if let view = canvas.view { try recordLevels(of: canvas.seen, to: view, canvas) }
        let written = try recordEvaluation(of: objective, with: penalties)
        var isWritten = !pass.isFirst
        if written.contains(0) {
            try recordView(of: canvas.gradient, canvas, isBack: true, accumulates: isWritten)
            isWritten = true
        }
        if let view = canvas.view, written.contains(view) {
            try recordLevels(of: canvas.gradient, to: view, canvas, isBack: true, accumulates: isWritten)
            isWritten = true
        }
        guard isWritten else {
            try download(objective.terms.map(\.value).map(place))
            return (try end(), false)
        }
        if pass.isLast {
            for index in canvas.direction.reversed() { try recordForward(index..<index + 1) }
            var written: Set = [canvas.levels]
            try recordBackward(canvas.making, &written)
            try recordRule(canvas)
        }
        try download((objective.terms.map(\.value) + (pass.isLast ? [canvas.size] : [])).map(place))
        return (try end(), true)
    }

    private func recordRule(_ canvas: VulkanCanvas) throws {
        let (rule, count) = (canvas.step.rule, plan.shapes[canvas.parameters].count)
        let code = rule.instructions.map { Int($0.operation.rawValue) | $0.first << 8 | $0.second << 16 }
        let pieces =
            [place(of: canvas.parameters), gradient(canvas.parameters)]
            + (0..<2).map { place(of: $0 < rule.remembered ? canvas.remembered[$0] : canvas.parameters) }
            + [place(of: canvas.constants), place(of: canvas.size)]
        let call = ShaderCall(
            "chain", rule.results + code, pieces.indices.map { .operand($0) }, [count, rule.remembered],
            groups: .elements(count))
        try record(call, accumulates: false, in: pieces)
    }
}
