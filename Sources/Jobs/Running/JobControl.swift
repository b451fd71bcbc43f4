import Dispatch
import Synchronization

/// What is asked of a job while it runs. It hears of it after the step in progress.
package final class JobControl: Sendable {
    private let asked = Mutex(Asked())
    private let isStoppedElsewhere: @Sendable () -> Bool

    private struct Asked {
        var isStopped = false
        var isCancelled = false
        /// Whoever waits for it to go on; nil where it is not paused.
        var pause: DispatchSemaphore?
    }

    /// - Parameter isStopped: whether somebody has asked for a stop in another way, such as Ctrl-C.
    package init(isStopped: @escaping @Sendable () -> Bool = { false }) { isStoppedElsewhere = isStopped }

    /// Ends it and keeps what there is.
    package func stop() { ask { $0.isStopped = true } }

    /// Ends it and keeps nothing.
    package func cancel() { ask { ($0.isStopped, $0.isCancelled) = (true, true) } }

    /// Lets it stand still.
    package func pause() { asked.withLock { if !$0.isStopped { $0.pause = $0.pause ?? DispatchSemaphore(value: 0) } } }

    /// Lets it go on.
    package func goOn() { ask { _ in } }

    private func ask(_ change: (inout sending Asked) -> Void) {
        asked.withLock { asked in
            change(&asked)
            asked.pause?.signal()
            asked.pause = nil
        }
    }

    /// Whether it is to end.
    package var isStopped: Bool { asked.withLock { $0.isStopped } || isStoppedElsewhere() }

    /// Whether nothing of it is wanted.
    var isCancelled: Bool { asked.withLock { $0.isCancelled } }

    /// Whether it is to stand still.
    var isPaused: Bool { asked.withLock { $0.pause != nil } }

    /// Waits until it is to go on, or to end.
    func waitWhilePaused() { asked.withLock { $0.pause }?.wait() }

    /// - Throws: `JobCancellation`.
    func goOnUnlessCancelled() throws { if isCancelled { throw JobCancellation() } }
}
