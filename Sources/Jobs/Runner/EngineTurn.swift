import Dispatch
import Synchronization

/// Who has the engine: one job at a time, drafts before renders, and among equals in the order in which they came.
///
/// Whoever has it asks between two steps whether somebody more urgent waits, and gives way then. It takes as many processors as there are,
/// so that two at once would be slower than one after the other, and hold twice the memory.
package final class EngineTurn: Sendable {
    private let state = Mutex(State())

    private struct State {
        /// The number of who has it.
        var holder: Int?
        var waiting: [Waiting] = []
        var latest = 0
        /// Those that have a place, and whose thread has not asked yet.
        var coming: [Int: JobPriority] = [:]

        /// Whoever comes next has it; nobody for now, where that one is still coming.
        mutating func next() -> Waiting? {
            let next = waiting.min { ($1.priority, $0.number) < ($0.priority, $1.number) }
            guard let next, !isAnyComing(before: next.number, next.priority) else {
                holder = nil
                return nil
            }
            holder = next.number
            waiting.removeAll { $0.number == next.number }
            return next
        }

        /// Whether somebody has an earlier place who is as urgent: threads do not begin in the order in which they were made.
        func isAnyComing(before number: Int, _ priority: JobPriority) -> Bool {
            coming.contains { $0.key < number && $0.value >= priority }
        }
    }

    private struct Waiting {
        let number: Int
        let priority: JobPriority
        let signal: DispatchSemaphore
    }

    package init() {}

    /// How many wait for it.
    package var waiting: Int { state.withLock { $0.waiting.count } }

    /// A place in the queue, which a job keeps as long as it lives. Whoever has one asks for the engine: later ones wait for that.
    package func ticket(_ priority: JobPriority) -> Ticket {
        let number = state.withLock { state in
            state.latest += 1
            state.coming[state.latest] = priority
            return state.latest
        }
        return Ticket(turns: self, number: number, priority: priority)
    }

    /// One job's place.
    package struct Ticket: Sendable {
        fileprivate let turns: EngineTurn
        fileprivate let number: Int
        fileprivate let priority: JobPriority

        /// Waits until it has the engine.
        package func take() {
            let signal = turns.state.withLock { state -> DispatchSemaphore? in
                state.coming[number] = nil
                guard state.holder != nil || state.isAnyComing(before: number, priority) else {
                    state.holder = number
                    return nil
                }
                let waiting = Waiting(number: number, priority: priority, signal: DispatchSemaphore(value: 0))
                state.waiting.append(waiting)
                return waiting.signal
            }
            signal?.wait()
        }

        /// Hands it to who is next; does nothing for who does not have it.
        package func give() {
            let next = turns.state.withLock { $0.holder == number ? $0.next() : nil }
            next?.signal.signal()
        }

        /// Lets those have it first who are more urgent, and keeps its place meanwhile: nobody else comes before it.
        /// - Returns: whether anybody had it meanwhile.
        @discardableResult package func giveWay() -> Bool {
            let own = Waiting(number: number, priority: priority, signal: DispatchSemaphore(value: 0))
            let next = turns.state.withLock { state -> Waiting? in
                guard state.holder == number, state.waiting.contains(where: { $0.priority > priority }) else {
                    return nil
                }
                state.waiting.append(own)
                if let next = state.next() { return next }
                // The one who is to have it is still on its way.
                state.waiting.removeAll { $0.number == number }
                state.holder = number
                return nil
            }
            guard let next else { return false }
            next.signal.signal()
            own.signal.wait()
            return true
        }
    }
}

/// How urgent a job is.
public enum JobPriority: Int, Codable, Comparable, Sendable {
    /// It is done when nothing else is to be done.
    case render
    /// Somebody sees it grow, who has something of the kind already: it goes before renders, and gives way to whatever is waited for.
    case refinement
    /// Somebody waits for it: between two steps it goes before renders.
    case draft

    /// By urgency.
    public static func < (a: JobPriority, b: JobPriority) -> Bool { a.rawValue < b.rawValue }
}
