import Engine
import Networks
import Pictures
import Tensors

/// One ascent: octave by octave, with the detail dreamt so far carried upward and laid over the stage's own picture at each size, so that the
/// picture stays as sharp as it was (field notes, 2.1).
struct AscentLoop {
    let ascent: Ascent
    let stage: Stage
    /// Of the stage, counted from 0.
    let index: Int
    let plan: RenderPlan.Stage
    let objective: StageObjective
    let network: Network
    let backend: any Backend
    let randomness: Randomness
    let pictures: StagePictures
    /// Paints the masks that the stage uses, on the canvas that it begins with.
    let painter: MaskPainter
    /// Where in a film it is.
    var film = FilmMoment()

    /// What a step tells.
    struct Step {
        let octave: Int
        /// Of the octave, counted from 0.
        let number: Int
        let objective: Float
        /// The ascent after the step.
        let state: () -> AscentState
    }

    /// How an ascent ends.
    enum End {
        case finished
        /// Somebody had enough.
        case stopped
        /// Where it was then; nil where no step of it was done.
        case failed(any Error, at: AscentState?)
    }

    /// Climbs from `canvas`, levels 0…255, `[1, 3, H, W]`, and leaves there what became of it, however it ends.
    /// - Parameter saved: where the ascent was; it is taken, and gone on from, whatever `canvas` is.
    /// - Throws: `CheckpointError` for what was saved.
    func run(
        on canvas: inout Tensor, from saved: inout StateReader?, report: (Step) throws -> Continuation
    ) throws -> End {
        var state: AscentState
        var isFresh = true
        if var reader = exchange(&saved, with: nil) {
            state = try AscentState(self, from: &reader)
            isFresh = false
        } else {
            let masks: PaintedMasks
            do { masks = try painter.paint(ascent.masks, on: canvas) } catch { return .failed(error, at: nil) }
            state = AscentState(self, masks, on: exchange(&canvas, with: .empty))
        }
        do {
            if isFresh { try state.enter(octave: 0, self) }
            var isStopped = try run(&state, report)
            while !isStopped, state.octave + 1 < plan.octaves.count {
                try state.enter(octave: state.octave + 1, self)
                isStopped = try run(&state, report)
            }
            canvas = state.atFullSize()
            // A step may go too far for numbers, too.
            try check(canvas, octave: state.octave, step: max(state.step - 1, 0))
            return isStopped ? .stopped : .finished
        } catch {
            canvas = state.atFullSize()
            return .failed(error, at: state.hasSteps ? state : nil)
        }
    }

    /// What is left of an octave.
    private func run(_ state: inout AscentState, _ report: (Step) throws -> Continuation) throws -> Bool {
        let octave = state.octave
        FreedMemory.trim()
        let painted = state.masks.resized(to: plan.octaves[octave].size, wrap: ascent.wrap)
        let weights = ascent.mask.map(painted.weights)
        var evaluations = try OctaveEvaluation(self, octave: octave, size: plan.octaves[octave].size, masks: painted)
        var device: DeviceSteps?
        var isRedirected: Bool?
        var step = state.step
        // Whatever happens, what is known of the ascent is here.
        defer { device.map { state = $0.state } }
        while step < plan.octaves[octave].steps {
            let redirects = redirects(octave: octave, step: step)
            if redirects != isRedirected {
                isRedirected = redirects
                device.map { state = $0.state }
                device = nil
                device = try evaluations.steps(from: state, weights)
            }
            let moment = moment(octave: octave, step: step)
            let value: Float
            if let device {
                value = try take(step, moment, device)
            } else {
                value = try take(step, moment, &state, &evaluations, weights)
                state.step += 1
            }
            let now = state
            let told = Step(octave: octave, number: step, objective: value) { device?.state ?? now }
            step += 1
            if try report(told) == .stop { return true }
        }
        return false
    }

    /// Whether a backend may take the steps of an octave whole, if it has the kernels and the room.
    func mayHandOver(octave: Int) -> Bool {
        backend.takesObjectives && plan.octaves[octave].tiling.count == 1 && ascent.hostReason(of: objective) == nil
    }

    /// Who makes the canvas's levels on an octave; nil where that is here.
    func maker(octave: Int) -> LevelMaker? {
        guard mayHandOver(octave: octave) else { return nil }
        // A device that fails now is told of by the first step.
        return { try? backend.made(by: $0, of: $1) }
    }

    /// One step that a backend takes whole.
    private func take(_ step: Int, _ moment: Moment, _ device: DeviceSteps) throws -> Float {
        let outcome = try device.take(moment)
        try check(size: outcome.size, octave: moment.octave, step: step)
        guard outcome.size > 0 else { throw silent }
        return outcome.value
    }

    private var silent: DreamError {
        .silent(stage: stage.name, layers: objective.layerNames, place: stage.place)
    }

    /// One step; gives what is maximised, before the step.
    private func take(
        _ step: Int, _ moment: Moment, _ state: inout AscentState, _ evaluations: inout OctaveEvaluation,
        _ weights: Tensor?
    ) throws -> Float {
        var trace: Tensor?
        var canvas = state.seen(through: weights, keeping: &trace, exactly: objective.readsCanvas)
        var (value, direction) = try direction(at: &canvas, step, moment, &evaluations)
        canvas = .empty
        direction.mask = weights
        var pixels: Tensor?
        if ascent.priors.needGradient(at: moment) {
            direction.finish()
            pixels = direction.gradient
        }
        let hasPriors = !ascent.priors.isEmpty
        state.move(
            along: exchange(&direction, with: Direction(.empty)), trace: exchange(&trace, with: nil),
            by: ascent.stepSize.value(at: moment), settles: !hasPriors)
        if hasPriors {
            ascent.parameterization.change(&state.canvasState, wrap: ascent.wrap) {
                ascent.priors.apply(
                    to: &$0, gradient: pixels, step: step, at: moment, mask: weights, wrap: ascent.wrap)
            }
            state.canvasState.settle()
        }
        return value
    }

    /// The objective's value, and the direction of the step, `[1, 3, H, W]`: the normalised mean of the views' gradients, and the penalties'.
    /// - Parameter canvas: what is seen; it is let go of as soon as nobody reads it any more.
    private func direction(
        at canvas: inout CanvasLevels, _ step: Int, _ moment: Moment, _ evaluations: inout OctaveEvaluation
    ) throws -> (Float, Direction) {
        let shape = canvas.shape
        var value: Float = 0
        var direction = Direction(.empty)
        if objective.readsNetwork {
            var sum = Tensor.empty
            for view in 0..<ascent.views {
                let evaluation = try evaluations.evaluation(step: step, view: view, at: moment)
                let (seen, gradient) = try objective.gradient(
                    at: &canvas, evaluation, isLast: view == ascent.views - 1 && !objective.isDirect)
                value += seen / Float(ascent.views)
                if view == 0 { sum = gradient } else { sum.add(gradient) }
            }
            let size = try check(sum, octave: moment.octave, step: step)
            guard size > 0 else {
                throw silent
            }
            direction = Direction(exchange(&sum, with: .empty))
            ascent.normalization.normalize(&direction, meanAbsolute: size, at: moment, wrap: ascent.wrap)
        }
        if objective.isDirect,
            let direct = objective.directGradient(
                at: canvas.all, evaluations.scene(at: moment), readings: evaluations.directReadings())
        {
            try check(direct.gradient, octave: moment.octave, step: step)
            if objective.readsNetwork {
                direction.penalties = direct.gradient
            } else {
                (value, direction) = (direct.value, Direction(direct.gradient))
            }
        }
        return (value, direction.gradient.shape == shape ? direction : Direction(.zeros(shape)))
    }

    private func moment(octave: Int, step: Int) -> Moment {
        let last = max(plan.steps - 1, 1)
        return Moment(progress: Float(stepsBefore(octave) + step) / Float(last), octave: octave, in: film)
    }

    /// Whether silent units are woken at a step.
    func redirects(octave: Int, step: Int) -> Bool { stepsBefore(octave) + step < ascent.redirectedSteps }

    private func stepsBefore(_ octave: Int) -> Int { plan.octaves.prefix(octave).reduce(0) { $0 + $1.steps } }

    /// The mean of its elements' sizes.
    /// - Throws: `DreamError.notFinite` where an element is infinite or no number.
    @discardableResult
    private func check(_ tensor: Tensor, octave: Int, step: Int) throws -> Float {
        let size = tensor.meanAbsolute
        try check(size: size, octave: octave, step: step)
        return size
    }

    private func check(size: Float, octave: Int, step: Int) throws {
        guard size.isFinite else {
            throw DreamError.notFinite(stage: stage.name, octave: octave + 1, step: step + 1, place: stage.place)
        }
    }
}

extension Ascent {
    /// Every mask that it uses.
    var masks: Set<Mask> {
        Set([mask].compactMap { $0 } + maximize.masks + (minimize?.masks ?? []))
    }
}
