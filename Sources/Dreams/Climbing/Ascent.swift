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
        /// The climb after the step.
        let climbing: Climbing
    }

    /// How a climb ends.
    enum End {
        case finished
        /// Somebody had enough.
        case stopped
        /// Where it was then; nil where no step of it was done.
        case failed(any Error, at: Climbing?)
    }

    /// Climbs from `canvas`, levels 0…255, `[1, 3, H, W]`, and leaves there what became of it, however it ends.
    /// - Parameter saved: where the climb was; it is taken, and gone on from, whatever `canvas` is.
    /// - Throws: `CheckpointError` for what was saved.
    func run(
        on canvas: inout Tensor, from saved: inout StateReader?, report: (Step) throws -> Continuation
    ) throws -> End {
        var climbing: Climbing
        var isFresh = true
        if var reader = exchange(&saved, with: nil) {
            climbing = try Climbing(self, from: &reader)
            isFresh = false
        } else {
            let masks: PaintedMasks
            do { masks = try painter.paint(climb.masks, on: canvas) } catch { return .failed(error, at: nil) }
            climbing = Climbing(self, masks, on: exchange(&canvas, with: .empty))
        }
        do {
            if isFresh { try climbing.enter(octave: 0, self) }
            var isStopped = try run(&climbing, report)
            while !isStopped, climbing.octave + 1 < plan.octaves.count {
                try climbing.enter(octave: climbing.octave + 1, self)
                isStopped = try run(&climbing, report)
            }
            canvas = climbing.atFullSize()
            // A step may go too far for numbers, too.
            try check(canvas, octave: climbing.octave, step: max(climbing.step - 1, 0))
            return isStopped ? .stopped : .finished
        } catch {
            canvas = climbing.atFullSize()
            return .failed(error, at: climbing.hasSteps ? climbing : nil)
        }
    }

    /// What is left of an octave.
    private func run(_ climbing: inout Climbing, _ report: (Step) throws -> Continuation) throws -> Bool {
        let octave = climbing.octave
        FreedMemory.trim()
        let painted = climbing.masks.resized(to: plan.octaves[octave].size, wrap: climb.wrap)
        let weights = climb.mask.map(painted.weights)
        var sights = try Sights(self, octave: octave, size: plan.octaves[octave].size, masks: painted)
        while climbing.step < plan.octaves[octave].steps {
            let step = climbing.step
            let value = try take(step, moment(octave: octave, step: step), &climbing, &sights, weights)
            climbing.step += 1
            if try report(Step(octave: octave, number: step, objective: value, climbing: climbing)) == .stop {
                return true
            }
        }
        return false
    }

    /// One step; gives what is maximised, before the step.
    private func take(
        _ step: Int, _ moment: Moment, _ climbing: inout Climbing, _ sights: inout Sights, _ weights: Tensor?
    ) throws -> Float {
        var trace: Tensor?
        var (value, direction) = try direction(
            at: climbing.seen(through: weights, keeping: &trace, exactly: objective.readsCanvas), step, moment, &sights)
        direction.mask = weights
        var pixels: Tensor?
        if climb.priors.needGradient(at: moment) {
            direction.finish()
            pixels = direction.gradient
        }
        let hasPriors = !climb.priors.isEmpty
        climbing.move(
            along: exchange(&direction, with: Direction(.empty)), trace: exchange(&trace, with: nil),
            by: climb.stepSize.value(at: moment), settles: !hasPriors)
        if hasPriors {
            climb.parameterization.change(&climbing.state, wrap: climb.wrap) {
                climb.priors.apply(
                    to: &$0, gradient: pixels, step: step, at: moment, mask: weights, wrap: climb.wrap)
            }
            climbing.state.settle()
        }
        return value
    }

    /// The objective's value, and the direction of the step, `[1, 3, H, W]`: the normalised mean of the views' gradients, and the penalties'.
    private func direction(
        at canvas: Tensor, _ step: Int, _ moment: Moment, _ sights: inout Sights
    ) throws -> (Float, Direction) {
        var value: Float = 0
        var direction = Direction(.empty)
        if objective.readsNetwork {
            var sum = Tensor.empty
            for view in 0..<climb.views {
                let sight = try sights.sight(step: step, view: view, at: moment)
                let (seen, gradient) = try objective.gradient(at: canvas, sight)
                value += seen / Float(climb.views)
                if view == 0 { sum = gradient } else { sum.add(gradient) }
            }
            let size = try check(sum, octave: moment.octave, step: step)
            guard size > 0 else {
                throw DreamError.silent(stage: stage.name, layers: objective.layerNames, place: stage.place)
            }
            direction = Direction(sum)
            climb.normalization.normalize(&direction, meanAbsolute: size, at: moment, wrap: climb.wrap)
        }
        if let direct = objective.directGradient(
            at: canvas, sights.scene(at: moment), readings: try sights.directReadings())
        {
            try check(direct.gradient, octave: moment.octave, step: step)
            if objective.readsNetwork {
                direction.penalties = direct.gradient
            } else {
                (value, direction) = (direct.value, Direction(direct.gradient))
            }
        }
        return (value, direction.gradient.shape == canvas.shape ? direction : Direction(.zeros(canvas.shape)))
    }

    private func moment(octave: Int, step: Int) -> Moment {
        let last = max(plan.steps - 1, 1)
        return Moment(progress: Float(stepsBefore(octave) + step) / Float(last), octave: octave, in: film)
    }

    /// Whether silent units are woken at a step.
    func wakes(octave: Int, step: Int) -> Bool { stepsBefore(octave) + step < climb.wakingSteps }

    private func stepsBefore(_ octave: Int) -> Int { plan.octaves.prefix(octave).reduce(0) { $0 + $1.steps } }

    /// The mean of its elements' sizes.
    /// - Throws: `DreamError.notFinite` where an element is infinite or no number.
    @discardableResult
    private func check(_ tensor: Tensor, octave: Int, step: Int) throws -> Float {
        let size = tensor.meanAbsolute
        guard size.isFinite else {
            throw DreamError.notFinite(stage: stage.name, octave: octave + 1, step: step + 1, place: stage.place)
        }
        return size
    }
}

extension Climb {
    /// Every mask that it uses.
    var masks: Set<Mask> {
        Set([mask].compactMap { $0 } + maximize.masks + (minimize?.masks ?? []))
    }
}
