import Foundation

/// How much a process has to wait for processors that others use: what is measured then tells little about the machine.
///
/// The kernel counts for every thread how long it ran, and how long it was ready to run and did not (`/proc/self/task/*/schedstat`).
struct Contention {
    private let began = Contention.times()

    /// A machine where threads wait for longer than this part of the time is busy with something else.
    private static let most = 0.1

    /// Whether others had the processors for much of the time since this was made; false where the kernel does not tell.
    var isBusy: Bool {
        let now = Contention.times()
        let (ran, waited) = (now.ran - began.ran, now.waited - began.waited)
        return Contention.isBusy(ran: ran, waited: waited)
    }

    /// The same, of nanoseconds or anything else.
    static func isBusy(ran: Double, waited: Double) -> Bool { waited > most * (ran + waited) }

    /// Of all threads, in nanoseconds.
    private static func times() -> (ran: Double, waited: Double) {
        let folder = "/proc/self/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return threads.reduce(into: (0, 0)) { sum, thread in
            let numbers = Machine.text(ofFile: "\(folder)/\(thread)/schedstat").split(separator: " ")
            guard numbers.count >= 2, let ran = Double(numbers[0]), let waited = Double(numbers[1]) else { return }
            sum.ran += ran
            sum.waited += waited
        }
    }
}
