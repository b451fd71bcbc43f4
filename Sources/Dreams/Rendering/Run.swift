import Engine
import Networks
import Pictures
import Tensors

/// One render on its way: the pictures that it needs, how far it is, and who hears of it.
struct Run {
    private let renderer: Renderer
    private let plan: RenderPlan
    private let report: (RenderProgress) throws -> Continuation
    private let pictures: StagePictures
    private var work: WorkDone
    private(set) var watch = Stopwatch()
    /// What the picture that it began with looked like, where a stage asks for no more.
    private var colours: [CanvasOperation.MatchingSpace: ColourMoments.Planes] = [:]
    /// Where it goes on, until the climb that it was in has taken it.
    private var resumption: Resumption?

    /// A state, read up to the film and the climb.
    private struct Resumption {
        let frame: Int?
        let stage: Int
        let alpha: Tensor?
        var reader: StateReader
    }

    /// - Throws: `CheckpointError.inconsistent`.
    init(
        _ renderer: Renderer, plan: RenderPlan, from state: consuming RenderState?,
        report: @escaping (RenderProgress) throws -> Continuation
    ) throws {
        self.renderer = renderer
        self.plan = plan
        self.report = report
        pictures = StagePictures(renderer.pictures, network: renderer.network, backend: renderer.backend)
        work = WorkDone(plan)
        guard let state else { return }
        var reader = StateReader(state)
        let frame = try reader.integer(in: -1...plan.frames.count - 1)
        let stages = frame < 0 ? plan.stages : plan.frames[frame]
        let stage = try reader.integer(in: 0...max(stages.count - 1, 0))
        guard stages.indices.contains(stage), !stages[stage].octaves.isEmpty else { throw CheckpointError.inconsistent }
        work = WorkDone(plan, before: (try reader.double(), try reader.double()))
        let alpha = try reader.optionalTensor()
        resumption = Resumption(frame: frame < 0 ? nil : frame, stage: stage, alpha: alpha, reader: reader)
    }

    /// The frame of a film, counted from 0, within which it goes on.
    var resumedFrame: Int? { resumption?.frame }

    /// Reads a film's state again, before the climb takes the rest.
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
        let spaces = recipe.everyStage.compactMap { stage -> CanvasOperation.MatchingSpace? in
            if case .canvas(.matchColours(.input, let space)) = stage.action { space } else { nil }
        }
        if recipe.everyStage.contains(where: \.needsWholeInput) { pictures.begin(with: picture) }
        var canvas = DreamCanvas(picture)
        for space in spaces where colours[space] == nil {
            colours[space] = space.planes(of: canvas.picture.colours).colourMoments
        }
        if let resumption {
            try readGuides(canvas.levels.shape.extent)
            canvas.alpha = resumption.alpha
            canvas.levels = .empty
        }
        return canvas
    }

    /// Reads the guides of every stage in order: each is computed as the first stage that needs it does, though that be over.
    private func readGuides(_ size: Extent) throws {
        for stage in recipe.everyStage {
            guard case .climb = stage.action else { continue }
            let objective = renderer.objective(of: stage)
            for reading in objective.readings where reading.placement != .aligned {
                _ = try pictures.guide(reading, objective, input: size, place: stage.place)
            }
        }
    }

    /// Does what a film's frame takes beside its stages, and counts it.
    mutating func frame<Result>(_ kind: WorkKind, at size: Extent, _ body: () throws -> Result) rethrows -> Result {
        watch.start()
        defer { watch.add(kind, at: size) }
        return try body()
    }

    /// Counts a frame that is done.
    mutating func endFrame() { work.addFrame() }

    /// Does stages in order, or what is left of them; tells whether it was stopped.
    /// - Parameter film: where a film is, when the stages are a frame's.
    mutating func perform(
        _ stages: [Stage], _ plans: [RenderPlan.Stage], on canvas: inout DreamCanvas, in film: FilmState? = nil
    ) throws -> Bool {
        for (index, stage) in stages.enumerated().dropFirst(resumption?.stage ?? 0) {
            // A film's frames come after the recipe's own stages.
            let number = film.map { recipe.stages.count + $0.frame * stages.count + index } ?? index
            let painter = MaskPainter(
                network: renderer.network, backend: renderer.backend, pictures: pictures, place: stage.place)
            watch.start()
            switch stage.action {
            case .canvas(let operation):
                let masks = try painter.paint(stage.masks, on: canvas.levels)
                let operating = CanvasOperating(
                    pictures: pictures, masks: masks, colours: colours, place: stage.place,
                    seed: recipe.seed &+ UInt64(number))
                try operating.apply(operation, to: &canvas)
                watch.add(.operation(operation), at: plans[index].size)
                work.add(plans[index])
            case .climb(let climb):
                let ascent = Ascent(
                    climb: climb, stage: stage, index: number, plan: plans[index],
                    objective: renderer.objective(of: stage), network: renderer.network, backend: renderer.backend,
                    randomness: Randomness(seed: recipe.seed, stage: number), pictures: pictures, painter: painter)
                let frameOf = canvas.withoutLevels
                var levels = canvas.takeLevels()
                var saved = exchange(&resumption, with: nil)?.reader
                let kind = renderer.kind(of: climb, stage)
                let isStopped = try ascent.run(on: &levels, from: &saved) { step in
                    let octave = plans[index].octaves[step.octave]
                    watch.add(step.number, of: octave, kind, expecting: octave.seconds)
                    work.add(octave, isFirst: step.number == 0)
                    defer { watch.start() }
                    return try tell(step, stage, plans, index, film, frameOf)
                }
                canvas.levels = levels
                if isStopped { return true }
            }
        }
        return false
    }

    private mutating func tell(
        _ step: Ascent.Step, _ stage: Stage, _ plans: [RenderPlan.Stage], _ index: Int, _ film: FilmState?,
        _ canvas: DreamCanvas
    ) throws -> Continuation {
        let octave = plans[index].octaves[step.octave]
        let work = work
        return try report(
            RenderProgress(
                frame: film.map { $0.frame + 1 } ?? 0, frames: plan.frames.count, stage: index + 1,
                stages: plans.count, stageName: stage.name, octave: step.octave + 1,
                octaves: plans[index].octaves.count, step: step.number + 1, steps: octave.steps,
                width: octave.size.width, height: octave.size.height, objective: step.objective,
                fraction: work.fraction, alike: work.alike(octave),
                preview: { canvas.picture(of: step.climbing.atFullSize()) },
                state: {
                    var state = RenderState()
                    state.put(film?.frame ?? -1)
                    state.put(index)
                    state.put(work.done)
                    state.put(work.total)
                    state.put(canvas.alpha)
                    film?.store(in: &state)
                    step.climbing.store(in: &state)
                    return state
                }))
    }
}

extension Stage {
    /// Whether it reads the picture that the dream begins with, and not just its colours.
    fileprivate var needsWholeInput: Bool {
        if case .canvas(.matchColours(.input, _)) = action { return false }
        return picturesRead.contains(.input)
    }
}
