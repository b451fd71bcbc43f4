import Dreams
import Files
import Foundation
import Pictures
import Wording

/// A folder for states that cannot be one.
package struct CheckpointFolderError: Error, CustomStringConvertible {
    let folder: String
    let problem: String

    package var description: String { "\(SettingName.checkpoint.set(to: Phrases.harmless(folder))): \(problem)" }
}

/// Keeps the state of one render on disk, so that whatever ends the process costs no more than the last half minute.
///
/// The state within a stage is `state`, rewritten all the time; that before a stage stays, in `before-stage-3` or `before-frame`, as long as there is
/// room: so a preset can be mended, and gone on with from the stages that are as they were.
///
/// A state that cannot be written is said once, and tried again later; the dream goes on. It goes on while one is written, too, where there
/// is room for that; and the state after the last step is written only if the picture cannot be.
struct Checkpointer {
    private let folder: String
    private var identity: RenderIdentity
    private let interval: Duration
    /// The first state comes earlier, unless states are to come more often than that anyhow.
    private static let first = Duration.seconds(5)
    private var hasKept = false
    private let keepsEveryStep: Bool
    private var last = ContinuousClock.now
    /// What the last one took.
    private var cost = Duration.zero
    private var hasFailed = false
    private let writer = StateWriter()
    private let room: StateRoom
    /// After the last step, while the picture is written.
    private var lastState: RenderState?
    /// Hears, once, that a state could not be written.
    private let tell: (String) -> Void
    /// Of a film, the last frame whose beginning was kept.
    private var lastFrame: ContinuousClock.Instant?

    init(
        folder: String, identity: RenderIdentity, everySeconds seconds: Double, room: StateRoom,
        tell: @escaping (String) -> Void
    ) {
        self.tell = tell
        self.room = room
        self.folder = folder
        self.identity = identity
        interval = .seconds(seconds)
        keepsEveryStep = seconds == 0
    }

    /// Of the device that a state was taken over from, too, where it was another.
    /// - Returns: what computed the render so far, where that was another; nil where it goes on in the same bytes.
    mutating func take(over state: RenderState) -> String? {
        guard let before = state.device, let now = identity.device, before != now else { return nil }
        identity.device = "\(before), then \(now)"
        return before
    }

    private static let within = "state"
    private static let before = "before-"
    /// What the states before stages may take together, beside the last of them.
    private static let mostBytes = 256 << 20

    /// The most that all states of a render take at once.
    static func mostBytes(of plan: RenderPlan) -> Int {
        let (stages, frame) = plan.beginnings
        // Of what is written again, the old one and the new one are there for a moment.
        return 2 * plan.state + 2 * frame + (stages.last ?? 0) + min(stages.dropLast().reduce(0, +), mostBytes)
    }

    /// The names in a folder that are ours, or would be.
    private static func names(in folder: String) -> [String] {
        let names = Files.names(in: folder) ?? []
        return names.filter { name in
            name == within || name == before + "frame"
                || name.wholeMatch(of: #/before-stage-[0-9]{1,9}/#) != nil
        }.sorted()
    }

    /// Names of ours that hold something else.
    static func strangers(in folder: String) -> [String] {
        names(in: folder).filter { !RenderState.isState(folder + "/" + $0) }
    }

    /// Whether some render has left a state.
    var hasState: Bool {
        writer.finish()
        return Checkpointer.hasState(folder)
    }

    /// The same, of a folder.
    static func hasState(_ folder: String) -> Bool { !names(in: folder).isEmpty }

    /// What was left of this very render; nil where there is nothing of it that can be gone on from.
    func stateIfAny() -> RenderState? { hasState ? try? state() : nil }

    /// The state that was left, the latest of those that belong to this render.
    /// - Throws: `CheckpointError` where none does, or it is damaged.
    func state() throws -> RenderState {
        writer.finish()
        let paths = Checkpointer.names(in: folder).map { folder + "/" + $0 }
        let known = paths.compactMap { path in RenderState.position(in: path, of: identity).map { (path, $0) } }
        for (path, _) in known.sorted(by: { $0.1 > $1.1 }) {
            if let state = try? RenderState(contentsOf: path, of: identity) { return state }
        }
        // For what is wrong with it.
        return try RenderState(contentsOf: paths.last ?? folder + "/" + Checkpointer.within, of: identity)
    }

    /// Keeps the state when it is time to.
    mutating func update(with progress: RenderProgress) {
        hearOutcome()
        if keepsEveryStep {
            keep(progress.state())
            return
        }
        let pause = ContinuousClock.now - last
        let due = hasKept ? interval : min(interval, Checkpointer.first)
        let isDue = progress.step == progress.steps ? pause > .seconds(1) : pause > due
        guard isDue, pause > cost * 20, !writer.isBusy else { return }
        let (state, left) = (progress.state(), room.left(after: progress))
        if room.isLast(progress), state.bytes <= left {
            lastState = state
        } else {
            keep(state, as: Checkpointer.name(for: state.position), beside: state.bytes <= left)
        }
    }

    /// Keeps the state after the last step, where something went wrong behind it.
    mutating func keepLast() {
        guard let state = lastState else { return }
        lastState = nil
        keep(state)
    }

    /// Keeps what there is before an ascent; of a film no more often than it costs little.
    mutating func begin(_ beginning: StageBeginning) {
        let isFrame = beginning.position.frame != nil
        if isFrame, !keepsEveryStep, let lastFrame, ContinuousClock.now - lastFrame < cost * 20 { return }
        let (name, state) = (Checkpointer.name(for: beginning.position), beginning.state())
        keep(state, as: name, beside: !keepsEveryStep && state.bytes <= room.left(before: beginning.position))
        if isFrame { lastFrame = ContinuousClock.now }
        removeOldest(but: name)
    }

    /// Keeps a state now; tells whether it could.
    @discardableResult
    mutating func keep(_ state: RenderState) -> Bool { keep(state, as: Checkpointer.name(for: state.position)) }

    private static func name(for position: RenderPosition) -> String {
        guard position.isBeginning else { return within }
        return before + (position.frame == nil ? "stage-\(position.stage + 1)" : "frame")
    }

    /// - Parameter beside: whether the render goes on meanwhile; whether the state could be written is heard of later then.
    @discardableResult
    private mutating func keep(_ state: RenderState, as name: String, beside: Bool = false) -> Bool {
        let path = folder + "/" + name
        writer.begin { [folder, identity] in
            try Files.makeFolder(folder)
            try state.write(to: path, of: identity)
        }
        (last, hasKept) = (ContinuousClock.now, true)
        guard !beside else { return true }
        writer.finish()
        return hearOutcome()
    }

    /// Hears what became of what was written beside the render; tells whether that is there.
    @discardableResult
    private mutating func hearOutcome() -> Bool {
        guard let outcome = writer.takeOutcome() else { return true }
        (last, cost) = (ContinuousClock.now, outcome.seconds)
        guard let problem = outcome.problem else { return true }
        if !hasFailed { tell("the state of the render is not kept: \(problem)") }
        hasFailed = true
        return false
    }

    /// Makes room: the earliest stages' go first.
    private func removeOldest(but latest: String) {
        func number(_ name: String) -> Int { Int(name.split(separator: "-").last ?? "") ?? 0 }
        let names = Checkpointer.names(in: folder).filter { $0 != Checkpointer.within && $0 != latest }
        var bytes = 0
        for name in names.sorted(by: { number($0) > number($1) }) {
            bytes += Files.size(folder + "/" + name)
            if bytes > Checkpointer.mostBytes { Files.remove(folder + "/" + name) }
        }
    }

    /// Removes every state.
    private static func clear(_ folder: String) {
        for name in names(in: folder) where RenderState.isState(folder + "/" + name) {
            Files.remove(folder + "/" + name)
        }
    }

    /// Removes the states, and the folder if nothing else is in it.
    func remove() {
        writer.finish()
        Checkpointer.remove(statesIn: folder)
    }

    /// The same, of a folder.
    static func remove(statesIn folder: String) {
        AtomicFile.removeRemains(in: folder)
        clear(folder)
        // Only where nothing else is in it.
        Files.remove(folder)
    }
}
