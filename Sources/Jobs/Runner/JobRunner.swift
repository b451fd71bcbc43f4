import Foundation
import Synchronization

/// Runs jobs: one at a time has the engine, drafts before renders.
///
///     let runner = JobRunner()
///     let draft = runner.submit(job.draft())
///     for await event in draft.events() {
///         if case .preview(let picture) = event { show(try picture.jpeg()) }
///     }
///
/// A draft that comes while a render is on its way gets the engine after the step in progress; the render stands still meanwhile, and gives
/// the same bytes as alone. Jobs know nothing of each other.
public final class JobRunner: Sendable {
    package let resources: JobResources
    private let turns = EngineTurn()
    private let known = Mutex<[RunningJob]>([])

    /// A runner that knows the user's defaults.
    /// - Parameter networks: how many of the networks that were used last are kept in memory.
    /// - Throws: `ConfigurationError` where the user's defaults cannot be read.
    public convenience init(networks: Int = 2) throws {
        self.init(resources: JobResources(defaults: try Configuration.user(), networks: networks, keepsPicture: true))
    }

    package init(resources: JobResources) { self.resources = resources }

    /// Those that are not over, in the order in which they came.
    public var jobs: [RunningJob] { known.withLock { $0.filter { !$0.state.isOver } } }

    /// Begins a job, or puts it into the queue.
    /// - Parameter priority: that of a draft for a draft when nil.
    public func submit(_ job: RenderJob, priority: JobPriority? = nil) -> RunningJob {
        let priority = priority ?? (job.isDraft ? .draft : .render)
        let running = RunningJob(job, priority: priority, ticket: turns.ticket(priority))
        known.withLock { jobs in
            jobs.removeAll { $0.state.isOver }
            jobs.append(running)
        }
        running.begin(with: resources)
        return running
    }

    /// Does a job.
    /// - Returns: what it gave.
    /// - Throws: `JobFailure`; `CancellationError` where the task was cancelled, or the job was.
    public func run(_ job: RenderJob) async throws -> JobResult {
        let running = submit(job)
        return try await withTaskCancellationHandler {
            try await running.result()
        } onCancel: {
            running.cancel()
        }
    }

    /// What a job would do, with what that takes: measured on this machine in less than a second, where nobody has yet.
    /// - Throws: `JobFailure`.
    public func plan(_ job: RenderJob) async throws -> JobPlan {
        try await ask { try JobRun(job, with: $0) { _ in }.plan() }
    }

    /// Does something else with the engine, when it is a draft's turn.
    /// - Throws: `JobFailure`.
    package func ask<Value: Sendable>(
        _ body: @escaping @Sendable (JobResources) throws -> Value
    ) async throws -> Value {
        let (ticket, resources) = (turns.ticket(.draft), resources)
        return try await withCheckedThrowingContinuation { continuation in
            RunningJob.onThread {
                ticket.take()
                let found = Result { try body(resources) }
                ticket.give()
                continuation.resume(with: found.mapError(JobFailure.init))
            }
        }
    }
}
