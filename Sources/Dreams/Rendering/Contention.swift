import Files
import Foundation

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
        let (ran, waited) = sinceThen
        return Contention.isBusy(ran: ran, waited: waited, of: (ContinuousClock.now - began.clock) / .nanoseconds(1))
    }

    /// The part of the time that its threads waited for processors since this was made, 0…1.
    public var waiting: Double {
        let (ran, waited) = sinceThen
        return ran + waited > 0 ? waited / (ran + waited) : 0
    }

    private var sinceThen: (ran: Double, waited: Double) {
        let now = Contention.times()
        return (now.ran - began.times.ran, now.waited - began.times.waited)
    }

    /// The part of the time that threads of this process would wait for now, by what else is ready to run (`/proc/stat`); 0 where the kernel
    /// does not tell.
    public static func waitingNow(threads: Int, processors: Int) -> Double {
        // One look may fall between two others' turns.
        let looks = (0..<5).map { _ in
            usleep(2000)
            let text = Files.read("/proc/stat", most: 1 << 24).map { String(decoding: $0, as: UTF8.self) } ?? ""
            let line = text.split(separator: "\n").first { $0.hasPrefix("procs_running ") }
            return line.flatMap { Int($0.dropFirst("procs_running ".count)) } ?? 1
        }.sorted()
        return waiting(others: looks[looks.count / 2] - 1, threads: threads, processors: processors)
    }

    /// The part of the time that some threads wait for whom others share processors with, all of them being ready to run.
    public static func waiting(others: Int, threads: Int, processors: Int) -> Double {
        max(0, 1 - Double(processors) / Double(max(1, others + threads)))
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
