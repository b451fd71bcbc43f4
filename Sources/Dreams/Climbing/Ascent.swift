import Engine
import Networks
import Pictures
import Tensors

/// One climb: octave by octave, with the detail dreamt so far carried upward and laid over the stage's own picture at each size, so that the
/// picture stays as sharp as it was (field notes, 2.1).
struct Ascent {
    let climb: Climb
    let stage: Stage
    /// Of the stage, counted from 0.
    let index: Int
    let plan: RenderPlan.Stage
    let objective: StageObjective
    let network: Network
    let backend: Backend
    let randomness: Randomness
    let pictures: StagePictures
    /// Paints the masks that the stage uses, on the canvas that it begins with.
    let painter: MaskPainter

    /// What a step tells.
    struct Step {
        let octave: Int
        /// Of the octave, counted from 0.
        let number: Int
        let objective: Float
        /// The dream so far at full size, levels.
        let preview: () -> Tensor
    }

    /// Climbs from `canvas`, levels 0…255, `[1, 3, H, W]`, and leaves there what became of it; tells whether it was stopped.
    func run(on canvas: inout Tensor, report: (Step) throws -> Continuation) throws -> Bool {
        let masks = try painter.paint(climb.masks, on: canvas)
        var dream = OctaveCanvas(exchange(&canvas, with: .empty), reinjectsDetail: climb.reinjectsDetail)
        var isStopped = false
        for number in plan.octaves.indices where !isStopped {
            dream.enter(plan.octaves[number].size, isLast: number == plan.octaves.count - 1)
            isStopped = try run(octave: number, on: &dream, masks, report)
        }
        canvas = dream.atFullSize()
        return isStopped
    }

    private func run(
        octave number: Int, on dream: inout OctaveCanvas, _ masks: PaintedMasks,
        _ report: (Step) throws -> Continuation
    ) throws -> Bool {
        let octave = plan.octaves[number]
        let painted = masks.resized(to: octave.size)
        let weights = climb.mask.map(painted.weights)
        var sights = try Sights(self, octave: number, size: octave.size, masks: painted)
        let present = dream.presenter
        // Where parameters move everything at once, the mask lays the result over what was there.
        let kept = climb.parameterization == .pixels ? nil : weights.map { ($0, dream.canvas) }
        var state = climb.parameterization.state(
            of: exchange(&dream.canvas, with: .empty),
            magnitudes: try climb.parameterization.pictures.map {
                try pictures.levels(of: $0, at: octave.size, place: stage.place)
            })
        var optimizer = OptimizerState(climb.optimizer)
        defer { dream.canvas = seen(state, kept) }
        for step in 0..<octave.steps {
            let moment = moment(octave: number, step: step)
            let value = try take(step, moment, &state, kept, &optimizer, &sights, weights)
            let preview = { [state] in present(seen(state, kept)) }
            let report = try report(Step(octave: number, number: step, objective: value, preview: preview))
            if report == .stop { return true }
        }
        return false
    }

    /// One step; gives what is maximised, before the step.
    private func take(
        _ step: Int, _ moment: Moment, _ state: inout any CanvasState, _ kept: (mask: Tensor, canvas: Tensor)?,
        _ optimizer: inout OptimizerState, _ sights: inout Sights, _ weights: Tensor?
    ) throws -> Float {
        var (value, direction) = try direction(at: seen(state, kept), step, moment, &sights)
        if let weights { direction.multiply(byMask: weights) }
        let pixels = climb.priors.needGradient(at: moment) ? direction : nil
        optimizer.step(
            &state.parameters, along: state.pullBack(exchange(&direction, with: .empty)),
            size: climb.stepSize.value(at: moment))
        if climb.parameterization == .pixels {
            climb.priors.apply(to: &state.parameters[0], gradient: pixels, step: step, at: moment, mask: weights)
        }
        state.settle()
        return value
    }

    /// The objective's value, and the direction of the step, `[1, 3, H, W]`: the normalised mean of the views' gradients, and the penalties'.
    private func direction(
        at canvas: Tensor, _ step: Int, _ moment: Moment, _ sights: inout Sights
    ) throws -> (Float, Tensor) {
        var value: Float = 0
        var direction = Tensor.zeros(canvas.shape)
        if objective.readsNetwork {
            for view in 0..<climb.views {
                let sight = try sights.sight(step: step, view: view, at: moment)
                let (seen, gradient) = try objective.gradient(at: canvas, sight)
                value += seen / Float(climb.views)
                if view == 0 { direction = gradient } else { direction.add(gradient) }
            }
            try check(direction, octave: moment.octave, step: step)
            climb.normalization.normalize(&direction, at: moment)
        }
        if let direct = objective.directGradient(
            at: canvas, sights.scene(at: moment), readings: try sights.directReadings())
        {
            direction.add(direct.gradient)
            if !objective.readsNetwork { value = direct.value }
        }
        return (value, direction)
    }

    private func moment(octave: Int, step: Int) -> Moment {
        let last = max(plan.steps - 1, 1)
        return Moment(progress: Float(stepsBefore(octave) + step) / Float(last), octave: octave)
    }

    /// Whether silent units are woken at a step.
    func wakes(octave: Int, step: Int) -> Bool { stepsBefore(octave) + step < climb.wakingSteps }

    private func stepsBefore(_ octave: Int) -> Int { plan.octaves.prefix(octave).reduce(0) { $0 + $1.steps } }

    private func check(_ gradient: Tensor, octave: Int, step: Int) throws {
        let size = gradient.meanAbsolute
        guard size.isFinite else {
            throw DreamError.notFinite(stage: stage.name, octave: octave + 1, step: step + 1, place: stage.place)
        }
        guard size > 0 else {
            throw DreamError.silent(stage: stage.name, layers: objective.layerNames, place: stage.place)
        }
    }
}

/// What a state makes, laid over what a mask keeps.
private func seen(_ state: any CanvasState, _ kept: (mask: Tensor, canvas: Tensor)?) -> Tensor {
    var canvas = state.canvas()
    canvas.clamp(to: 0...255)
    guard let kept else { return canvas }
    canvas.add(kept.canvas, times: -1)
    canvas.multiply(byMask: kept.mask)
    canvas.add(kept.canvas)
    return canvas
}

extension Climb {
    /// Every mask that it uses.
    var masks: Set<Mask> {
        func masks(_ expression: Expression) -> [Mask] {
            var found = expression.operands.flatMap(masks)
            if case .operation(let operation, _, _) = expression, let masked = operation.rule as? Masked {
                found.append(masked.mask)
            }
            return found
        }
        return Set([mask].compactMap { $0 } + masks(maximize) + (minimize.map(masks) ?? []))
    }
}
