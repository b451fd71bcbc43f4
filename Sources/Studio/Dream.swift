import Foundation
import Jobs
import Synchronization

/// One dream that was asked for, from waiting to its end.
final class Dream: Sendable {
    enum Phase: String, Codable, Sendable {
        case waiting, running, paused, finished, stopped, failed

        var isOver: Bool { self == .finished || self == .stopped || self == .failed }
    }

    /// How it is to end before its end.
    enum Ending: Sendable { case keep, drop }

    /// As the page sees it.
    struct Card: Codable, Hashable, Sendable {
        var id: String
        var kind: DreamRequest.Kind
        var phase: Phase
        var title = ""
        /// `80 steps up to 768×512, about 3.1 s and 300 MiB`
        var plan: String?
        /// What went wrong.
        var message: String?
        /// The line of the script that is to blame.
        var line: Int?
        /// What became of it.
        var entry: String?
        var refines: String?
        var tag: String?
        /// Of the last preview.
        var preview = 0
        /// Frames of a film, and how many a second.
        var frames: Int?
        var rate: Double?
        var canGoOn = false
        /// What the user should know.
        var remarks: [String] = []
    }

    let id: String
    let request: DreamRequest
    private let state: Mutex<State>

    private struct State {
        var card: Card
        var ending: Ending?
        var preview: Data?
        /// As the runner knows it.
        var running: RunningJob?
        /// Of a render, its file's name.
        var file: String?
        /// Whether what has come of it is kept.
        var isDone = false
        /// Of one that is aside, what came of it.
        var aside: Aside?
    }

    /// A draft that is in no strip: its file, and what names its recipe.
    struct Aside: Sendable {
        let png: Data
        let width: Int
        let height: Int
        let digest: String
    }

    /// The dream that was stopped, and is gone on with.
    let before: Dream?

    init(_ request: DreamRequest, goingOnWith before: Dream? = nil) {
        self.before = before
        id = String(UUID().uuidString.lowercased().filter { $0 != "-" }.prefix(16))
        self.request = request
        state = Mutex(
            State(
                card: Card(
                    id: id, kind: request.kind, phase: .waiting, refines: request.refines, tag: request.tag),
                file: before?.file))
    }

    var card: Card { state.withLock(\.card) }
    var phase: Phase { state.withLock(\.card.phase) }
    var ending: Ending? { state.withLock(\.ending) }
    var preview: Data? { state.withLock(\.preview) }

    func update(_ change: (inout Card) -> Void) { state.withLock { change(&$0.card) } }

    /// Of one that is aside, what came of it; nothing once it is in the strip.
    var aside: Aside? {
        get { state.withLock(\.aside) }
        set { state.withLock { $0.aside = newValue } }
    }

    /// Of a render, its file's name in the studio's folder.
    var file: String? { state.withLock(\.file) }

    func keep(file: String) { state.withLock { $0.file = file } }

    /// Once the runner has it; one that was ended meanwhile ends at once.
    func attach(_ running: RunningJob) {
        let ending = state.withLock { state in
            state.running = running
            return state.ending
        }
        if let ending { end(ending) }
    }

    /// Ends it after the step in progress. A stop is not undone by another.
    /// - Returns: false where it is done already.
    @discardableResult func end(_ ending: Ending) -> Bool {
        let (running, isDone) = state.withLock { state in
            if !state.isDone, state.ending == nil || ending == .drop { state.ending = ending }
            return (state.running, state.isDone)
        }
        guard !isDone else { return false }
        if ending == .keep { running?.stop() } else { running?.cancel() }
        return true
    }

    /// Takes what has come of it; from here on it is too late to throw it away.
    /// - Returns: false where somebody has.
    func done() -> Bool {
        state.withLock { state in
            state.isDone = state.ending != .drop
            return state.isDone
        }
    }

    func pause(_ isPaused: Bool) {
        let running = state.withLock(\.running)
        if isPaused { running?.pause() } else { running?.goOn() }
    }

    func show(_ preview: Data) -> Int {
        state.withLock {
            $0.preview = preview
            $0.card.preview += 1
            return $0.card.preview
        }
    }
}
