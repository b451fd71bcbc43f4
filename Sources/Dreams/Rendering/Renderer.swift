public import Engine
public import Networks
public import Pictures
import Tensors

/// Executes a recipe on a picture with a network.
///
///     let renderer = try Renderer(recipe: recipe, network: network)
///     print(try renderer.plan(for: Extent(height: 512, width: 768)))
///     let result = try renderer.render(photo) { progress in .goOn }
///
/// The same recipe, network, pictures and machine give the same bytes, whatever the number of threads.
public struct Renderer {
    /// What is rendered.
    public let recipe: Recipe

    /// How long its work takes here, as far as that was measured; plans tell the time by it.
    public var workTimes = WorkTimes()

    /// How what it renders is written: each picture or frame, and the video of all frames where one is made. Plans count it, where there is any.
    public var output: (picture: WorkKind, film: WorkKind?)?

    /// What is heard over the frames of a film.
    public var soundtrack = Soundtrack()

    /// What the process holds beside the render, and what becomes of the result: plans count it.
    public var surroundings = Surroundings()

    let networks: DreamNetworks
    /// The preset's own.
    var network: Network { networks.own }
    let backend: any Backend
    /// The other pictures that the recipe reads.
    let pictures: [PictureReference: Picture]
    /// What the process may hold while it renders, in bytes.
    let memory: Int?
    let tiles: Tiling.Mode
    private let objectives: [Stage: StageObjective]

    /// Binds a recipe to a network: every layer, class, picture and expression is looked up now.
    ///
    /// - Parameter others: the networks that the recipe names beside its own (`Recipe.networksRead`).
    /// - Parameter pictures: those that the recipe reads beside the one that it dreams on.
    /// - Parameter memory: a bound in bytes on what the process holds (see `surroundings`); the network then sees the canvas in
    ///   tiles that keep to it, which changes no more than rounding does. Nil knows no bound, and no tiles.
    /// - Parameter tiles: exact ones, or approximate ones, which are faster; they are shifted at every step.
    /// - Throws: `DreamError` with the preset's line.
    public init(
        recipe: Recipe, network: Network, others: [String: Network] = [:],
        pictures: [PictureReference: Picture] = [:],
        backend: any Backend = Backends.fast,
        memory: Int? = nil, tiles: Tiling.Mode = .exact
    ) throws {
        self.recipe = recipe
        let networks = DreamNetworks(own: network, others: others)
        self.networks = networks
        self.backend = backend
        self.memory = memory
        self.tiles = tiles
        self.pictures = pictures
        objectives = try recipe.everyStage.reduce(into: [:]) { objectives, stage in
            guard case .ascent(let ascent) = stage.action, objectives[stage] == nil else { return }
            objectives[stage] = try StageObjective(ascent, stage: stage, networks: networks)
        }
        for (reference, place) in recipe.picturesRead where reference != .input && pictures[reference] == nil {
            throw DreamError.noPicture(name: "\(reference)", place: place)
        }
        let trained = Extent(network.manifest.trainedSize)
        for stage in recipe.everyStage {
            for mask in stage.masks { _ = try mask.questions(on: trained, to: networks, place: stage.place) }
        }
        _ = try recipe.film?.camera.near?.questions(on: trained, to: networks, place: nil)
    }

    /// What would be done to a canvas of this size.
    ///
    /// - Parameter frameCount: how many frames the user brings; those of the film itself when absent.
    /// - Throws: `DreamError` when the network has no room in it, or an expression's shapes do not fit; `EngineError.doesNotFit` when
    ///   the bound on memory is too tight.
    public func plan(for size: Extent, frameCount: Int? = nil) throws -> RenderPlan {
        try plan(for: size, frameCount: frameCount ?? recipe.film?.count ?? 0, overFrames: frameCount != nil)
    }

    /// The same of as many frames, over the user's or over the film's own.
    func plan(for size: Extent, frameCount: Int, overFrames: Bool) throws -> RenderPlan {
        var known: [[Stage]: [RenderPlan.Stage]] = [:]
        var cuts: [RenderMemory.Work: RenderMemory.Cut] = [:]
        var holding = standing(for: size)
        func planned(_ stages: [Stage], at canvas: Extent, input: Extent) throws -> [RenderPlan.Stage] {
            if let plan = known[stages] { return plan }
            let plan = try self.planned(stages, at: canvas, input: input, beside: holding, &cuts)
            known[stages] = plan
            return plan
        }
        let stages = try planned(recipe.stages, at: size, input: size)
        let canvas = recipe.stages.isEmpty ? size : recipe.stages.reduce(size) { $1.action.size(from: $0) }
        known = [:]
        let count = recipe.film == nil ? 0 : frameCount
        let ends = holding + max(begins(with: size), self.ends(with: canvas, overFrames: overFrames))
        holding += layers(of: canvas, overFrames: overFrames, count: count)
        let frames = try (0..<count).map { index in
            // The user's frames are brought to the canvas's size; each is the input of its own.
            try recipe.film.map {
                try planned($0.frame(index).stages, at: canvas, input: overFrames ? canvas : size)
            } ?? []
        }
        let title = "\(recipe.title), with \(network.manifest.title), seed \(recipe.seed)"
        var plan = RenderPlan(title: title, size: size, stages: stages, frames: frames)
        plan.memoryBeside = try allowed(max(ends, surroundings.before), at: canvas)
        if let film = recipe.film {
            let seam = max(min(film.loop, count - 1), 0)
            plan.layers = canvas.canvases(Float(4 + seam)) + (film.camera.near == nil ? 0 : canvas.planes(1))
        }
        addOutput(to: &plan, canvas: canvas, overFrames: overFrames)
        return plan
    }

    /// What is done beside the stages.
    private func addOutput(to plan: inout RenderPlan, canvas: Extent, overFrames: Bool) {
        let writing = output.flatMap { workTimes.seconds($0.picture, at: canvas) } ?? 0
        guard let film = recipe.film else {
            plan.endSeconds = writing
            return
        }
        plan.frameSeconds = writing + (workTimes.seconds(.frame(film, overFrames: overFrames), at: canvas) ?? 0)
        if let encoding = output?.film {
            // A video that nobody has made here yet takes about as long as its frames take to be written.
            plan.endSeconds = (workTimes.seconds(encoding, at: canvas) ?? writing) * Double(plan.frames.count)
        }
    }

    /// - Parameter input: the size of the picture that the dream begins with, which earlier stages may have left behind.
    /// - Parameter beside: what the process holds beside the stages.
    /// - Parameter cuts: those that were found before, for this bound.
    private func planned(
        _ stages: [Stage], at size: Extent, input: Extent, beside: Int,
        _ cuts: inout [RenderMemory.Work: RenderMemory.Cut]
    ) throws -> [RenderPlan.Stage] {
        var size = size
        return try stages.enumerated().map { index, stage in
            defer { size = stage.action.size(from: size) }
            var octaves: [RenderPlan.Octave] = []
            if case .ascent(let ascent) = stage.action, let objective = objectives[stage] {
                let finishing = try finishing(stages.dropFirst(index + 1), on: size, input: input)
                octaves = try self.octaves(
                    of: ascent, objective, stage, upTo: size, input: input, beside: beside, finishing: finishing, &cuts)
            }
            var planned = RenderPlan.Stage(
                name: stage.name, summary: stage.action.summary, size: size, octaves: octaves)
            planned.memory = try allowed(beside + bytes(of: stage, on: size, input: input), at: size)
            if case .canvas(let operation) = stage.action {
                planned.operationSeconds = workTimes.seconds(.operation(operation), at: size)
            }
            return planned
        }
    }

    /// The ladder of sizes, without those in which the network has no room; the full size must have it.
    private func octaves(
        of ascent: Ascent, _ objective: StageObjective, _ stage: Stage, upTo full: Extent, input: Extent, beside: Int,
        finishing: Int?,
        _ cuts: inout [RenderMemory.Work: RenderMemory.Cut]
    ) throws -> [RenderPlan.Octave] {
        let book = StagePictures(pictures, network: network, backend: backend)
        let kind = kind(of: ascent, stage)
        var octaves: [RenderPlan.Octave] = []
        let sizes = ascent.octaves.sizes(upTo: full)
        for (index, size) in sizes.enumerated() {
            let augmentation = Augmentation(ascent: ascent, canvas: size)
            let needs: StageObjective.Needs
            do {
                needs = try objective.check(augmentation) {
                    try book.size(of: $0, input: input, place: stage.place)
                }
            } catch {
                if size == full { throw error }
                continue
            }
            let steps = ascent.steps[min(octaves.count, ascent.steps.count - 1)]
            let held = RenderMemory(
                ascent, objective, on: backend, at: size, steps: steps, after: octaves.last?.size,
                isLast: index + 1 == sizes.count, upTo: full,
                needs, beside: beside, finishing: finishing)
            let cut = try cuts[held.work] ?? held.cut(within: memory, mode: tiles)
            cuts[held.work] = cut
            octaves.append(
                RenderPlan.Octave(
                    size: size, steps: steps,
                    multiplyAdds: Int(
                        Double(ascent.views * (try objective.multiplyAdds(at: augmentation.size))) * cut.work),
                    tiling: cut.tiling, recomputes: cut.recomputes, memory: cut.bytes, network: cut.network,
                    state: held.state,
                    seconds: workTimes.seconds(.step(kind), at: size).map { $0 * cut.time },
                    beginning: workTimes.seconds(.beginning(kind), at: size)))
        }
        guard !octaves.isEmpty else {
            throw DreamError.noRoom(stage: stage.name, size: "\(full.width)×\(full.height)", place: stage.place)
        }
        return octaves
    }

    /// What a stage climbs.
    func objective(of stage: Stage) -> StageObjective {
        guard let objective = objectives[stage] else { preconditionFailure("an ascent has an objective") }
        return objective
    }

    /// Renders the recipe on `picture`, whose memory becomes the canvas's; `report` hears of every step, and may end the
    /// render with what there is. A film's frames are left out.
    ///
    /// What goes wrong once something is done is told by the result, with the picture so far.
    /// - Parameter plan: what `plan(for:)` says of this size, where that was asked.
    /// - Parameter state: what another render of this recipe on this picture gave; it goes on from there, to the same bytes.
    /// - Parameter begin: hears of every ascent but the first before it begins.
    /// - Throws: `DreamError`, `EngineError`, `CheckpointError`.
    public func render(
        _ picture: consuming Picture, as plan: RenderPlan? = nil, from state: consuming RenderState? = nil,
        begin: @escaping (StageBeginning) -> Void = { _ in },
        report: @escaping (RenderProgress) throws -> Continuation
    ) throws -> RenderResult {
        // What is not said to be consumed may be held here until the end, a second time.
        let size = Extent(height: picture.height, width: picture.width)
        let plan = try plan ?? self.plan(for: size)
        var run = try Run(self, plan: plan, from: state, begin: begin, report: report)
        var canvas = try run.begin(with: consume picture)
        let end = try run.perform(recipe.stages, plan.stages, on: &canvas)
        return RenderResult(ending: end, with: consume canvas, run.watch.samples)
    }
}

extension RenderResult {
    /// A result after the last of stages.
    init(ending end: Run.End, with canvas: consuming DreamCanvas, _ measured: WorkSamples) {
        self.init(picture: canvas.takePicture(), isInterrupted: false, measured: measured)
        switch end {
        case .finished: break
        case .stopped: isInterrupted = true
        case .failed(let failure): self.failure = failure
        }
    }
}

extension Recipe {
    /// The stages, and those of every frame.
    var everyStage: [Stage] { stages + (film?.frames.flatMap(\.stages) ?? []) }

    /// The networks that it names beside its own.
    public var networksRead: Set<String> {
        everyStage.reduce(into: film?.camera.near?.networks ?? []) { $0.formUnion($1.networksRead) }
    }

    /// Every picture that it reads, and a line that does.
    public var picturesRead: [PictureReference: SourceLine?] {
        let filmed = film?.camera.near?.pictures ?? []
        return everyStage.reduce(into: [:]) { found, stage in
            for picture in stage.picturesRead where found[picture] == nil { found[picture] = stage.place }
        }.merging(filmed.map { ($0, nil) }) { first, _ in first }
    }
}

extension Recipe {
    /// The least sizes that suffice for pictures of which only the spectrum is used, on a canvas of a size: there may be many
    /// of them, and none has to be held larger.
    public func sizesNeeded(on canvas: Extent) -> [PictureReference: Extent] {
        var (size, sizes) = (canvas, [PictureReference: Extent]())
        for stage in everyStage {
            if case .ascent(let ascent) = stage.action, !ascent.parameterization.pictures.isEmpty {
                for octave in ascent.octaves.sizes(upTo: size) {
                    for picture in ascent.parameterization.pictures {
                        let known = sizes[picture] ?? octave
                        sizes[picture] = Extent(
                            height: max(known.height, octave.height), width: max(known.width, octave.width))
                    }
                }
            }
            size = stage.action.size(from: size)
        }
        let filmed = film?.camera.near?.pictures ?? []
        return sizes.filter { picture, _ in
            !filmed.contains(picture) && !everyStage.contains { $0.picturesSeen.contains(picture) }
        }
    }
}

extension Stage {
    /// The pictures that it reads.
    var picturesRead: [PictureReference] {
        guard case .ascent(let ascent) = action else { return picturesSeen }
        return picturesSeen + ascent.parameterization.pictures
    }

    /// Those of which it reads more than the spectrum.
    fileprivate var picturesSeen: [PictureReference] {
        let own: [PictureReference] =
            switch action {
            case .canvas(let operation): operation.word.pictures
            case .ascent(let ascent):
                ascent.maximize.pictures + (ascent.minimize?.pictures ?? [])
            }
        return own + masks.flatMap(\.pictures)
    }

    /// The networks that it names beside the preset's.
    fileprivate var networksRead: Set<String> {
        var names = masks.reduce(into: Set<String>()) { $0.formUnion($1.networks) }
        if case .ascent(let ascent) = action {
            names.formUnion(ascent.maximize.networks.union(ascent.minimize?.networks ?? []))
        }
        return names
    }

    /// The masks that it uses.
    var masks: Set<Mask> {
        switch action {
        case .ascent(let ascent): ascent.masks
        case .canvas(let operation): Set(operation.word.masks)
        }
    }
}

extension Stage.Action {
    /// The size of the canvas after it.
    func size(from size: Extent) -> Extent {
        guard case .canvas(let operation) = self, operation.growth != 1 else { return size }
        return size.scaled(by: operation.growth)
    }

    /// In words, for plans.
    var summary: String {
        switch self {
        case .ascent(let ascent): "\(ascent)"
        case .canvas(let operation): "\(operation)"
        }
    }
}
