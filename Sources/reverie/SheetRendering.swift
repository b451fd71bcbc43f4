import ArgumentParser
import Dreams
import Foundation
import Pictures
import Recipes
import Wording

/// One dream of a sheet.
struct SheetJob {
    /// Its place among the sheet's cells.
    let cell: Int
    /// What tells it from the others: `strength=2`.
    let label: String
    /// Of a film, the frame that is shown, counted from 1; the middle one when nil.
    var frame: Int?
    /// The recipe with its network and its picture, at the size of the cell; asked for twice.
    let session: () throws -> Session

    /// Runs what belongs to the job, whose label errors begin with.
    func named<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as SheetError {
            throw error
        } catch {
            throw SheetError.cell(label, problem: "\(error)")
        }
    }
}

/// Renders the cells of a sheet, one after the other in one process, and writes it: whole, or as far as it is when it is interrupted.
struct SheetRendering {
    private var sheet: DrawnSheet
    private let options: SheetOptions
    private let target: OutputFile
    private let style: ProgressStyle
    private let checkpointEvery: Double
    private let cache = CellCache()

    /// A job that was looked at before the first one is rendered.
    private struct Planned {
        let job: SheetJob
        let key: String
        let network: String
        /// What it takes, in seconds or in anything else; 0 for what was rendered before.
        let weight: Double
        let isMeasured: Bool
    }

    /// - Throws: `SheetError.tooLarge`.
    init(_ layout: ContactSheet, _ options: SheetOptions, _ target: OutputFile) throws {
        self.options = options
        self.target = target
        let defaults = try Configuration.user()
        style = options.progress ?? defaults.progress ?? .auto
        checkpointEvery = defaults.checkpointEvery ?? 30
        guard max(layout.width, layout.height) <= SheetError.longestSide,
            layout.width * layout.height <= SheetError.mostPixels
        else {
            throw SheetError.tooLarge(cells: layout.cells.count, width: layout.width, height: layout.height)
        }
        sheet = DrawnSheet(layout)
    }

    /// Shows a picture that is there already.
    mutating func show(_ picture: Picture, inCell index: Int) { sheet.show(picture, inCell: index) }

    /// Looks at every job, so that mistakes show before the first is rendered; renders what was not rendered before; writes the sheet.
    ///
    /// A cell that cannot be finished stays empty, and is told at the end.
    /// - Parameter recipe: what the sheet carries, made of the first job's.
    /// - Throws: `SheetError.cell`; `Failure.Interrupted`, or an exit code of 1 when a cell failed, once the sheet is written.
    mutating func run(_ jobs: [SheetJob], carrying recipe: (CarriedRecipe) -> CarriedRecipe) throws {
        say("looking at \(Phrases.count(jobs.count, "cell"))")
        var first: CarriedRecipe?
        let planned = try jobs.map { job in
            try job.named {
                let (plan, carried) = try look(at: job)
                first = first ?? carried
                return plan
            }
        }
        // A network is loaded once, wherever its cells are.
        var networks: [String] = []
        for item in planned where !networks.contains(item.network) { networks.append(item.network) }
        let order = networks.flatMap { name in planned.filter { $0.network == name } }
        let start = ContinuousClock.now
        let outcome = dreamAll(order)
        cache.trim()
        let isWhole = outcome.shown == order.count
        if !outcome.isInterrupted || outcome.shown > 0 {
            var carried = first.map(recipe)
            if !isWhole { carried?.isInterrupted = true }
            try target.write(
                sheet.picture, CarriedRecipe.Rendering(depth: 8), recipe: options.leavesRecipeOut ? nil : carried)
        }
        try tell(outcome, of: order.count, seconds: (ContinuousClock.now - start) / .seconds(1))
    }

    /// How far the dreams came.
    private struct Outcome {
        var shown = 0
        var failures: [(label: String, problem: String)] = []
        var isInterrupted = false
        /// Whether the cell that was being rendered is gone on with.
        var isCellKept = false
    }

    /// Renders the cells in order, and shows them on the sheet.
    private mutating func dreamAll(_ order: [Planned]) -> Outcome {
        let total = order.reduce(0) { $0 + $1.weight }
        let isMeasured = order.allSatisfy(\.isMeasured)
        let known = order.count { $0.weight == 0 }
        say(
            "dreaming \(Phrases.count(order.count - known, "cell"))"
                + (known > 0 ? ", and \(known) that \(known == 1 ? "was" : "were") rendered before" : "")
                + (isMeasured && total > 0 ? ", about \(Phrases.duration(seconds: total))" : ""))
        Interrupt.listen()
        var display = ProgressDisplay(style: style, seconds: isMeasured ? total : nil)
        defer { display.finish() }
        var outcome = Outcome()
        var done = 0.0
        for (number, item) in order.enumerated() {
            let cell = ProgressDisplay.Part(
                kind: .cell, number: number + 1, count: order.count, label: item.job.label)
            do {
                let picture = try dream(item) { progress in
                    let fraction = (done + item.weight * progress.fraction) / max(total, 1e-9)
                    display.show(progress.withinMore(fraction: fraction), part: cell)
                }
                switch picture {
                case .done(let picture):
                    sheet.show(picture, inCell: item.job.cell)
                    outcome.shown += 1
                case .failed(let failure, let picture):
                    sheet.show(picture, inCell: item.job.cell)
                    outcome.failures.append(
                        (item.job.label, "\(KeptFailure(failure, kept: "its cell holds the picture so far"))"))
                case .stopped(let isKept):
                    (outcome.isInterrupted, outcome.isCellKept) = (true, isKept)
                    return outcome
                }
            } catch {
                outcome.failures.append((item.job.label, "\(error)"))
            }
            done += item.weight
        }
        return outcome
    }

    private func tell(_ outcome: Outcome, of count: Int, seconds: Double) throws {
        let name = OutputFile.name(options.output)
        for (label, problem) in outcome.failures { Console.say("reverie: with \(Phrases.harmless(label)): \(problem)") }
        if outcome.isInterrupted {
            Console.say(
                "interrupted: "
                    + (outcome.shown > 0
                        ? "\(name) holds \(outcome.shown) of \(Phrases.count(count, "cell"))" : "no cell is done")
                    + "; the same command goes on "
                    + (outcome.isCellKept ? "within the cell that was being rendered" : "with the others"))
            throw Failure.Interrupted()
        }
        say("wrote \(name) after \(Phrases.duration(seconds: seconds))")
        if !outcome.failures.isEmpty { throw ExitCode(1) }
    }

    /// A line of chatter, where the user wants any.
    func say(_ line: String) {
        if style != .none && style != .json { Console.say(line) }
    }

    private func look(at job: SheetJob) throws -> (Planned, CarriedRecipe) {
        var session = try job.session()
        let frame = try session.endFilm(at: job.frame)
        let key = try CellCache.key(of: session.carried, frame: frame)
        let network = session.carried.network.sha256
        guard !cache.has(key) else {
            return (Planned(job: job, key: key, network: network, weight: 0, isMeasured: true), session.carried)
        }
        let plan = try session.plan(try session.measuredRenderer())
        // Where nothing was measured, the work tells which cells take longer.
        let weight = plan.seconds ?? Double(plan.multiplyAdds) / 1e11
        return (
            Planned(job: job, key: key, network: network, weight: max(weight, 1e-9), isMeasured: plan.seconds != nil),
            session.carried
        )
    }

    /// What becomes of a cell.
    private enum Cell {
        case done(Picture)
        /// It went wrong late, and this is what there is of it.
        case failed(RenderFailure, Picture)
        /// The user has had enough; the state that it has come to may have been kept.
        case stopped(isKept: Bool)
    }

    /// Renders a cell, from where it was left when it was begun before.
    private func dream(_ item: Planned, report: @escaping (RenderProgress) -> Void) throws -> Cell {
        guard !Interrupt.isRequested else { return .stopped(isKept: false) }
        if let known = cache.picture(item.key) { return .done(known) }
        var session = try item.job.session()
        _ = try session.endFilm(at: item.job.frame)
        let contention = Contention()
        let renderer = try session.measuredRenderer()
        var checkpointer = Checkpointer(
            folder: cache.stateFolder(try CellCache.stateKey(of: session.carried, frame: item.job.frame)),
            identity: try session.identity(try session.plan(renderer)),
            everySeconds: checkpointEvery)
        var isKept = false
        func tell(_ progress: RenderProgress) -> Continuation {
            report(progress)
            guard !Interrupt.isRequested else {
                isKept = checkpointer.keep(progress.state())
                return .stop
            }
            checkpointer.update(with: progress)
            return .goOn
        }
        let state = checkpointer.stateIfAny()
        func begin(_ stage: StageBeginning) { checkpointer.begin(stage) }
        let result =
            session.recipe.film == nil
            ? try renderer.render(session.takePicture(), from: state, begin: begin, report: tell)
            : try renderer.renderFilm(
                session.takePicture(), over: session.frames, from: state, begin: begin, emit: { _, _ in }, report: tell)
        if let failure = result.failure {
            if let state = failure.state { checkpointer.keep(state) }
            return .failed(failure, result.picture)
        }
        guard !result.isInterrupted else { return .stopped(isKept: isKept) }
        checkpointer.remove()
        try session.remember(result.measured, contention)
        return .done(try cache.keep(result.picture, item.key))
    }
}
