package import Dreams
import Engine
import Foundation

/// What is known of a machine's speed: what was measured while nobody else had its processors, and what was not.
///
///     known.forgetOutdated(waiting: MachineLoad.waiting)      // what was slow need not be any more
///     known.learn(measured, waiting: nil)                     // on a machine that nobody else uses
package struct KnownTimes: Sendable {
    /// What a render on a quiet machine takes.
    package let quiet: WorkTimes
    /// What was measured beside others; of kinds that are not known otherwise.
    package private(set) var busy: BusyTimes?

    package init(quiet: WorkTimes = WorkTimes(), busy: BusyTimes? = nil) {
        self.quiet = quiet
        self.busy = busy.flatMap { $0.times.unknown(to: quiet).count > 0 ? $0 : nil }
    }

    /// All of it.
    package var times: WorkTimes { busy.map { quiet.filled(from: $0.times) } ?? quiet }

    /// Takes over what a render took that had the processors to itself.
    package mutating func learn(_ samples: WorkSamples) {
        var learnt = quiet
        learnt.learn(samples)
        self = KnownTimes(quiet: learnt, busy: busy)
    }

    /// Lets go of what was measured on a machine that was busier than it is, or long ago.
    /// - Parameter waiting: the part of the time that threads wait for now, 0…1; looked at only where it counts, since that takes a while.
    package mutating func forgetOutdated(
        waiting: @autoclosure () -> Double, at moment: Double = Date().timeIntervalSince1970
    ) {
        if busy?.isOutdated(at: moment, waiting: waiting()) == true { busy = nil }
    }

    /// Adds what was measured.
    /// - Parameter waiting: the part of the time that threads waited for meanwhile; nil where nobody else had the processors.
    package mutating func learn(
        _ new: WorkTimes, waiting: Double?, at moment: Double = Date().timeIntervalSince1970
    ) {
        guard let waiting else {
            self = KnownTimes(quiet: quiet.filled(from: new), busy: busy)
            return
        }
        let before = busy?.times ?? WorkTimes()
        busy = BusyTimes(times: new.filled(from: before), waiting: max(waiting, busy?.waiting ?? 0), moment: moment)
    }
}

/// What was measured while others had the processors.
package struct BusyTimes: Codable, Sendable {
    let times: WorkTimes
    /// The part of the time that threads waited for meanwhile, 0…1.
    let waiting: Double
    /// In seconds since 1970.
    let moment: Double

    private static let longest = 600.0

    /// Whether it should be measured again: the machine is less than half as busy by now, or may be something else after ten minutes.
    func isOutdated(at now: Double, waiting: @autoclosure () -> Double) -> Bool {
        now - moment >= BusyTimes.longest || now < moment || waiting() < self.waiting / 2
    }
}

/// How busy a machine is with other things.
package enum MachineLoad {
    /// The part of the time that threads of a render would wait for.
    package static var waiting: Double {
        Contention.waitingNow(threads: Threads.count, processors: ProcessInfo.processInfo.activeProcessorCount)
    }
}
