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
/// A state that cannot be written is said once, and tried again later; the dream goes on.
struct Checkpointer {
    private let folder: String
    private let identity: RenderIdentity
    private let interval: Duration
    private let keepsEveryStep: Bool
    private var last = ContinuousClock.now
    /// What the last one took.
    private var cost = Duration.zero
    private var hasFailed = false
    /// Hears, once, that a state could not be written.
    private let tell: (String) -> Void
    /// Of a film, the last frame whose beginning was kept.
    private var lastFrame: ContinuousClock.Instant?

    init(
        folder: String, identity: RenderIdentity, everySeconds seconds: Double, tell: @escaping (String) -> Void
    ) {
        self.tell = tell
        self.folder = folder
        self.identity = identity
        interval = .seconds(seconds)
        keepsEveryStep = seconds == 0
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
    var hasState: Bool { Checkpointer.hasState(folder) }

    /// The same, of a folder.
    static func hasState(_ folder: String) -> Bool { !names(in: folder).isEmpty }

    /// What was left of this very render; nil where there is nothing of it that can be gone on from.
    func stateIfAny() -> RenderState? { hasState ? try? state() : nil }

    /// The state that was left, the latest of those that belong to this render.
    /// - Throws: `CheckpointError` where none does, or it is damaged.
    func state() throws -> RenderState {
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
        let pause = ContinuousClock.now - last
        let isDue = progress.step == progress.steps ? pause > .seconds(1) : pause > interval
        if keepsEveryStep || (isDue && pause > cost * 20) { keep(progress.state()) }
    }

    /// Keeps what there is before a climb; of a film no more often than it costs little.
    mutating func begin(_ beginning: StageBeginning) {
        let isFrame = beginning.position.frame != nil
        if isFrame, !keepsEveryStep, let lastFrame, ContinuousClock.now - lastFrame < cost * 20 { return }
        let name = Checkpointer.name(for: beginning.position)
        keep(beginning.state(), as: name)
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

    @discardableResult
    private mutating func keep(_ state: RenderState, as name: String) -> Bool {
        let started = ContinuousClock.now
        defer {
            last = ContinuousClock.now
            cost = last - started
        }
        let path = folder + "/" + name
        do {
            AtomicFile.removeRemains(of: path)
            try Files.makeFolder(folder)
            try state.write(to: path, of: identity)
            return true
        } catch {
            if !hasFailed { tell("the state of the render is not kept: \(Checkpointer.reason(error))") }
            hasFailed = true
            return false
        }
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
    func remove() { Checkpointer.remove(statesIn: folder) }

    /// The same, of a folder.
    static func remove(statesIn folder: String) {
        for name in names(in: folder) { AtomicFile.removeRemains(of: folder + "/" + name) }
        clear(folder)
        // Only where nothing else is in it.
        Files.remove(folder)
    }

    private static func reason(_ error: any Error) -> String {
        "\(error)"
    }
}
