import Dispatch
import Synchronization

/// Writes states beside the render, one after the other, on a thread of its own.
///
///     writer.begin { try state.write(to: path, of: identity) }
///     writer.takeOutcome()        // later: nil while it is on its way, and when it was taken before
final class StateWriter: Sendable {
    /// What became of one.
    struct Outcome: Sendable {
        let seconds: Duration
        /// Nil where it was written.
        let problem: String?
    }

    private let queue = DispatchQueue(label: "reverie.state")
    private let work = Mutex<(underway: Int, outcome: Outcome?)>((0, nil))

    /// Whether one is on its way.
    var isBusy: Bool { work.withLock { $0.underway > 0 } }

    /// Begins with one when those before it are done.
    func begin(_ write: @escaping @Sendable () throws -> Void) {
        work.withLock { $0.underway += 1 }
        queue.async { [self] in
            let started = ContinuousClock.now
            let problem: String?
            do {
                try write()
                problem = nil
            } catch {
                problem = "\(error)"
            }
            work.withLock { $0 = ($0.underway - 1, Outcome(seconds: ContinuousClock.now - started, problem: problem)) }
        }
    }

    /// What became of the last one, told once.
    func takeOutcome() -> Outcome? {
        work.withLock { work in
            defer { work.outcome = nil }
            return work.outcome
        }
    }

    /// Waits until none is on its way.
    func finish() { queue.sync {} }
}
