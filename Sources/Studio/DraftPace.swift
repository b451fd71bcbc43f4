import Foundation
import Jobs
import Synchronization

/// How large a draft may be to be there in time. What tells it are the drafts before it of the same preset on the same network, whatever was
/// turned between them; one that was overtaken knows by its steps how long it would have taken.
///
///     let edge = pace.edge(of: "plumage", wanted: 320, within: 1.4)
///     pace.note("plumage", edge: edge, seconds: 4.1)     // the next one is smaller
///
/// The first draft of all has the wanted size: nothing is measured before it, and nothing is known of a preset by its name.
package final class DraftPace: Sendable {
    private let known = Mutex<[String: Draft]>([:])

    /// The last one.
    private struct Draft {
        let edge: Int
        let seconds: Double
    }

    /// Parts of the wanted size: few, so that a hand that turns something to and fro sees no other size each time. Of less than the last
    /// nobody would see what is dreamt.
    private static let parts = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4]
    /// A larger size than the last draft's has to fit into this part of the time.
    private static let room = 0.8

    package init() {}

    /// The longer side of the next draft, in pixels: the largest that is likely to be there in time, by its pixels.
    package func edge(of what: String, wanted: Int, within seconds: Double) -> Int {
        guard let last = known.withLock({ $0[what] }), last.edge > 0 else { return wanted }
        let edges = DraftPace.parts.map { Int((Double(wanted) * $0).rounded()) }
        let fitting = edges.first { edge in
            let growth = Double(edge) / Double(last.edge)
            return last.seconds * growth * growth <= seconds * (edge > last.edge ? DraftPace.room : 1)
        }
        return max(16, fitting ?? edges[edges.count - 1])
    }

    /// Learns what a draft takes.
    /// - Parameters:
    ///   - edge: of its longer side, in pixels.
    ///   - seconds: from when its first step began to its end.
    package func note(_ what: String, edge: Int, seconds: Double) {
        known.withLock { $0[what] = Draft(edge: edge, seconds: seconds) }
    }

    /// What hears of one draft, and notes what it takes.
    struct Listener {
        private let pace: DraftPace
        private let what: String
        private var edge: Int?

        init(_ pace: DraftPace, of what: String) { (self.pace, self.what) = (pace, what) }

        mutating func hear(_ event: JobEvent) {
            switch event {
            case .planned(let plan): edge = max(plan.width, plan.height)
            // By the draft's own clock: on a busy machine its steps are heard of long after they were done, all at once.
            case .progress(let progress): note(progress.secondsLeft.map { progress.elapsedSeconds + $0 })
            case .finished(let result): note(result.seconds)
            default: break
            }
        }

        private func note(_ seconds: Double?) {
            guard let edge, let seconds else { return }
            pace.note(what, edge: edge, seconds: seconds)
        }
    }
}
