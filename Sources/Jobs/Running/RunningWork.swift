import Dreams
import Foundation
import Networks
import Pictures
import Recipes
import Wording

/// A job that is planned: rendering it, and writing what comes of it.
struct RunningWork {
    private let job: RenderJob
    private let resolved: ResolvedJob
    private let plan: RenderPlan
    private let renderer: Renderer
    private let mark: RenderMark
    private let sidecar: SidecarFile?
    private let watch: RenderWatch

    init(
        _ job: RenderJob, resolved: ResolvedJob, plan: RenderPlan, renderer: Renderer, mark: RenderMark,
        sidecar: SidecarFile?, watch: RenderWatch
    ) {
        (self.job, self.resolved, self.plan, self.renderer) = (job, resolved, plan, renderer)
        (self.mark, self.sidecar, self.watch) = (mark, sidecar, watch)
    }

    /// Renders a picture, or the last picture of a film, and writes it.
    /// - Parameter file: nil where it stays in memory.
    func renderPicture(to file: OutputFile?) throws -> JobResult {
        let state = try job.checkpoint?.resumption(watch.checkpointer, remark(.checkpoint)) ?? nil
        let before = watch.take(over: state)
        if let before {
            remark(.checkpoint)(
                "it was begun on \(Phrases.harmless(before)), and \(Phrases.harmless(resolved.device.name)) goes on with it: "
                    + "the bytes will differ, and the dream a little")
        }
        watch.start()
        let contention = Contention()
        let outcome = job.isDraft || !hasSteps ? nil : resolved.look { Outcome(of: $0, isPhoto: job.picture != nil) }
        var result = try render(from: state) { _, frame in
            if job.previews != nil { watch.tell(.preview(JobPicture(frame.shrunk(to: job.previews?.longEdge)))) }
            if !hasSteps, watch.control.isStopped { throw JobCancellation() }
        }
        try watch.goOnUnlessCancelled()
        var carried = resolved.carried
        let isWhole = !result.isInterrupted && result.failure == nil
        if !isWhole { carried.isInterrupted = true }
        // No device gives these bytes again.
        if let before { carried.rendering.device = "\(before), then \(resolved.device.name)" }
        let mark = isWhole && before == nil ? mark : nil
        let written = isWhole ? file : job.output?.isWholeOnly == true ? nil : file?.forUnfinished
        let isInItsPlace = written?.path == file?.path
        do {
            let time = try ContinuousClock().measure {
                try written?.write(
                    result.picture, carried.rendering, recipe: job.output?.leavesRecipeOut == true ? nil : carried,
                    mark: mark)
            }
            if let written {
                let size = Extent(height: result.picture.height, width: result.picture.width)
                result.measured.add(.writing(written.format), at: size, seconds: time / .seconds(1))
            }
            if isInItsPlace { try sidecar?.write(carried) }
        } catch {
            // A full disk, mostly: once there is room, little is left to do.
            watch.keepLast()
            throw RunFailure(reason: error, canGoOn: watch.checkpointer?.hasState == true)
        }
        var holds =
            written.map { "\(OutputFile.name($0.path)) holds the picture so far" } ?? "the picture so far is kept"
        if let file, written != nil, !isInItsPlace {
            holds += ", and \(OutputFile.name(file.path)) is as it was"
        }
        func given(_ summary: String, canGoOn: Bool = false) -> JobResult {
            JobResult(
                recipe: carried, picture: JobPicture(result.picture), path: written?.path, summary: summary,
                seconds: watch.elapsed, isWhole: isWhole, canGoOn: canGoOn, mark: mark)
        }
        if let failure = result.failure {
            watch.keep(failure.state)
            let canGoOn = watch.checkpointer?.hasState == true
            throw RunFailure(
                reason: KeptFailure(failure, kept: holds), canGoOn: canGoOn,
                render: (failure, given(holds, canGoOn: canGoOn)))
        }
        if isWhole, let said = outcome?.remark(on: result.picture) { remark(.outcome)(said) }
        if isWhole {
            file?.removeUnfinished()
            watch.checkpointer?.remove()
            if !job.isDraft { try resolved.remember(result.measured, contention) }
        }
        // Writing a large picture takes seconds, in which somebody may throw it away; nothing else comes after this.
        try watch.goOnUnlessCancelled {
            written?.remove()
            if isInItsPlace { sidecar?.remove() }
        }
        guard isWhole else { return given(holds, canGoOn: watch.isKept) }
        return given(file.map { "wrote \(OutputFile.name($0.path))" } ?? "")
    }

    /// Renders a film's frames, and makes the video where one is wanted.
    func renderFilm(to film: FilmOutput) throws -> JobResult {
        let carried = resolved.carried
        let (isWhole, isAssembly) = (job.part == nil || job.part == .nothing, job.part == .nothing)
        let isRendered = (job.checkpoint?.resumes == true || isAssembly) && film.isComplete
        if isAssembly, !isRendered { throw FilmError.framesGone(folder: film.folder) }
        if isRendered, isWhole { film.removeOthers() }
        var state = isRendered ? nil : try job.checkpoint?.resumption(watch.checkpointer, remark(.checkpoint)) ?? nil
        if let frame = state?.position.frame {
            let finished = resolved.finishedFrames(before: frame).filter { job.part?.holds($0) ?? true }
            // Of a part whose frames somebody took away nothing is gone on with.
            if job.part != nil, !film.has(finished) { state = nil } else { try film.goOn(after: finished) }
        }
        watch.start()
        let contention = Contention()
        var measured = WorkSamples()
        var last: Picture?
        func given(_ summary: String, isWhole: Bool = true, canGoOn: Bool = false) -> JobResult {
            JobResult(
                recipe: carried, picture: last.map(JobPicture.init), path: film.path, summary: summary,
                seconds: watch.elapsed, isWhole: isWhole, canGoOn: canGoOn, mark: nil)
        }
        let summary: String
        do {
            if isRendered {
                if !isAssembly { remark(.film)("all frames are there already") }
            } else {
                let result = try renderFrames(to: film, from: state, carried)
                (measured, last) = (result.measured, result.picture)
            }
            summary =
                !isWhole
                ? "the frames are there"
                : try film.finish(plan, &measured, until: watch.isStopped, remark(.film))
        } catch FFmpeg.Problem.interrupted {
            try watch.goOnUnlessCancelled { if isWhole { film.removeFrames() } }
            return given(film.framesKept ?? "no frame is finished", isWhole: false, canGoOn: canGoOn(film))
        } catch {
            let kept = error is FilmError || error is KeptFailure ? nil : film.framesKept
            throw RunFailure(reason: error, kept: kept, canGoOn: canGoOn(film))
        }
        try sidecar?.write(carried)
        watch.checkpointer?.remove()
        if !job.isDraft { try resolved.remember(measured, contention) }
        try watch.goOnUnlessCancelled {
            if isWhole { film.remove() }
            sidecar?.remove()
        }
        return given(summary)
    }

    /// - Throws: `KeptFailure`, `FFmpeg.Problem.interrupted`, and what the renderer throws.
    private func renderFrames(
        to film: FilmOutput, from state: consuming RenderState?, _ carried: CarriedRecipe
    ) throws -> RenderResult {
        let recipe = job.output?.leavesRecipeOut == true ? nil : carried
        let result = try render(from: state) { number, picture in
            try film.write(picture, frame: number, carried.rendering, recipe: recipe)
            // A film without steps is asked nowhere else.
            if !hasSteps, watch.control.isStopped { throw FFmpeg.Problem.interrupted }
        }
        if let failure = result.failure {
            watch.keep(failure.state)
            let kept = film.framesKept
            throw KeptFailure(
                failure, kept: kept ?? "no frame is finished",
                sparing: kept == nil ? "the stages before it" : "the frames before it")
        }
        if result.isInterrupted { throw FFmpeg.Problem.interrupted }
        return result
    }

    /// The render itself.
    /// - Parameter emit: gets every finished frame of a film, counted from 0.
    private func render(
        from state: consuming RenderState?, emit: (Int, Picture) throws -> Void
    ) throws -> RenderResult {
        guard resolved.recipe.film != nil else {
            return try renderer.render(
                resolved.takePicture(), as: plan, from: state, begin: watch.begin, report: watch.report)
        }
        return try renderer.renderFilm(
            resolved.takePicture(), over: resolved.frames, as: plan, part: job.part?.range, from: state,
            begin: watch.begin, emit: emit, report: watch.report)
    }

    private var hasSteps: Bool { plan.everyStage.contains { !$0.octaves.isEmpty } }

    private func canGoOn(_ film: FilmOutput) -> Bool {
        film.isComplete || watch.isKept || watch.checkpointer?.stateIfAny() != nil
    }

    private func remark(_ topic: JobRemark.Topic) -> (String) -> Void {
        { [watch] text in watch.tell(.remark(JobRemark(topic, text))) }
    }
}
