import Dreams
import Engine
import Foundation
import Networks
import Pictures
import Recipes
import Wording

/// A job being run on the thread that calls it: from its files to what it writes.
///
/// It prints nothing and ends nothing: what it has to say it tells, and what goes wrong it throws.
package struct JobRun {
    private let job: RenderJob
    private let resources: JobResources
    private let control: JobControl
    private let turn: EngineTurn.Ticket?
    private let beside: Int
    private let tell: (JobEvent) -> Void

    /// - Parameters:
    ///   - turn: what gives others the engine between two steps; nil where there are none.
    ///   - beside: bytes that whoever wants it holds meanwhile, such as the sheet that it is drawn on.
    ///   - tell: hears what happens, at once, and holds the job up meanwhile.
    package init(
        _ job: RenderJob, with resources: JobResources, control: JobControl = JobControl(),
        turn: EngineTurn.Ticket? = nil, beside: Int = 0, tell: @escaping (JobEvent) -> Void
    ) {
        self.job = job
        self.resources = resources
        self.control = control
        self.turn = turn
        self.beside = beside
        self.tell = tell
    }

    /// What it would do: nothing is rendered.
    /// - Throws: what is wrong with the job; `MemoryTooSmall`, `DoesNotFit`.
    package func plan() throws -> JobPlan {
        var resolved = try ResolvedJob(job, with: resources)
        resolved.writing = (.png, job.output?.depth)
        resolved.beside = beside
        let renderer = try resolved.measuredRenderer(for: (.writing(.png), nil), measures: !job.isDraft)
        let plan = try resolved.plan(renderer)
        let fallbacks = resolved.device.device == nil ? nil : try renderer.fallbacks(at: plan.size)
        return JobPlan(plan, of: resolved, on: job.picture, fallbacks: fallbacks)
    }

    /// Does it. Where a device fails that nobody has asked for by its name, the processor goes on.
    /// - Returns: what it gave; where it was stopped, what there is.
    /// - Throws: what is wrong with the job, at once; `RunFailure` once something was done; `JobCancellation`.
    package func run() throws -> JobResult {
        do {
            return try attempt()
        } catch {
            guard let trouble = DeviceTrouble(error), RenderDevice.isOurs(job, resources.defaults) else { throw error }
            tell(.remark(JobRemark(.trouble, "\(trouble.reason); the processor goes on")))
            var job = job
            (job.bounds.device, job.bounds.precision) = (DeviceChoice.cpu.text, nil)
            if job.checkpoint != nil, trouble.leftState { job.checkpoint?.resumes = true }
            return try JobRun(job, with: resources, control: control, turn: turn, beside: beside, tell: tell).attempt()
        }
    }

    /// Looks at all that can be wrong with it before a network is there: where it writes, the preset and what is set of it, the files that
    /// it reads, what computes it. Reads no picture, and makes nothing.
    /// - Throws: as `run`.
    package func check() throws {
        _ = try places()
        try ResolvedJob.check(job, with: resources)
    }

    /// Where it writes, looked at before anything is read, as far as names tell.
    private struct Places {
        let preview: OutputFile?
        let sidecar: SidecarFile?
        let output: Destination?
        /// For states.
        let folder: String?
    }

    private func places() throws -> Places {
        let places = Places(
            preview: try job.output?.preview.map { try OutputFile(path: $0, force: job.output?.replaces ?? false) },
            sidecar: try job.output.flatMap { output in
                output.sidecar ? try SidecarFile(of: output.path, force: output.replaces) : nil
            },
            output: try job.output.map { try Destination($0) },
            folder: job.checkpoint?.folder(for: job.output?.path))
        try job.checkpoint?.check(places.folder)
        return places
    }

    private func attempt() throws -> JobResult {
        let places = try places()
        let (place, folder) = (places.output, places.folder)
        // Without an encoder the recipe tells first whether it needs one.
        let encoder = Result {
            // Of some frames nobody makes a video.
            if let output = job.output, job.part == nil || job.part == .nothing {
                try FilmOutput.checkEncoder(for: output.path)
            }
        }
        // And among other pictures whether it makes frames.
        let others = Result { try place?.checkAmongOthers() }
        if case (.success, .success) = (encoder, others) { tell(.began) }
        var resolved = try ResolvedJob(job, with: resources)
        try control.goOnUnlessCancelled()
        if let output = job.output, resolved.recipe.film == nil, FilmOutput.isVideo(output.path) {
            throw FilmError.still(path: output.path)
        }
        _ = try encoder.get()
        if resolved.isFilm { try others.get() }
        let settled = try job.output.flatMap { try place?.settled($0, isFilm: resolved.isFilm) }
        resolved.writing = settled.map { ($0.work.picture.format ?? .png, job.output?.depth) }
        resolved.showsPreviews = job.previews != nil || job.output?.preview != nil
        resolved.beside = beside
        let renderer = try resolved.measuredRenderer(for: settled?.work, measures: !job.isDraft)
        try control.goOnUnlessCancelled()
        let plan = try resolved.plan(renderer)
        try resolved.device.checkRoom(for: plan)
        let (identity, mark) = (try resolved.identity(plan), try RenderMark(of: resolved.carried))
        let film = resolved.filmFacts(mark, identity)
        let destination = try job.output.flatMap { try settled?.showing(film, $0) }
        if let output = job.output {
            try Disk.check(
                plan, output: output.path, state: folder, frames: film.map { job.part?.range.count ?? $0.marks.count }
            ) {
                tell(.remark(JobRemark(.disk, $0)))
            }
        }
        for remark in resolved.remarks { tell(.remark(JobRemark(.input, remark))) }
        tell(.planned(JobPlan(plan, of: resolved, on: job.picture)))
        if job.output?.leavesRecipeOut != true { _ = try resolved.carried.json() }

        // Parts of one film share a folder, and who works on others' behalf knows who has what.
        let isAlone = job.part == nil && job.checkpoint?.isQuiet != true
        let lock = try isAlone ? folder.flatMap { try StateLock($0, for: job.output?.path) } : nil
        defer { withExtendedLifetime(lock) {} }
        let checkpointer = folder.map {
            Checkpointer(
                folder: $0, identity: identity,
                everySeconds: job.checkpoint?.everySeconds ?? resources.defaults.checkpointEvery ?? 30,
                room: StateRoom(plan, bound: resolved.bound)
            ) { tell(.remark(JobRemark(.trouble, $0))) }
        }
        let work = RunningWork(
            job, resolved: resolved, plan: plan, renderer: renderer, mark: mark, sidecar: places.sidecar,
            watch: RenderWatch(
                job, plan: plan, threads: job.bounds.threads ?? resources.defaults.threads, checkpointer: checkpointer,
                preview: places.preview, control: control, turn: turn, tell: tell)
        )
        switch destination {
        case .film(let film): return try work.renderFilm(to: film.rendering(job.part == .nothing ? nil : job.part))
        case .picture(let file): return try work.renderPicture(to: file)
        case nil: return try work.renderPicture(to: nil)
        }
    }
}
