public import Foundation
import Synchronization

/// Where a job is.
public enum JobState: String, Codable, Sendable {
    /// It has not been its turn yet.
    case waiting
    /// It is on its way; drafts may have the engine for a while.
    case running
    /// It stands still until it goes on.
    case paused
    /// It is done.
    case finished
    /// It was stopped or cancelled.
    case stopped
    /// It went wrong.
    case failed

    /// Whether nothing happens any longer.
    public var isOver: Bool {
        switch self {
        case .waiting, .running, .paused: false
        case .finished, .stopped, .failed: true
        }
    }
}

/// A job that was given to a runner.
public final class RunningJob: Sendable, Identifiable {
    /// What tells it from others.
    public let id = UUID()
    /// What it does.
    public let job: RenderJob
    /// How urgent it is.
    public let priority: JobPriority
    private let ticket: EngineTurn.Ticket
    private let control = JobControl()
    private let told = Mutex(Told())

    /// What has happened, and who hears of it.
    fileprivate struct Told {
        var state = JobState.waiting
        /// What a late listener has to know: the latest of each kind.
        var began: JobEvent?
        var plan: JobEvent?
        var remarks: [JobEvent] = []
        var started: JobEvent?
        var progress: JobEvent?
        var preview: JobEvent?
        var pause: JobEvent?
        var end: JobEvent?
        var listeners: [UUID: AsyncStream<JobEvent>.Continuation] = [:]

        var sofar: [JobEvent] {
            [began, plan].compactMap(\.self) + remarks + [started, progress, preview, pause, end].compactMap(\.self)
        }
    }

    init(_ job: RenderJob, priority: JobPriority, ticket: EngineTurn.Ticket) {
        (self.job, self.priority, self.ticket) = (job, priority, ticket)
    }

    /// Where it is.
    public var state: JobState { told.withLock { $0.state } }

    /// What happens to it, from now on; what a late listener must know comes first: its plan, its last step and its last preview, how it ended.
    /// There may be any number of listeners; who leaves changes nothing.
    public func events() -> AsyncStream<JobEvent> {
        // Who is slow misses steps, never the end.
        AsyncStream(bufferingPolicy: .bufferingNewest(256)) { continuation in
            let listener = UUID()
            continuation.onTermination = { [weak self] _ in
                self?.told.withLock { told in _ = told.listeners.removeValue(forKey: listener) }
            }
            let isOver = told.withLock { told in
                told.sofar.forEach { continuation.yield($0) }
                if told.end == nil { told.listeners[listener] = continuation }
                return told.end != nil
            }
            // Not under the lock, which the listener's end takes.
            if isOver { continuation.finish() }
        }
    }

    /// What it gives, once it is over; of a stopped job what there is.
    /// - Throws: `JobFailure`; `CancellationError` where it was cancelled.
    public func result() async throws -> JobResult {
        for await event in events() {
            switch event {
            case .finished(let result), .stopped(let result?): return result
            case .stopped(nil): throw CancellationError()
            case .failed(let failure): throw failure
            default: break
            }
        }
        throw CancellationError()
    }

    /// Ends it after the step in progress, and keeps what there is: its file holds the picture so far.
    public func stop() {
        control.stop()
        endIfWaiting()
    }

    /// Ends it after the step in progress, and keeps nothing.
    public func cancel() {
        control.cancel()
        endIfWaiting()
    }

    /// Lets it stand still after the step in progress; others have the engine meanwhile.
    public func pause() { control.pause() }

    /// Lets it go on.
    public func goOn() { control.goOn() }

    /// One that has not begun is over at once; its thread finds that out when it is its turn.
    private func endIfWaiting() {
        guard state == .waiting else { return }
        control.cancel()
        tell(.stopped(nil))
    }

    /// Runs it on a thread of its own, when it is its turn.
    func begin(with resources: JobResources) {
        RunningJob.onThread { [self] in
            ticket.take()
            defer { ticket.give() }
            while control.isPaused {
                ticket.give()
                control.waitWhilePaused()
                ticket.take()
            }
            guard !state.isOver else { return }
            guard !control.isStopped else { return tell(.stopped(nil)) }
            let run = JobRun(job, with: resources, control: control, turn: ticket) { [self] in tell($0) }
            do {
                let result = try run.run()
                tell(result.isWhole ? .finished(result) : .stopped(result))
            } catch is JobCancellation {
                tell(.stopped(nil))
            } catch {
                tell(.failed(JobFailure(error)))
            }
        }
    }

    /// A thread with room for deep scripts and long rows; the number of threads that it computes with is its own.
    static func onThread(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.stackSize = 16 << 20
        thread.start()
    }

    /// Notes what happens, and passes it on; nothing comes after the end.
    private func tell(_ event: JobEvent) {
        let listeners = told.withLock { told -> [AsyncStream<JobEvent>.Continuation] in
            guard told.end == nil else { return [] }
            told.note(event)
            defer { if event.isEnd { told.listeners = [:] } }
            return Array(told.listeners.values)
        }
        for listener in listeners {
            listener.yield(event)
            if event.isEnd { listener.finish() }
        }
    }
}

extension RunningJob.Told {
    fileprivate mutating func note(_ event: JobEvent) {
        switch event {
        case .began: (state, began) = (.running, event)
        case .planned: plan = event
        case .remark: remarks.append(event)
        case .started: (state, started) = (.running, event)
        case .progress: progress = event
        case .preview: preview = event
        case .paused: (state, pause) = (.paused, event)
        case .wentOn: (state, pause) = (.running, nil)
        case .finished: (state, end) = (.finished, event)
        case .stopped: (state, end) = (.stopped, event)
        case .failed: (state, end) = (.failed, event)
        }
    }
}
