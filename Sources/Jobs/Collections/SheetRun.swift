import Dreams
import Foundation
import Networks
package import Pictures
package import Recipes
import Wording

/// One dream of a sheet.
package struct SheetCell {
    /// Its place among the sheet's cells.
    let place: Int
    /// What tells it from the others: `strength=2`.
    let label: String
    /// At the size of the cell, in memory; of a film, the frame that is shown.
    let job: RenderJob

    /// A cell from its parts.
    package init(place: Int, label: String, job: RenderJob) {
        var job = job
        job.frame = job.frame ?? .middle
        (self.place, self.label, self.job) = (place, label, job)
    }

    /// Runs what belongs to the cell, whose label errors begin with.
    func named<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as SheetError {
            throw error
        } catch let error as JobError {
            guard case .frame = error else { throw SheetError.cell(label, problem: "\(error)") }
            throw error
        } catch {
            throw SheetError.cell(label, problem: "\(error)")
        }
    }
}

/// What a sheet tells on its way.
package enum SheetEvent {
    /// Every cell is looked at, so that mistakes show before the first is rendered.
    case looking(cells: Int)
    /// So many are dreamt; others were before.
    case dreaming(cells: Int, known: Int, seconds: Double?)
    case progress(JobProgress)
    case remark(JobRemark)
}

/// What became of a sheet.
package struct SheetOutcome {
    /// Cells of the sheet that were to be rendered, and those that it shows.
    package let count: Int
    package fileprivate(set) var shown = 0
    /// What went wrong, by the label of the cell.
    package fileprivate(set) var failures: [(label: String, problem: String)] = []
    package fileprivate(set) var isInterrupted = false
    /// Whether the cell that was being rendered is gone on with.
    package fileprivate(set) var isCellKept = false
    /// What all of it took.
    package fileprivate(set) var seconds = 0.0
}

/// Renders the cells of a sheet, one after the other, and writes it: whole, or as far as it is when it is stopped.
package struct SheetRun {
    private var sheet: DrawnSheet
    private let output: JobOutput
    private let target: OutputFile
    private let resources: JobResources
    private let control: JobControl
    private let tell: (SheetEvent) -> Void
    private let cache = CellCache()

    /// A cell that was looked at before the first one is rendered.
    private struct Planned {
        let cell: SheetCell
        let key: String
        let stateKey: String
        let network: String
        /// Of its canvas.
        let width, height: Int
        /// What it takes, in seconds or in anything else; 0 for what was rendered before.
        var weight = 0.0
        var isMeasured = true
    }

    /// - Parameter target: the sheet's file, which was looked at before anything else.
    /// - Throws: `SheetError.tooLarge`.
    package init(
        _ layout: ContactSheet, to target: SheetTarget, with resources: JobResources, control: JobControl,
        tell: @escaping (SheetEvent) -> Void
    ) throws {
        (output, self.target) = (target.output, target.file)
        (self.resources, self.control, self.tell) = (resources, control, tell)
        guard max(layout.width, layout.height) <= SheetError.longestSide,
            layout.width * layout.height <= SheetError.mostPixels
        else {
            throw SheetError.tooLarge(cells: layout.cells.count, width: layout.width, height: layout.height)
        }
        sheet = DrawnSheet(layout)
    }

    /// Shows a picture that is there already.
    package mutating func show(_ picture: Picture, inCell index: Int) { sheet.show(picture, inCell: index) }

    /// Looks at every cell, so that mistakes show before the first is rendered; renders what was not rendered before; writes the sheet.
    ///
    /// A cell that cannot be finished stays empty, and is told at the end.
    /// - Parameter recipe: what the sheet carries, made of the first cell's.
    /// - Throws: `SheetError.cell`.
    package mutating func run(
        _ cells: [SheetCell], carrying recipe: (CarriedRecipe) -> CarriedRecipe
    ) throws -> SheetOutcome {
        tell(.looking(cells: cells.count))
        var first: CarriedRecipe?
        let planned = try cells.map { cell in
            try cell.named {
                let (plan, carried) = try look(at: cell)
                first = first ?? carried
                return plan
            }
        }
        // A network is loaded once, wherever its cells are.
        var networks: [String] = []
        for item in planned where !networks.contains(item.network) { networks.append(item.network) }
        let order = networks.flatMap { name in planned.filter { $0.network == name } }
        let start = ContinuousClock.now
        var outcome = dreamAll(order)
        cache.trim()
        let isWhole = outcome.shown == order.count
        if !outcome.isInterrupted || outcome.shown > 0 {
            var carried = first.map(recipe)
            if !isWhole { carried?.isInterrupted = true }
            try target.write(
                sheet.picture, CarriedRecipe.Rendering(depth: 8), recipe: output.leavesRecipeOut ? nil : carried)
        }
        outcome.seconds = (ContinuousClock.now - start) / .seconds(1)
        return outcome
    }

    /// Renders the cells in order, and shows them on the sheet.
    private mutating func dreamAll(_ order: [Planned]) -> SheetOutcome {
        let total = order.reduce(0) { $0 + $1.weight }
        let seconds = order.allSatisfy(\.isMeasured) ? total : nil
        let known = order.count { $0.weight == 0 }
        tell(.dreaming(cells: order.count - known, known: known, seconds: seconds))
        var clock = JobClock(seconds: seconds)
        var outcome = SheetOutcome(count: order.count)
        var done = 0.0
        for (number, item) in order.enumerated() {
            let part = JobProgress.Part(
                kind: .cell, number: number + 1, count: order.count, label: item.cell.label)
            do {
                let picture = try dream(item) { [tell] progress in
                    let fraction = (done + item.weight * progress.fraction) / max(total, 1e-9)
                    tell(.progress(clock.progress(progress, fraction: fraction, part: part)))
                }
                switch picture {
                case .done(let picture):
                    sheet.show(picture, inCell: item.cell.place)
                    outcome.shown += 1
                case .failed(let problem, let picture):
                    sheet.show(picture, inCell: item.cell.place)
                    outcome.failures.append((item.cell.label, problem))
                case .stopped(let isKept):
                    (outcome.isInterrupted, outcome.isCellKept) = (true, isKept)
                    return outcome
                }
            } catch {
                outcome.failures.append((item.cell.label, "\(error)"))
            }
            done += item.weight
        }
        return outcome
    }

    private func look(at cell: SheetCell) throws -> (Planned, CarriedRecipe) {
        var resolved = try ResolvedJob(cell.job, with: resources)
        let carried = resolved.carried
        var planned = Planned(
            cell: cell, key: try CellCache.key(of: carried, frame: resolved.shownFrame),
            stateKey: try CellCache.stateKey(of: carried, frame: resolved.shownFrame), network: carried.network.sha256,
            width: resolved.size.width, height: resolved.size.height)
        guard !cache.has(planned.key) else { return (planned, carried) }
        resolved.beside = heldBeside(width: resolved.size.width, height: resolved.size.height)
        let plan = try resolved.plan(try resolved.measuredRenderer())
        // Where nothing was measured, the work tells which cells take longer.
        planned.weight = max(plan.seconds ?? Double(plan.multiplyAdds) / 1e11, 1e-9)
        planned.isMeasured = plan.seconds != nil
        return (planned, carried)
    }

    /// What is held while a cell of a size is rendered, in bytes: the sheet, and the picture that every cell begins with.
    private func heldBeside(width: Int, height: Int) -> Int {
        12 * (sheet.layout.width * sheet.layout.height + width * height)
    }

    /// What becomes of a cell.
    private enum Dreamt {
        case done(Picture)
        /// It went wrong late, and this is what there is of it.
        case failed(String, Picture)
        /// The user has had enough; the state that it has come to may have been kept.
        case stopped(isKept: Bool)
    }

    /// Renders a cell, from where it was left when it was begun before.
    private func dream(_ item: Planned, report: @escaping (JobProgress) -> Void) throws -> Dreamt {
        guard !control.isStopped else { return .stopped(isKept: false) }
        if let known = cache.picture(item.key) { return .done(known) }
        var job = item.cell.job
        job.checkpoint = CheckpointChoice(folder: cache.stateFolder(item.stateKey), resumes: true)
        job.checkpoint?.isQuiet = true
        let beside = heldBeside(width: item.width, height: item.height)
        let run = JobRun(job, with: resources, control: control, beside: beside) { [tell] event in
            switch event {
            case .progress(let progress): report(progress)
            case .remark(let remark) where remark.topic == .trouble: tell(.remark(remark))
            default: break
            }
        }
        do {
            let result = try run.run()
            guard result.isWhole, let picture = result.picture?.picture else {
                return .stopped(isKept: result.canGoOn)
            }
            return .done(try cache.keep(picture, item.key))
        } catch let failure as RunFailure {
            guard let (late, result) = failure.render, let picture = result.picture?.picture else {
                throw failure.reason
            }
            return .failed("\(KeptFailure(late, kept: "its cell holds the picture so far"))", picture)
        }
    }
}

/// A sheet's file, looked at before anything is read.
package struct SheetTarget {
    let output: JobOutput
    let file: OutputFile

    /// - Throws: `PictureError` when it cannot be written.
    package init(_ output: JobOutput) throws {
        self.output = output
        file = try OutputFile(path: output.path, force: output.replaces)
    }
}

/// What can be wrong with a sheet.
package enum SheetError: Error, CustomStringConvertible {
    /// A value of what varies that is none, or too many of them.
    case axis(String, problem: String)
    case tooLarge(cells: Int, width: Int, height: Int)
    /// One of the cells cannot be rendered.
    case cell(String, problem: String)

    /// The longest side, and the most pixels, of a sheet.
    static let (longestSide, mostPixels) = (32_000, 100_000_000)

    package var description: String {
        switch self {
        case .axis(let text, let problem):
            "\(SettingName.varied.set(to: Phrases.harmless(text, limit: 100))): \(problem)"
        case .tooLarge(let cells, let width, let height):
            "a sheet of \(Phrases.count(cells, "cell")) has \(width)×\(height) pixels, which is too large; take fewer, or a smaller \(SettingName.cell)"
        case .cell(let label, let problem):
            "with \(Phrases.harmless(label, limit: 200)): \(problem)"
        }
    }
}
