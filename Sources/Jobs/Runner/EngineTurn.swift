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

        /// Whoever comes next has it.
        mutating func next() -> Waiting? {
            let next = waiting.min { ($1.priority, $0.number) < ($0.priority, $1.number) }
            holder = next?.number
            waiting.removeAll { $0.number == next?.number }
            return next
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

    /// A place in the queue, which a job keeps as long as it lives.
    package func ticket(_ priority: JobPriority) -> Ticket {
        let number = state.withLock { state in
            state.latest += 1
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
                guard state.holder != nil else {
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
                return state.next()
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
    /// Somebody waits for it: between two steps it goes before renders.
    case draft

    /// By urgency.
    public static func < (a: JobPriority, b: JobPriority) -> Bool { a.rawValue < b.rawValue }
}
