import Files

/// How much a process has to wait for processors that others use: what is measured then tells little about the machine.
///
/// The kernel counts for every thread how long it ran, and how long it was ready to run and did not (`/proc/self/task/*/schedstat`).
/// A process that was stopped (Ctrl-Z, a machine that slept) did neither.
public struct Contention {
    private let began = (times: Contention.times(), clock: ContinuousClock.now)

    /// From now on.
    public init() {}

    /// A machine where threads wait for longer than this part of the time is busy with something else.
    private static let most = 0.1
    /// A process that computes is ready to run for more of the clock's time than this.
    private static let least = 0.5

    /// Whether others had the processors for much of the time since this was made, or the process was stopped; false where the kernel
    /// does not tell.
    public var isBusy: Bool {
        let now = Contention.times()
        let (ran, waited) = (now.ran - began.times.ran, now.waited - began.times.waited)
        return Contention.isBusy(ran: ran, waited: waited, of: (ContinuousClock.now - began.clock) / .nanoseconds(1))
    }

    /// The same, of nanoseconds or anything else.
    public static func isBusy(ran: Double, waited: Double, of elapsed: Double) -> Bool {
        waited > most * (ran + waited) || (ran > 0 && ran + waited < least * elapsed)
    }

    /// Of all threads, in nanoseconds.
    private static func times() -> (ran: Double, waited: Double) {
        ThisProcess.threads.reduce(into: (0, 0)) { sum, thread in
            let numbers = ThisProcess.text("task/\(thread)/schedstat").split(separator: " ")
            guard numbers.count >= 2, let ran = Double(numbers[0]), let waited = Double(numbers[1]) else { return }
            sum.ran += ran
            sum.waited += waited
        }
    }
}
