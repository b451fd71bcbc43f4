import Files
import Foundation
import Networks
import Pictures
import Recipes
import Wording

/// What a farm gave, put together: a folder of pictures, a sheet, a film.
package struct FarmYield {
    /// For people, a line each.
    package fileprivate(set) var lines: [String] = []
    /// Whether all of it is there.
    package fileprivate(set) var isWhole: Bool
    /// Whether somebody asked it to end.
    package fileprivate(set) var isStopped = false
}

extension Farm {
    /// Puts together what the shards gave, and names those that failed and why. It may be done again at any time.
    /// - Throws: `FarmError.collecting` where somebody else is at it; what is wrong with the place that it goes to.
    package func collect(control: JobControl, tell: @escaping (JobEvent) -> Void) throws -> FarmYield {
        try Farm.makeFolder(folder + "/tasks")
        let clock = try DiskClock("\(folder)/tasks/\(ThisProcess.machine)-\(ThisProcess.place)-\(getpid())")
        let path = folder + "/claims/collect"
        guard case .taken(let claim) = try FarmClaim.take(path, by: clock) else {
            let owner = FarmClaim.owner(of: path)
            throw FarmError.collecting(folder: folder, machine: owner?.machine ?? "?", process: owner?.process ?? 0)
        }
        defer { claim.release() }
        let counts = counts()
        var yield = FarmYield(isWhole: counts.done == count)
        switch description.harvest {
        case .files(let noun): try collectFiles(noun, &yield)
        case .sheet(let sheet): try collectSheet(sheet, &yield)
        case .film(let job): try collectFilm(job, &yield, control, tell)
        case .dataset: try collectDataset(&yield)
        }
        let kinds = kindsOfMachines
        if kinds.count > 1 {
            yield.lines.append(
                "processors of several kinds were at it (\(Phrases.list(kinds))): on one kind alone, last digits would differ"
            )
        }
        return yield
    }

    /// The kernels that shards were computed with.
    private var kindsOfMachines: [String] {
        let files = (Files.names(in: folder + "/tasks") ?? []).map { "\(folder)/tasks/\($0)" }
        let kinds = files.compactMap { Files.read($0, most: 100).map { String(decoding: $0, as: UTF8.self) } }
        return Set(kinds.filter { !$0.isEmpty }).sorted()
    }

    /// What the jobs are resolved with, wherever that is.
    private func resources() throws -> JobResources {
        try checkNetworks()
        return JobResources(
            defaults: Configuration(), networks: 2, of: library, share: description.share, keepsPicture: isSheet)
    }

    private func collectFiles(_ noun: String, _ yield: inout FarmYield) throws {
        var lost: [String] = []
        for block in 0..<blocks {
            let open = Set(open(ofBlock: block))
            for index in shards(ofBlock: block) where !open.contains(index) && isDone(index) {
                guard let output = try shard(index).job?.output else { continue }
                // A film may go to a pattern, whose frames nobody counts here.
                guard !Files.exists(output.path), !output.path.contains("%") else { continue }
                lost.append("'\(Phrases.harmless(output.path))' was there, and is not any longer")
                noteLost(index)
            }
        }
        let done = counts().done
        yield.isWhole = done == count
        yield.lines = ["rendered \(done) of \(Phrases.count(count, noun))\(trouble(lost: lost.count))"]
        yield.lines += (lost + failures().map(Farm.line)).map { "  " + $0 }
    }

    /// What is said of shards that gave nothing; empty where there are none.
    private func trouble(lost: Int = 0) -> String {
        let counts = counts()
        let open = counts.count - counts.done - counts.failed - lost
        return (lost > 0 ? "; \(lost) \(lost == 1 ? "is" : "are") to be done again" : "")
            + (open > 0 ? "; \(open) \(open == 1 ? "is" : "are") not done yet" : "")
            + (counts.failed > 0 ? "; \(counts.failed) failed:" : "")
    }

    private static func line(_ index: Int, _ failure: Failure) -> String {
        // Most name the picture themselves.
        let name = Phrases.harmless(failure.label)
        return failure.reason.contains("\(name)'") ? failure.reason : "\(name): \(failure.reason)"
    }

    private func collectSheet(_ sheet: FarmSheet, _ yield: inout FarmYield) throws {
        let resources = try resources()
        let target = try SheetTarget(sheet.output)
        let (layout, cells, shown, carrying): (ContactSheet, [SheetCell], Picture?, (CarriedRecipe) -> CarriedRecipe)
        func job(_ index: Int) throws -> RenderJob {
            guard let job = try shard(index).job else {
                throw FarmError.damaged(path: path("jobs", index, ".json"), problem: "it is no cell")
            }
            return job
        }
        switch sheet.layout {
        case .sweep(let base, let texts):
            let sweep = try SweepSheet(base, varying: texts, cell: sheet.side, with: resources, known: job)
            (layout, cells, shown, carrying) = (sweep.layout, sweep.cells, nil, sweep.carried)
        case .atlas(let name, let layer, let channels, let like, let most):
            let network = try resources.networks.network(name)
            let page = try AtlasPage(
                of: network, layer: layer, channels: channels, like: like, most: most, side: sheet.side)
            let places = page.cells(of: network, named: name, side: sheet.side) { _ in }
            (layout, shown, carrying) = (page.sheet(side: sheet.side), page.picture, page.carried)
            cells = try places.enumerated().map { index, cell in
                SheetCell(place: cell.place, label: cell.label, job: try job(index))
            }
        }
        let reasons = Dictionary(uniqueKeysWithValues: failures().map { ($0.index, $0.failure.reason) })
        var run = try SheetRun(layout, to: target, with: resources, control: JobControl()) { _ in }
        if let shown { run.show(shown, inCell: 0) }
        let first = try ResolvedJob(cells[0].job, with: resources).carried
        let outcome = try run.assemble(
            cells, first: first,
            picture: { index in
                if let reason = reasons[index] { throw CellProblem(description: reason) }
                guard isDone(index) else { throw CellProblem(description: "it is not done yet") }
                do {
                    return try Picture.read(contentsOf: path("cells", index, ".png"))
                } catch {
                    noteLost(index)
                    throw CellProblem(description: "\(error); it is to be done again")
                }
            }, carrying: carrying)
        yield.isWhole = outcome.failures.isEmpty
        let name = Phrases.harmless(sheet.output.path)
        yield.lines = [
            outcome.failures.isEmpty
                ? "wrote \(name)" : "\(name) holds \(outcome.shown) of \(Phrases.count(outcome.count, "cell"))"
        ]
        yield.lines += outcome.failures.map { "  with \(Phrases.harmless($0.label)): \($0.problem)" }
    }

    /// Why a cell is empty.
    private struct CellProblem: Error, CustomStringConvertible { let description: String }

    private func collectDataset(_ yield: inout FarmYield) throws {
        guard let plan = try dataset(with: try resources()) else { return }
        for index in 0..<count where isDone(index) && !plan.isDone(index) { noteLost(index) }
        let summary = try plan.collect()
        let counts = counts()
        yield.isWhole = summary.isWhole && counts.done == count
        yield.lines = [
            summary.text + (counts.done < count ? "; of its parts \(counts.done) of \(count) are done\(trouble())" : "")
        ]
        yield.lines += failures().map(Farm.line).map { "  " + $0 }
    }

    /// The data set whose items its shards are; nil where they are none.
    /// - Throws: `DatasetError` where its folder is another's by now.
    func dataset(with resources: JobResources) throws -> DatasetPlan? {
        guard case .dataset(let dataset) = description.harvest else { return nil }
        return try DatasetPlan(
            dataset.job, in: dataset.folder, with: resources,
            bounds: RenderBounds(memory: dataset.memory ?? description.share), names: dataset.names)
    }

    private func collectFilm(
        _ job: RenderJob, _ yield: inout FarmYield, _ control: JobControl, _ tell: @escaping (JobEvent) -> Void
    ) throws {
        guard yield.isWhole else {
            let done = counts().done
            yield.lines = ["rendered \(done) of \(Phrases.count(count, "part")) of the film\(trouble())"]
            yield.lines += failures().map(Farm.line).map { "  " + $0 }
            return
        }
        var job = job
        job.isDraft = true
        do {
            let result = try JobRun(job, with: try resources(), control: control, tell: tell).run()
            (yield.isWhole, yield.isStopped) = (result.isWhole, !result.isWhole)
            yield.lines = [result.summary]
        } catch let failure as RunFailure {
            guard case FilmError.framesGone = failure.reason else { throw failure.reason }
            for index in 0..<count { noteLost(index) }
            yield.isWhole = false
            yield.lines = ["\(failure.reason); they are to be done again"]
        }
    }
}
