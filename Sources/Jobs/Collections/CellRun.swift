import Dreams
import Foundation
import Networks
import Pictures
import Recipes
import Wording

/// Renders cells, one after the other: those of a sheet, or of an atlas's pages. What was rendered before is known; what was begun goes on.
struct CellRun {
    private let resources: JobResources
    private let control: JobControl
    /// Of what they are shown on.
    private let pixels: Int
    private let tell: (SheetEvent) -> Void
    private let cache = CellCache()

    /// - Parameter pixels: of what all of them are shown on, which is held meanwhile.
    init(
        with resources: JobResources, control: JobControl, pixels: Int, tell: @escaping (SheetEvent) -> Void
    ) {
        (self.resources, self.control, self.pixels, self.tell) = (resources, control, pixels, tell)
    }

    /// A cell that was looked at before the first one is rendered.
    struct Planned {
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

    /// Looks at every cell, so that mistakes show before the first is rendered.
    /// - Returns: the cells in the order in which they are rendered best, and the recipe of the first that was given.
    /// - Throws: `SheetError.cell`.
    func look(at cells: [SheetCell]) throws -> (order: [Planned], first: CarriedRecipe?) {
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
        return (networks.flatMap { name in planned.filter { $0.network == name } }, first)
    }

    /// Renders the cells in order.
    /// - Parameter show: gets every picture, of a cell that went wrong late what there is of it.
    func dreamAll(_ order: [Planned], show: (SheetCell, Picture) -> Void) -> SheetOutcome {
        defer { cache.trim() }
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
                    show(item.cell, picture)
                    outcome.shown += 1
                case .failed(let problem, let picture):
                    show(item.cell, picture)
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

    /// What is held while a cell of a size is rendered, in bytes: what it is shown on, and the picture that every cell begins with.
    private func heldBeside(width: Int, height: Int) -> Int { 12 * (pixels + width * height) }

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
