import Dreams
import Foundation
import Networks
package import Pictures

/// What is done between two steps of a job: others get the engine, the state is kept, and whoever listens hears of it.
final class RenderWatch {
    let control: JobControl
    let tell: (JobEvent) -> Void
    private(set) var checkpointer: Checkpointer?
    /// Whether the state was kept when the job was stopped.
    private(set) var isKept = false
    private var clock: JobClock
    private var file: PreviewWriter
    private var previews: PreviewClock?
    private let turn: EngineTurn.Ticket?
    private let seconds: Double?
    private let resumes: Bool
    private let threads: Int?

    init(
        _ job: RenderJob, plan: RenderPlan, threads: Int?, checkpointer: Checkpointer?, preview: OutputFile?,
        control: JobControl, turn: EngineTurn.Ticket?, tell: @escaping (JobEvent) -> Void
    ) {
        self.control = control
        self.turn = turn
        self.tell = tell
        self.checkpointer = checkpointer
        resumes = job.checkpoint?.resumes == true
        self.threads = threads
        seconds = plan.seconds
        clock = JobClock(seconds: plan.seconds)
        file = PreviewWriter(target: preview)
        previews = job.previews.map(PreviewClock.init)
    }

    /// The first step comes next.
    func start() {
        clock = JobClock(seconds: seconds)
        tell(.started)
    }

    /// Since then.
    var elapsed: Double { clock.elapsed }

    /// Hears of a step.
    func report(_ progress: RenderProgress) -> Continuation {
        clock.add(fraction: progress.fraction, alike: progress.alike)
        tell(.progress(JobProgress(progress, clock)))
        if !control.isStopped { clock.leaveOut(ContinuousClock().measure { giveWay() }) }
        guard !control.isStopped else {
            if !control.isCancelled { isKept = checkpointer?.keep(progress.state()) ?? false }
            return .stop
        }
        checkpointer?.update(with: progress)
        file.update(with: progress, trouble)
        if previews?.isDue(progress) == true {
            let begun = ContinuousClock.now
            tell(.preview(JobPicture(progress.preview(previews?.options.longEdge))))
            previews?.showed(since: begun)
        }
        return .goOn
    }

    /// Asked while a video is made: lets others have the engine, and tells whether it is to end.
    func isStopped() -> Bool {
        if !control.isStopped { clock.leaveOut(ContinuousClock().measure { giveWay() }) }
        return control.isStopped
    }

    /// Where nothing is wanted of the job, takes its state away and what it has written, unless it went on from what was there.
    /// - Parameter undo: takes away what was written so far.
    /// - Throws: `JobCancellation`.
    func goOnUnlessCancelled(_ undo: () -> Void = {}) throws {
        guard control.isCancelled else { return }
        if !resumes {
            undo()
            checkpointer?.remove()
        }
        throw JobCancellation()
    }

    /// Goes on from a state.
    /// - Returns: what computed the render so far, where that was another device.
    func take(over state: RenderState?) -> String? { state.flatMap { checkpointer?.take(over: $0) } }

    /// Hears of a stage.
    func begin(_ stage: StageBeginning) { checkpointer?.begin(stage) }

    /// Keeps the state that something has gone wrong in.
    func keep(_ state: RenderState?) { if let state { checkpointer?.keep(state) } }

    /// Keeps the state after the last step, which what comes behind it has gone wrong with.
    func keepLast() { checkpointer?.keepLast() }

    /// Something beside the render does not work.
    func trouble(_ text: String) { tell(.remark(JobRemark(.trouble, text))) }

    /// Lets others have the engine who want it more, and stands still while it is asked to.
    private func giveWay() {
        if control.isPaused {
            turn?.give()
            tell(.paused)
            control.waitWhilePaused()
            turn?.take()
            tell(.wentOn)
        } else if turn?.giveWay() != true {
            return
        }
        // Whoever had it meanwhile may have said another number.
        try? ComputingThreads.use(threads)
    }
}

/// When the next preview is due.
private struct PreviewClock {
    let options: PreviewOptions
    private var last = ContinuousClock.now
    private var pause: Duration

    init(_ options: PreviewOptions) {
        self.options = options
        pause = PreviewClock.pause(options)
    }

    private static func pause(_ options: PreviewOptions) -> Duration { .seconds(1 / max(options.perSecond, 1e-3)) }

    /// Whether one is.
    func isDue(_ progress: RenderProgress) -> Bool {
        guard progress.step == progress.steps || !options.onlyAtOctaveEnds else { return false }
        return ContinuousClock.now - last > pause
    }

    /// One was shown, which began to be made then: the next takes no more than a tenth of the time.
    mutating func showed(since begun: ContinuousClock.Instant) {
        last = ContinuousClock.now
        pause = max(PreviewClock.pause(options), (last - begun) * 9)
    }
}

extension Picture {
    /// No longer than so many pixels on its longer side.
    package func shrunk(to longEdge: Int?) -> Picture {
        let size = Extent(height: height, width: width).within(longEdge: longEdge)
        return resized(height: size.height, width: size.width)
    }
}
