import ArgumentParser
import Dreams
import Networks
import Pictures
import Recipes
import Wording

/// Where a render goes and what is told of it: what `run` and `redo` have in common.
struct RenderOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Where the picture goes: .png or .jpg; a film: a folder, dream-%04d.png, .mp4, .webm, .mov, .mkv, .gif or .apng.",
            valueName: "OUT"),
        completion: .file())
    var output: String

    @Flag(help: "Replace OUT even if Reverie did not make it.")
    var force = false

    @Option(help: "A picture file that is rewritten as the dream grows: .png or .jpg.", completion: .file())
    var preview: String?

    @Flag(
        help: "Show the dream in the terminal as it grows: kitty, WezTerm, Ghostty, iTerm2, and those that know sixel.")
    var inline = false

    @Option(help: "auto, bar, lines, json or none.")
    var progress: ProgressStyle?

    @Option(help: "Bits a sample of a PNG, 8 or 16; as many as the picture has when absent.")
    var depth: Int?

    @Flag(
        name: .customLong("keep-gps"),
        help: "Keep where the photo was taken; date, artist and copyright are kept anyway.")
    var keepsPlace = false

    @Flag(name: .customLong("no-recipe"), help: "Do not store the recipe in OUT.")
    var leavesRecipeOut = false

    @Flag(help: "Write the recipe beside OUT too, as OUT.recipe.json.")
    var sidecar = false

    @OptionGroup var films: FilmOptions

    @OptionGroup var checkpoints: CheckpointOptions

    /// Of a render, what these options decide.
    var rendering: CarriedRecipe.Rendering {
        CarriedRecipe.Rendering(depth: depth, keepsGPS: keepsPlace ? true : nil, rate: films.rate?.description)
    }

    func validate() throws {
        guard let depth else { return }
        guard depth == 8 || depth == 16 else { throw ValidationError("--depth is \(depth); it must be 8 or 16") }
        guard depth == 8 || !((try? PictureFormat(ofName: output)) == .jpeg) else {
            throw ValidationError("--depth is 16, and a JPEG has 8 bits; let OUT end in .png")
        }
    }

    /// Makes a session and renders it.
    /// - Parameter name: the preset or the carrier, for the user.
    /// - Parameter picture: what it dreams on, for the user.
    /// - Parameter path: OUT, or one of many.
    /// - Parameter batch: what it is one of.
    func render(
        _ name: String, on picture: String?, to path: String? = nil, as batch: BatchProgress? = nil,
        _ make: (CarriedRecipe.Rendering) throws -> Session
    ) throws {
        let defaults = try Configuration.user()
        let style = progress ?? defaults.progress ?? .auto
        let path = path ?? output
        func say(_ line: String) {
            if style != .none && style != .json { Console.say(line) }
        }
        // Of many, only the first is announced.
        func sayOnce(_ line: String) {
            if batch == nil { say(line) }
        }
        let previewTarget = try preview.map { try OutputFile(path: $0, force: force) }
        let sidecarTarget = sidecar ? try SidecarFile(of: path, force: force) : nil
        // Whatever OUT may be is checked before anything is read.
        if FilmOutput.mayTake(path) {
            _ = try FilmOutput(path: path, force: force)
        } else {
            guard path == OutputFile.stdout || (try? PictureFormat(ofName: path)) != nil else {
                throw FilmError.neither(path: path)
            }
            _ = try OutputFile(path: path, force: force)
        }
        // Without an encoder the recipe tells first whether it needs one.
        let encoder = Result { try FilmOutput.checkEncoder(for: path) }
        if case .success = encoder { sayOnce("reading \(Phrases.harmless(name))") }
        var session = try make(rendering)
        if session.recipe.film == nil, FilmOutput.isVideo(path) { throw FilmError.still(path: path) }
        try encoder.get()
        let mark = try RenderMark(of: session.carried)
        let facts = try session.filmFacts(mark)
        let film = try facts.map { try FilmOutput(path: path, of: $0, on: films.paper(), force: force) }
        let target = try film == nil ? OutputFile(path: path, force: force) : nil
        let renderer = try session.measuredRenderer(for: film?.work ?? target.map { (.writing($0.format), nil) })
        let plan = try session.plan(renderer)
        let folder = checkpoints.folder(for: path, isOneOfMany: batch != nil)
        try checkpoints.check(folder)
        try Disk.check(plan, output: path, state: folder, isFilm: film != nil, say)
        let about = batch.map { _ in picture.map { Phrases.harmless($0) + ": " } ?? "" } ?? ""
        session.remarks.forEach { say(about + $0) }
        announce(session, plan, on: picture, as: batch, style, say)
        if !leavesRecipeOut { _ = try session.carried.json() }
        var checkpointer = try folder.map {
            Checkpointer(
                folder: $0, identity: try session.identity(plan),
                everySeconds: checkpoints.checkpointEvery ?? defaults.checkpointEvery ?? 30)
        }
        let isRendered = checkpoints.resume && film?.isComplete == true
        let state = isRendered ? nil : try checkpoints.resumption(checkpointer, sayOnce)
        if let film, let frame = state?.position.frame { try film.goOn(after: session.finishedFrames(before: frame)) }

        Interrupt.listen()
        var display = ProgressDisplay(style: style, seconds: plan.seconds)
        var previews = PreviewWriter(target: previewTarget)
        var inline = inline ? try InlinePreview() : defaults.inline == true ? try? InlinePreview() : nil
        var isKept = false
        func report(_ progress: RenderProgress) -> Continuation {
            if let batch { batch.show(progress) } else { display.show(progress) }
            if Interrupt.isRequested {
                isKept = checkpointer?.keep(progress.state()) ?? false
                return .stop
            }
            checkpointer?.update(with: progress)
            previews.update(with: progress)
            inline?.update(with: progress, display)
            return .goOn
        }
        func begin(_ stage: StageBeginning) { checkpointer?.begin(stage) }
        func finishDisplay() {
            if let batch { batch.finish() } else { display.finish() }
        }
        let contention = Contention()
        var carried = session.carried
        var result: RenderResult
        if let film {
            let recipe = leavesRecipeOut ? nil : carried
            let made = try film.render(
                plan, isRendered: isRendered, say, canGoOn: { isKept || checkpointer?.stateIfAny() != nil },
                finishDisplay: finishDisplay
            ) { [carried] in
                let result = try renderer.renderFilm(
                    session.takePicture(), over: session.frames, from: state, begin: begin,
                    emit: { try film.write($1, frame: $0, plan, carried.rendering, recipe: recipe) }, report: report)
                if let state = result.failure?.state { checkpointer?.keep(state) }
                return result
            }
            if let last = made.last { inline?.finish(with: last) }
            try sidecarTarget?.write(carried)
            checkpointer?.remove()
            try session.remember(made.measured, contention)
            return sayOnce("\(made.said) after \(Phrases.duration(seconds: display.elapsed))")
        } else {
            result = try renderer.render(session.takePicture(), from: state, begin: begin, report: report)
            finishDisplay()
            if result.isInterrupted || result.failure != nil { carried.isInterrupted = true }
            do {
                let time = try ContinuousClock().measure {
                    try target?.write(
                        result.picture, carried.rendering, recipe: leavesRecipeOut ? nil : carried,
                        mark: carried.isInterrupted == true ? nil : mark)
                }
                if let target {
                    let size = Extent(height: result.picture.height, width: result.picture.width)
                    result.measured.add(.writing(target.format), at: size, seconds: time / .seconds(1))
                }
                try sidecarTarget?.write(carried)
            } catch {
                // A full disk, mostly: once there is room, little is left to do.
                if checkpointer?.hasState == true { CommandLineText.sayHowToGoOn() }
                throw error
            }
        }
        inline?.finish(with: result.picture)
        if let failure = result.failure {
            if let state = failure.state { checkpointer?.keep(state) }
            if checkpointer?.hasState == true {
                Console.say("once that is mended, the stages before it need not be done again:")
                CommandLineText.sayHowToGoOn()
            }
            throw KeptFailure(failure, kept: "\(OutputFile.name(path)) holds the picture so far")
        }
        if result.isInterrupted {
            Console.say("interrupted: \(OutputFile.name(path)) holds the picture so far")
            if isKept { CommandLineText.sayHowToGoOn() }
            throw Failure.Interrupted()
        }
        checkpointer?.remove()
        try session.remember(result.measured, contention)
        sayOnce("wrote \(OutputFile.name(path)) after \(Phrases.duration(seconds: display.elapsed))")
    }

    private func announce(
        _ session: Session, _ plan: RenderPlan, on picture: String?, as batch: BatchProgress?, _ style: ProgressStyle,
        _ say: (String) -> Void
    ) {
        func dreaming(on what: String) -> String {
            "dreaming '\(Phrases.harmless(session.recipe.title))' with \(session.network.manifest.name) on \(what), "
        }
        let seed = "seed \(session.recipe.seed)"
        guard let batch else {
            let canvas = picture.map { Phrases.harmless($0) } ?? "\(session.recipe.canvas.kind)"
            say(dreaming(on: canvas) + "\(session.size.width)×\(session.size.height), \(seed)")
            return say(plan.summary + session.busyRemark)
        }
        batch.announce(plan, session.busyRemark, style: style) { line in
            say(dreaming(on: Phrases.count(batch.count, "picture")) + seed)
            say(line)
        }
    }
}

/// A render that went wrong late, and what is left of it.
struct KeptFailure: Error, CustomStringConvertible {
    private let failure: RenderFailure
    private let kept: String

    init(_ failure: RenderFailure, kept: String) {
        self.failure = failure
        self.kept = kept
    }

    var description: String { "\(failure) (in \(Phrases.harmless(failure.stage, limit: 100))); \(kept)" }
}
