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
    /// What the picture that it began with looked like, where a stage asks for no more.
    private var colours: [CanvasOperation.MatchingSpace: ColourMoments.Planes] = [:]

    init(_ renderer: Renderer, plan: RenderPlan, report: @escaping (RenderProgress) throws -> Continuation) {
        self.renderer = renderer
        self.plan = plan
        self.report = report
        pictures = StagePictures(renderer.pictures, network: renderer.network, backend: renderer.backend)
        work = WorkDone(plan)
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
        let canvas = DreamCanvas(picture)
        for space in spaces where colours[space] == nil {
            colours[space] = space.planes(of: canvas.picture.colours).colourMoments
        }
        return canvas
    }

    /// Does stages in order; tells whether it was stopped.
    /// - Parameter frame: of a film, counted from 0.
    mutating func perform(
        _ stages: [Stage], _ plans: [RenderPlan.Stage], on canvas: inout DreamCanvas, frame: Int?
    ) throws -> Bool {
        for (index, stage) in stages.enumerated() {
            // A film's frames come after the recipe's own stages.
            let number = frame.map { recipe.stages.count + $0 * stages.count + index } ?? index
            let painter = MaskPainter(
                network: renderer.network, backend: renderer.backend, pictures: pictures, place: stage.place)
            switch stage.action {
            case .canvas(let operation):
                let masks = try painter.paint(stage.masks, on: canvas.levels)
                let operating = CanvasOperating(
                    pictures: pictures, masks: masks, colours: colours, place: stage.place,
                    seed: recipe.seed &+ UInt64(number))
                try operating.apply(operation, to: &canvas)
            case .climb(let climb):
                let ascent = Ascent(
                    climb: climb, stage: stage, index: number, plan: plans[index],
                    objective: renderer.objective(of: stage), network: renderer.network, backend: renderer.backend,
                    randomness: Randomness(seed: recipe.seed, stage: number), pictures: pictures, painter: painter)
                let frameOf = canvas.withoutLevels
                var levels = canvas.takeLevels()
                let isStopped = try ascent.run(on: &levels) { step in
                    try tell(step, stage, plans, index, frame) { frameOf.picture(of: $0) }
                }
                canvas.levels = levels
                if isStopped { return true }
            }
        }
        return false
    }

    private mutating func tell(
        _ step: Ascent.Step, _ stage: Stage, _ plans: [RenderPlan.Stage], _ index: Int, _ frame: Int?,
        present: @escaping (Tensor) -> Picture
    ) throws -> Continuation {
        let octave = plans[index].octaves[step.octave]
        work.add(octave)
        return try report(
            RenderProgress(
                frame: frame.map { $0 + 1 } ?? 0, frames: plan.frames.count, stage: index + 1, stages: plans.count,
                stageName: stage.name, octave: step.octave + 1, octaves: plans[index].octaves.count,
                step: step.number + 1, steps: octave.steps, width: octave.size.width, height: octave.size.height,
                objective: step.objective, fraction: work.fraction, preview: { present(step.preview()) }))
    }
}

extension Stage {
    /// Whether it reads the picture that the dream begins with, and not just its colours.
    fileprivate var needsWholeInput: Bool {
        if case .canvas(.matchColours(.input, _)) = action { return false }
        return picturesRead.contains(.input)
    }
}
