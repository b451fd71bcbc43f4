import Engine
import Networks
import Pictures
import Tensors

/// What the network sees on one octave of an ascent, view by view: the prepared execution, and the other pictures that are seen with the canvas.
struct OctaveEvaluation {
    private let loop: AscentLoop
    private let octave: Int
    private let size: Extent
    private let augmentation: Augmentation
    private let masks: PaintedMasks
    private var run: TiledExecution?
    /// Whether that execution wakes silent units.
    private var isRedirected = false
    /// What the backend computes of the objective; nil where that is the host's.
    private let device: DeviceObjective?
    /// Readings of their own size.
    private let guides: [PictureReading: Tensor]
    /// Levels of the aligned pictures, at the octave's size.
    private let aligned: [PictureReference: Tensor]
    /// What a still view of the aligned pictures gave.
    private var standing: [PictureReading: Tensor]?

    init(_ loop: AscentLoop, octave: Int, size: Extent, masks: PaintedMasks) throws {
        self.loop = loop
        self.octave = octave
        self.size = size
        self.masks = masks
        augmentation = Augmentation(ascent: loop.ascent, canvas: size)
        let objective = loop.objective
        guides = try objective.readings.filter { $0.placement != .aligned }.reduce(into: [:]) {
            $0[$1] = try loop.pictures.guide($1, objective, input: size, place: loop.stage.place)
        }
        let (backend, pictures, place) = (loop.backend, loop.pictures, loop.stage.place)
        device =
            try backend.takesObjectives
            ? DeviceObjective.made(objective, augmentation) {
                try pictures.size(of: $0, input: size, place: place)
            } : nil
        aligned = try objective.alignedPictures.reduce(into: [:]) {
            $0[$1] = try loop.pictures.levels(of: $1, at: size, place: loop.stage.place)
        }
    }

    /// The steps from a state on, where the backend takes them whole; nil where they are the host's.
    /// - Parameter weights: the mask's at the octave's size.
    func steps(from state: AscentState, _ weights: Tensor?) throws -> DeviceSteps? {
        let (ascent, objective) = (loop.ascent, loop.objective)
        let preprocessing = loop.network.manifest.preprocessing
        let (pictures, place, size) = (loop.pictures, loop.stage.place, size)
        func guide(_ reading: PictureReading) throws -> Extent {
            try pictures.size(of: reading, input: size, place: place)
        }
        guard loop.mayHandOver(octave: octave),
            let device = try DeviceObjective.made(objective, augmentation, isStep: true, guide: guide)
        else { return nil }
        let penalties = try DeviceObjective(penaltiesOf: objective, augmentation, guide: guide)
        let step = state.step(
            ascent, augmentation, preprocessing, weights, pictures: device.pictures.count,
            penalties: penalties?.objective, exactly: objective.readsCanvas)
        guard let step else { return nil }
        let redirects = loop.redirects(octave: octave, step: state.step)
        let run: (any StepExecution)?
        do {
            run = try loop.backend.prepare(
                (redirects ? objective.redirectedGraph : nil) ?? objective.graph, height: augmentation.size.height,
                width: augmentation.size.width, outputs: objective.outputs, objective: device.objective, step)
        } catch EngineError.deviceMemory {
            // The network alone may have room.
            return nil
        }
        let (augmentation, octave, randomness) = (augmentation, octave, loop.randomness)
        let (masks, guides, apart) = (masks, guides, directReadings())
        return try run.map {
            try DeviceSteps($0, from: state, ascent, pictures: device.pictures.compactMap { aligned[$0] }) {
                augmentation.draw(randomness, octave: octave, step: $0, view: $1, at: $2)
            } objective: { view, moment in
                let scene = EvaluationContext(moment: moment) { view.place(masks.weights($0)) }
                return device.numbers(scene) { objective.tensor(of: $0, readings: guides) }
            } penalties: { moment in
                let scene = EvaluationContext(moment: moment) { masks.weights($0) }
                return penalties?.numbers(scene) { objective.tensor(of: $0, readings: apart) }
            }
        }
    }

    /// One view of a step.
    mutating func evaluation(step: Int, view number: Int, at moment: Moment) throws -> ViewEvaluation {
        let view = augmentation.draw(loop.randomness, octave: octave, step: step, view: number, at: moment)
        let run = try execution(
            step: step, isFirstView: number == 0, redirects: loop.redirects(octave: octave, step: step))
        let readings = try self.readings(through: view, run)
        let masks = masks
        let scene = EvaluationContext(moment: moment) { view.place(masks.weights($0)) }
        return ViewEvaluation(
            view: view, run: run, preprocessing: loop.network.manifest.preprocessing, scene: scene,
            readings: readings, device: device)
    }

    /// What penalties on the canvas itself see.
    func scene(at moment: Moment) -> EvaluationContext {
        let masks = masks
        return EvaluationContext(moment: moment) { masks.weights($0) }
    }

    /// What penalties on the canvas itself read of other pictures.
    func directReadings() -> [PictureReading: Tensor] {
        loop.objective.readings.reduce(into: guides) { readings, reading in
            if reading.placement == .aligned, reading.layer == nil { readings[reading] = aligned[reading.picture] }
        }
    }

    /// The network for one octave; approximate tiles lie elsewhere at every step.
    private mutating func execution(step: Int, isFirstView: Bool, redirects: Bool) throws -> TiledExecution {
        var tiling = loop.plan.octaves[octave].tiling
        if let run, redirects == isRedirected, tiling.mode == .exact || !isFirstView { return run }
        // Let go of the old one first: two of them are never held.
        run = nil
        isRedirected = redirects
        if tiling.mode != .exact {
            let shift = loop.randomness.tileShift(octave: octave, step: step)
            tiling.shift = Extent(height: shift.down, width: shift.right)
        }
        let new = try TiledExecution(
            (redirects ? loop.objective.redirectedGraph : nil) ?? loop.objective.graph,
            height: augmentation.size.height,
            width: augmentation.size.width,
            outputs: loop.objective.outputs, tiling: tiling, backend: loop.backend,
            objective: device?.objective)
        run = new
        return new
    }

    /// The readings at a view: guides as they are, aligned pictures as the view shows them.
    private mutating func readings(through view: AugmentedView, _ run: TiledExecution) throws -> [PictureReading:
        Tensor]
    {
        guard !aligned.isEmpty else { return guides }
        if view.isStill, let standing { return standing }
        var readings = guides
        let preprocessing = loop.network.manifest.preprocessing
        for (picture, levels) in aligned {
            let wanted = loop.objective.readings.filter { $0.picture == picture && $0.placement == .aligned }
            let isSeen = !view.isDirect || wanted.contains { $0.layer == nil }
            let seen = isSeen ? view.look(at: levels) : nil
            for reading in wanted where reading.layer == nil { readings[reading] = seen.map(view.own) }
            guard wanted.contains(where: { $0.layer != nil }) else { continue }
            let activations = try run.forward { region in
                seen.map { preprocessing.networkInput(fromLevels: $0.part(region)) }
                    ?? view.networkInput(region, of: CanvasLevels(levels), preprocessing)
            }
            for reading in wanted {
                guard let layer = reading.layer else { continue }
                readings[reading] = activations[loop.objective.node(layer)].map(view.own)
            }
        }
        if view.isStill { standing = readings }
        return readings
    }
}
