import Files
import Foundation
import Jobs
import Networks
import Pictures
import Recipes
import Wording

/// Gives what lies on the desk to the runner of jobs, and tells the desk what happens: drafts go before renders, one at a time.
final class DreamEngine: Sendable {
    private let desk: Desk
    private let shelf: Shelf
    private let runner: JobRunner
    private let pace = DraftPace()

    /// - Throws: `ConfigurationError` where the user's defaults cannot be read.
    init(_ desk: Desk, _ shelf: Shelf) throws {
        (self.desk, self.shelf) = (desk, shelf)
        // The photo that many drafts dream on is decoded once.
        runner = JobRunner(
            resources: JobResources(defaults: try Configuration.user(), networks: 2, keepsPicture: true))
    }

    /// What a request would take; measured for less than a second, where that is not known.
    func plan(_ request: DreamRequest) async throws -> JobPlan { try await runner.plan(try job(for: request)) }

    /// Something else that takes the engine, for somebody who waits.
    func ask<Value: Sendable>(_ body: @escaping @Sendable (JobResources) throws -> Value) async throws -> Value {
        try await runner.ask(body)
    }

    /// The layers of a network that can be dreamt of, in order.
    func layers(of network: String) async throws -> [NetworkFacts.Layer] {
        try await runner.network(network).layers.filter(\.isDreamable)
    }

    /// A picture of a layer as an atlas shows it, small; kept for the next time.
    /// - Throws: `JobFailure`, `StudioError`.
    func thumbnail(ofLayer name: String, of network: String) async throws -> Data {
        let facts = try await runner.network(network)
        guard let layer = facts.layers.first(where: { $0.name == name && $0.isDreamable }) else {
            throw StudioError.missing("layer of this name that could be dreamt of")
        }
        let key = String(Data("\(network)\n\(facts.digest)\n\(layer.name)".utf8).sha256.prefix(32))
        let path = shelf.portfolio.layerPath(of: key)
        if let file = PageFiles.picture(at: path) { return file.data }
        let job = AtlasPage.job(ofLayer: layer.name, of: network, side: 128, steps: 40)
        // Nobody waits for it as for a draft.
        let data = try await runner.submit(job, priority: .render).result().picture?.jpeg() ?? Data()
        try AtomicFile.write(data, to: path)
        return data
    }

    /// A request as a job that stays in memory.
    private func job(for request: DreamRequest) throws -> RenderJob {
        let portfolio = shelf.portfolio
        func input(_ id: String) throws -> PictureInput { .file(portfolio.path(of: try portfolio.picture(id))) }
        var job = RenderJob(preset: try shelf.choice(for: request), picture: try request.picture.map(input))
        if request.frames.count > 1 {
            // What is no film dreams on the first.
            job.picture =
                try job.isFilm(with: runner.resources)
                ? .file(portfolio.folder(ofFrames: request.frames)) : input(request.frames[0])
        }
        // A page names no file of this machine.
        let sounds =
            request.parameters.isEmpty ? [] : try job.preset.source().outline().parameters.filter(\.kind.isSound)
        job.parameters = request.parameters.filter { name, _ in !sounds.contains { $0.name == name } }
        job.pictures = try request.pictures.mapValues(input)
        (job.network, job.seed) = (request.network, request.seed)
        job.parents = request.parents.compactMap { try? desk.entry($0).digest }
        if let network = request.network, NetworkFormat(ofFile: network) != nil {
            throw SharingError.networkFile(name: network)
        }
        switch request.kind {
        case .draft:
            var edge = request.longEdge ?? 320
            if let seconds = request.within, let what = request.pace {
                edge = pace.edge(of: what, wanted: edge, within: seconds)
            }
            job = job.draft(longEdge: edge, previewsPerSecond: 6)
            job.previews?.longEdge = 640
        case .render:
            job.size.longEdge = request.longEdge
            job.previews = PreviewOptions(perSecond: 2, longEdge: 1280)
        }
        return job
    }

    // MARK: One dream

    /// Begins a dream that lies on the desk.
    func begin(_ dream: Dream) {
        Task {
            do {
                var listener = dream.request.pace.map { DraftPace.Listener(pace, of: $0) }
                let running = try await submit(dream)
                for await event in running.events() {
                    listener?.hear(event)
                    try note(event, of: dream)
                }
            } catch {
                fail(dream, error)
            }
        }
    }

    /// Gives it to the runner; of a render it is known then whether it is a film, and where it goes.
    private func submit(_ dream: Dream) async throws -> RunningJob {
        var job = try job(for: dream.request)
        if dream.request.kind == .render {
            let (title, isFilm) = try await runner.ask { [job] in try job.outlook(with: $0) }
            let name = dream.file ?? shelf.portfolio.freshName(for: name(of: dream, title), isFilm: isFilm)
            dream.keep(file: name)
            job.output = JobOutput(shelf.portfolio.folder + "/" + name)
            job.checkpoint = CheckpointChoice(resumes: dream.before != nil)
        }
        let running = runner.submit(job, priority: dream.request.refines == nil ? nil : .refinement)
        dream.attach(running)
        return running
    }

    private func name(of dream: Dream, _ title: String) -> String {
        dream.request.script == nil ? dream.request.preset ?? title : title
    }

    private func note(_ event: JobEvent, of dream: Dream) throws {
        if case .finished = event, !dream.done() {
            // It was done before it heard that nothing of it is wanted.
            if dream.before == nil, let file = dream.file { Files.removeAll(shelf.portfolio.folder + "/" + file) }
            return
        }
        // Nobody wants to hear of one that was dropped.
        guard !dream.phase.isOver else { return }
        switch event {
        case .began, .wentOn: phase(.running, of: dream)
        case .paused: phase(.paused, of: dream)
        case .started: break
        case .planned(let plan):
            dream.update {
                ($0.title, $0.plan, $0.frames) = (plan.title, plan.summary, plan.frames > 1 ? plan.frames : nil)
                $0.rate = plan.rate
            }
            desk.tell(dream)
        case .remark(let remark): dream.update { $0.remarks.append(remark.text) }
        case .progress(let progress):
            desk.tell("progress", DreamProgress(job: dream.id, progress: progress), of: dream.id)
        case .preview(let picture):
            let number = dream.show(try picture.jpeg())
            desk.tell("preview", DreamPreview(job: dream.id, preview: number), of: dream.id)
        case .finished(let result):
            try keep(result, of: dream)
            desk.finish(dream, .finished)
        case .stopped(let result):
            if let result, dream.ending == .keep { try keep(result, of: dream) }
            desk.finish(dream, .stopped)
        case .failed(let failure):
            dream.update { ($0.message, $0.line) = (failure.message, failure.line) }
            desk.finish(dream, .failed)
        }
    }

    private func phase(_ phase: Dream.Phase, of dream: Dream) {
        dream.update { if !$0.phase.isOver { $0.phase = phase } }
        desk.tell(dream)
    }

    private func fail(_ dream: Dream, _ error: any Error) {
        let failure = error as? JobFailure
        dream.update { ($0.message, $0.line) = (failure?.message ?? "\(error)", failure?.line) }
        desk.finish(dream, dream.ending == nil ? .failed : .stopped)
    }

    // MARK: What comes of it

    private func keep(_ result: JobResult, of dream: Dream) throws {
        guard let picture = result.picture else { return }
        let portfolio = shelf.portfolio
        let card = dream.card
        let digest = result.recipe.digest
        if dream.request.isAside {
            dream.aside = Dream.Aside(
                png: try result.encoded(), width: picture.width, height: picture.height, digest: digest)
            return
        }
        let known =
            dream.request.refines.flatMap { try? desk.entry($0) }
            ?? dream.before?.card.entry.flatMap { try? desk.entry($0) }
        var entry = Entry(
            id: known?.id ?? dream.id, kind: dream.request.kind, time: known?.time ?? Date().timeIntervalSince1970,
            title: card.title, file: dream.file, width: picture.width, height: picture.height, request: dream.request,
            isFavourite: known?.isFavourite ?? false, isInterrupted: !result.isWhole,
            edition: (known?.edition ?? 0) + 1,
            digest: digest)
        (entry.request.refines, entry.request.within) = (nil, nil)
        if dream.request.kind == .draft {
            try AtomicFile.write(try result.encoded(), to: portfolio.draftPath(of: entry.id))
        } else if let frames = card.frames {
            (entry.frames, entry.rate) = (frames, card.rate)
            if let first = portfolio.framePath(of: entry, 1) {
                entry.file = dream.file.map { $0 + "/" + URL(fileURLWithPath: first).lastPathComponent }
            }
        }
        try writeThumbnail(picture.picture, of: entry)
        dream.update { ($0.entry, $0.canGoOn) = (entry.id, result.canGoOn) }
        desk.keep(entry)
    }

    /// Puts a draft that was aside into the strip.
    /// - Throws: `StudioError`.
    func keepAside(_ dream: Dream) throws {
        guard let aside = dream.aside else { throw StudioError(409, "this dream has nothing that could be kept") }
        var entry = Entry(
            id: dream.id, kind: .draft, time: Date().timeIntervalSince1970, title: dream.card.title, width: aside.width,
            height: aside.height, request: dream.request, digest: aside.digest)
        (entry.request.isAside, entry.request.tag) = (false, nil)
        try AtomicFile.write(aside.png, to: shelf.portfolio.draftPath(of: entry.id))
        try writeThumbnail(Picture(aside.png, path: "a draft"), of: entry)
        dream.aside = nil
        dream.update { $0.entry = entry.id }
        desk.keep(entry)
        desk.tell(dream)
    }

    private func writeThumbnail(_ picture: Picture, of entry: Entry) throws {
        try AtomicFile.write(
            picture.shrunk(to: 240).encoded(as: .jpeg, path: "a thumbnail"),
            to: shelf.portfolio.thumbnailPath(of: entry.id))
    }
}

extension DreamRequest {
    /// Whose drafts tell how long this one takes; nil for what is no draft of a hand.
    fileprivate var pace: String? {
        guard kind == .draft, refines == nil, !isAside else { return nil }
        return [preset ?? carrier ?? "", network ?? "", frames.count > 1 ? "frames" : ""].joined(separator: "\n")
    }
}

/// A step, and whose it is.
private struct DreamProgress: Encodable {
    let job: String
    let progress: JobProgress

    func encode(to encoder: any Encoder) throws {
        try progress.encode(to: encoder)
        var more = encoder.container(keyedBy: Key.self)
        try more.encode(job, forKey: .job)
    }

    private enum Key: CodingKey {
        case job
    }
}

private struct DreamPreview: Encodable {
    let job: String
    let preview: Int
}
