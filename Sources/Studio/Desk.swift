import Foundation
import Synchronization

/// What lies on the desk: the dreams that were asked for, the strip of those that are done, and everybody who watches.
final class Desk: Sendable {
    private struct State {
        var dreams: [String: Dream] = [:]
        /// In the order in which they came.
        var order: [String] = []
        var entries: [Entry] = []
        var watchers: [Int: Watcher] = [:]
        var nextWatcher = 0
    }

    private struct Watcher {
        /// The only dream that is watched.
        let dream: String?
        let pieces: AsyncStream<Data>.Continuation
    }

    let portfolio: Portfolio
    private let state = Mutex(State())

    private static let mostDrafts = 160
    private static let mostWaiting = 64
    private static let mostRemembered = 200

    init(_ portfolio: Portfolio) {
        self.portfolio = portfolio
        let entries: [Entry] = portfolio.read("history.json") ?? []
        state.withLock { state in
            state.entries = entries.filter { FileManager.default.fileExists(atPath: portfolio.path(of: $0)) }
        }
    }

    // MARK: Dreams

    /// - Throws: `StudioError` where too many wait.
    func add(_ dream: Dream) throws {
        try state.withLock { state in
            let waiting = state.dreams.values.count { !$0.phase.isOver }
            guard waiting < Desk.mostWaiting else {
                throw StudioError(429, "\(waiting) dreams are waiting already; stop some of them")
            }
            state.dreams[dream.id] = dream
            state.order.append(dream.id)
            while state.order.count > Desk.mostRemembered, let oldest = state.order.first,
                state.dreams[oldest]?.phase.isOver == true
            {
                state.order.removeFirst()
                state.dreams[oldest] = nil
            }
        }
        tell(dream)
    }

    /// - Throws: `StudioError` where there is none of this id.
    func dream(_ id: String) throws -> Dream {
        guard let dream = state.withLock({ $0.dreams[id] }) else { throw StudioError.missing("job '\(id.prefix(40))'") }
        return dream
    }

    /// All that are not over, and the last of those that are.
    var cards: [Dream.Card] {
        state.withLock { state in state.order.suffix(80).compactMap { state.dreams[$0]?.card } }
    }

    /// Ends a dream before its end. One that has not begun, or of which nothing is wanted, is over at once, whatever its step in progress
    /// still takes.
    func end(_ dream: Dream, _ ending: Dream.Ending) {
        guard dream.end(ending) else { return }
        if dream.phase == .waiting || ending == .drop { finish(dream, .stopped) }
    }

    func finish(_ dream: Dream, _ phase: Dream.Phase) {
        guard !dream.phase.isOver else { return }
        dream.update { $0.phase = phase }
        tell(dream)
        let watchers = state.withLock { state in
            let watchers = state.watchers.filter { $0.value.dream == dream.id }
            for number in watchers.keys { state.watchers[number] = nil }
            return watchers.values.map(\.pieces)
        }
        // Their end is heard of under the same lock.
        for pieces in watchers { pieces.finish() }
    }

    // MARK: The strip

    var entries: [Entry] { state.withLock(\.entries) }

    /// - Throws: `StudioError` where there is none of this id.
    func entry(_ id: String) throws -> Entry {
        guard let entry = entries.first(where: { $0.id == id }) else { throw StudioError.missing("picture of this id") }
        return entry
    }

    /// Adds an entry, or replaces the one of its id; of too many drafts the oldest go that nobody likes.
    func keep(_ entry: Entry) {
        let dropped = state.withLock { state -> [Entry] in
            if let index = state.entries.firstIndex(where: { $0.id == entry.id }) {
                state.entries[index] = entry
                return []
            }
            state.entries.append(entry)
            let drafts = state.entries.filter { $0.kind == .draft && !$0.isFavourite }
            let dropped = Array(drafts.prefix(max(0, drafts.count - Desk.mostDrafts)))
            state.entries.removeAll { dropped.contains($0) }
            return dropped
        }
        dropped.forEach(portfolio.remove)
        portfolio.write(entries, to: "history.json")
        tell("entry", entry)
        dropped.forEach { tell("gone", ["id": $0.id]) }
    }

    /// Takes an entry off the strip; a render's file stays where it is.
    func remove(_ entry: Entry) {
        state.withLock { state in state.entries.removeAll { $0.id == entry.id } }
        portfolio.remove(entry)
        portfolio.write(entries, to: "history.json")
        tell("gone", ["id": entry.id])
    }

    // MARK: Those who watch

    /// What happens from now on, to all dreams or to one.
    func watch(_ dream: Dream? = nil) -> AsyncStream<Data> {
        let (stream, pieces) = AsyncStream.makeStream(of: Data.self, bufferingPolicy: .bufferingNewest(2000))
        let number = state.withLock { state in
            state.nextWatcher += 1
            state.watchers[state.nextWatcher] = Watcher(dream: dream?.id, pieces: pieces)
            return state.nextWatcher
        }
        pieces.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.watchers.removeValue(forKey: number) }
        }
        if let dream {
            let card = dream.card
            pieces.yield(EventStream.event("job", card.jsonData))
            if card.phase.isOver { pieces.finish() }
        } else {
            pieces.yield(EventStream.event("hello", cards.jsonData))
        }
        return stream
    }

    func tell(_ dream: Dream) { tell("job", dream.card, of: dream.id) }

    func tell(_ name: String, _ value: some Encodable, of dream: String? = nil) {
        tell(EventStream.event(name, value.jsonData), of: dream)
    }

    func tell(_ piece: Data, of dream: String? = nil) {
        let pieces = state.withLock { state in
            state.watchers.values.filter { $0.dream == nil || $0.dream == dream }.map(\.pieces)
        }
        for watcher in pieces { watcher.yield(piece) }
    }
}
