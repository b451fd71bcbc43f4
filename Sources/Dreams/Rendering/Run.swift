import Engine
import Networks
import Pictures
import Tensors

/// One render on its way: the pictures that it needs, how far it is, and who hears of it.
struct Run {
    private let renderer: Renderer
    private let plan: RenderPlan
    private let begin: (StageBeginning) -> Void
    private let report: (RenderProgress) throws -> Continuation
    private let pictures: StagePictures
    private var work: WorkDone
    private(set) var watch = Stopwatch()
    /// What the picture that it began with looked like, where a stage asks for no more.
    private var colours: [MatchingSpace: ColourMoments.Planes] = [:]
    /// Where it goes on, until the stage that it was in or before has taken it.
    private var resumption: Resumption?
    /// Whether there is more than what it began with.
    private var hasDreamt = false

    /// How stages end.
    enum End {
        case finished, stopped
        case failed(RenderFailure)
    }

    /// A state, read up to the film and the stage.
    private struct Resumption {
        let position: RenderPosition
        let alpha: Tensor?
        var reader: StateReader
    }

    /// - Throws: `CheckpointError.inconsistent`.
    init(
        _ renderer: Renderer, plan: RenderPlan, from state: consuming RenderState?,
        begin: @escaping (StageBeginning) -> Void,
        report: @escaping (RenderProgress) throws -> Continuation
    ) throws {
        self.renderer = renderer
        self.plan = plan
        self.begin = begin
        self.report = report
        pictures = StagePictures(renderer.pictures, network: renderer.network, backend: renderer.backend)
        work = WorkDone(plan)
        guard let state else { return }
        let position = state.position
        var reader = StateReader(state)
        let frame = try reader.integer(in: -1...plan.frames.count - 1)
        let stages = frame < 0 ? plan.stages : plan.frames[frame]
        let stage = try reader.integer(in: 0...max(stages.count - 1, 0))
        let isBeginning = try reader.flag()
        guard stages.indices.contains(stage), isBeginning || !stages[stage].octaves.isEmpty else {
            throw CheckpointError.inconsistent
        }
        work = WorkDone(plan, before: (try reader.double(), try reader.double()))
        let alpha = try reader.optionalTensor()
        resumption = Resumption(position: position, alpha: alpha, reader: reader)
        hasDreamt = true
    }

    /// The frame of a film, counted from 0, within which it goes on.
    var resumedFrame: Int? { resumption?.position.frame }

    /// Reads a film's state again, before the ascent takes the rest.
    mutating func resume(_ film: inout FilmState, _ profile: [UInt8]?, _ metadata: PictureMetadata) throws {
        guard var resumed = exchange(&resumption, with: nil) else { return }
        try film.restore(from: &resumed.reader, profile, metadata)
        resumption = resumed
    }

    private var recipe: Recipe { renderer.recipe }

    /// Makes the first canvas of a picture.
    mutating func begin(with picture: consuming Picture) throws -> DreamCanvas {
        var picture = picture
        if recipe.transparency == .fill { picture = picture.filled(with: recipe.canvas, seed: recipe.seed) }
        if recipe.needsWholeInput { pictures.begin(with: picture) }
        // Held by nobody else, its memory becomes the canvas's.
        var canvas = DreamCanvas(consume picture)
        measure(canvas.picture.colours)
        if let resumption {
            try readGuides(canvas.levels.shape.extent)
            canvas.alpha = resumption.alpha
            canvas.levels = .empty
        }
        return canvas
    }

    /// Takes a frame that the user brought to a film for the input, from here on.
    /// - Parameter frame: made only where a stage reads it.
    mutating func see(_ frame: @autoclosure () -> Picture) {
        guard recipe.needsWholeInput else { return measure(frame().colours) }
        let frame = frame()
        pictures.begin(with: frame)
        measure(frame.colours)
    }

    /// Measures the colours of an input, where a stage asks for them.
    private mutating func measure(_ input: @autoclosure () -> Tensor) {
        for space in Set(recipe.everyStage.compactMap(\.inputColours)) {
            colours[space] = space.planes(of: input()).colourMoments
        }
    }

    /// Reads the guides of every stage in order: each is computed as the first stage that needs it does, though that be over.
    private func readGuides(_ size: Extent) throws {
        for stage in recipe.everyStage {
            guard case .ascent = stage.action else { continue }
            let objective = renderer.objective(of: stage)
            for reading in objective.readings where reading.placement != .aligned {
                _ = try pictures.guide(reading, objective, input: size, place: stage.place)
            }
        }
    }

    /// Paints a mask that is a whole film's on the canvas that it begins with.
    /// - Throws: `DreamError`.
    func paint(_ mask: Mask, on canvas: DreamCanvas) throws -> Tensor {
        let painter = MaskPainter(
            networks: renderer.networks, backend: renderer.backend, pictures: pictures, place: nil)
        return try painter.paint([mask], on: canvas.levels).weights(mask)
    }

    /// Does what a film's frame takes beside its stages, and counts it.
    mutating func frame<Result>(_ kind: WorkKind, at size: Extent, _ body: () throws -> Result) rethrows -> Result {
        watch.start()
        defer { watch.add(kind, at: size) }
        return try body()
    }

    /// Counts a frame that is done.
    mutating func endFrame() { work.addFrame() }

    /// Does stages in order, or what is left of them.
    /// - Parameter film: where a film is, when the stages are a frame's.
    /// - Throws: `CheckpointError` for a state, and what goes wrong before anything is done.
    mutating func perform(
        _ stages: [Stage], _ plans: [RenderPlan.Stage], on canvas: inout DreamCanvas, in film: FilmState? = nil
    ) throws -> End {
        for (index, stage) in stages.enumerated().dropFirst(resumption?.position.stage ?? 0) {
            if resumption?.position.isBeginning == true, var resumed = exchange(&resumption, with: nil) {
                canvas.levels = try resumed.reader.tensor(
                    Shape(channels: 3, height: plans[index].size.height, width: plans[index].size.width))
            }
            let end = try perform(stage, index, of: stages, plans, on: &canvas, in: film)
            switch end {
            case .finished: hasDreamt = true
            case .stopped, .failed: return end
            }
        }
        return .finished
    }

    /// Does one stage, or what is left of it.
    private mutating func perform(
        _ stage: Stage, _ index: Int, of stages: [Stage], _ plans: [RenderPlan.Stage], on canvas: inout DreamCanvas,
        in film: FilmState?
    ) throws -> End {
        // A film's frames come after the recipe's own stages.
        let number = film.map { recipe.stages.count + $0.frame * plans.count + index } ?? index
        let moment = film?.moment ?? FilmMoment()
        let painter = MaskPainter(
            networks: renderer.networks, backend: renderer.backend, pictures: pictures, place: stage.place,
            film: moment)
        func failed(_ error: any Error, _ state: RenderState?) throws -> End {
            guard hasDreamt, canvas.levels.shape.area > 0 else { throw error }
            let name = "stage \(index + 1) of \(plans.count), '\(stage.name)'"
            return .failed(
                RenderFailure(
                    reason: error, stage: film.map { "frame \($0.frame + 1), \(name)" } ?? name, state: state))
        }
        watch.start()
        switch stage.action {
        case .canvas(let operation):
            let before = beginning(of: index, canvas, film)
            do {
                let masks = try painter.paint(stage.masks, on: canvas.levels)
                let scene = OperationContext(
                    pictures: pictures, masks: masks, colours: colours, place: stage.place,
                    seed: recipe.seed &+ UInt64(number))
                try operation.word.apply(to: &canvas, in: scene)
            } catch {
                return try failed(error, canvas.levels.shape.area > 0 ? before(canvas.levels) : nil)
            }
            watch.add(.operation(operation), at: plans[index].size)
            work.add(plans[index])
            return .finished
        case .ascent(let ascent):
            var saved = exchange(&resumption, with: nil)?.reader
            if saved == nil, number > 0 {
                let (before, levels) = (beginning(of: index, canvas, film), canvas.levels)
                begin(StageBeginning(position: position(index, film, isBeginning: true), state: { before(levels) }))
                watch.start()
            }
            let loop = AscentLoop(
                ascent: ascent, stage: stage, index: number, plan: plans[index],
                objective: renderer.objective(of: stage), network: renderer.network, backend: renderer.backend,
                randomness: Randomness(seed: recipe.seed, stage: number), pictures: pictures, painter: painter,
                film: moment)
            let frameOf = canvas.withoutLevels
            var levels = canvas.takeLevels()
            let kind = renderer.kind(of: ascent, stage)
            let later = stages.indices.dropFirst(index + 1).map { (number: number + $0 - index, stage: stages[$0]) }
            let finishing = Finishing(
                stages: later, recipe: recipe, networks: renderer.networks, pictures: pictures, colours: colours,
                painter: painter)
            let end = try loop.run(on: &levels, from: &saved) { step in
                let octave = plans[index].octaves[step.octave]
                watch.add(step.number, of: octave, kind, expecting: octave.seconds)
                work.add(octave, isFirst: step.number == 0)
                hasDreamt = true
                defer { watch.start() }
                return try tell(step, stage, plans, index, film, frameOf, finishing)
            }
            canvas.levels = levels
            switch end {
            case .finished: return .finished
            case .stopped: return .stopped
            case .failed(let error, let ascentState):
                return try failed(error, ascentState.map { state(of: $0, position(index, film), frameOf, film) })
            }
        }
    }

    private func position(_ stage: Int, _ film: FilmState?, isBeginning: Bool = false) -> RenderPosition {
        RenderPosition(frame: film?.frame, stage: stage, isBeginning: isBeginning)
    }

    /// What there is before a stage, but for the canvas's levels.
    private func beginning(of stage: Int, _ canvas: DreamCanvas, _ film: FilmState?) -> (Tensor) -> RenderState {
        let (position, work, alpha) = (position(stage, film, isBeginning: true), work, canvas.alpha)
        return { levels in
            var state = RenderState(at: position, work, alpha, film)
            state.put(levels)
            return state
        }
    }

    /// What there is within an ascent.
    private func state(
        of ascentState: AscentState, _ position: RenderPosition, _ canvas: DreamCanvas, _ film: FilmState?
    ) -> RenderState {
        var state = RenderState(at: position, work, canvas.alpha, film)
        ascentState.store(in: &state)
        return state
    }

    private mutating func tell(
        _ step: AscentLoop.Step, _ stage: Stage, _ plans: [RenderPlan.Stage], _ index: Int, _ film: FilmState?,
        _ canvas: DreamCanvas, _ finishing: Finishing
    ) throws -> Continuation {
        let octave = plans[index].octaves[step.octave]
        let (work, position) = (work, position(index, film))
        return try report(
            RenderProgress(
                frame: film.map { $0.frame + 1 } ?? 0, frames: plan.frames.count, stage: index + 1,
                stages: plans.count, stageName: stage.name, octave: step.octave + 1,
                octaves: plans[index].octaves.count, step: step.number + 1, steps: octave.steps,
                width: octave.size.width, height: octave.size.height, objective: step.objective,
                fraction: work.fraction, alike: work.alike(octave),
                preview: { longEdge in
                    finishing.finished(canvas.picture(of: step.state().atFullSize()), within: longEdge)
                },
                state: {
                    var state = RenderState(at: position, work, canvas.alpha, film)
                    step.state().store(in: &state)
                    return state
                }))
    }
}

extension RenderState {
    /// The beginning of every state.
    fileprivate init(at position: RenderPosition, _ work: WorkDone, _ alpha: Tensor?, _ film: FilmState?) {
        self.init(at: position)
        put(work.done)
        put(work.total)
        put(alpha)
        film?.store(in: &self)
    }
}
