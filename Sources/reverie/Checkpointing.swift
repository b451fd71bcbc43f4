import ArgumentParser
import Dreams
import Foundation
import Pictures
import Wording

/// Where, how often, and whether to go on.
struct CheckpointOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A folder for the state of the render; a hidden one beside OUT when absent. It is removed when OUT is written.",
            valueName: "DIR"))
    var checkpoint: String?

    @Option(
        help: ArgumentHelp(
            "Seconds between two states, beside the one at the end of each octave. "
                + "They take a twentieth of the time at most; 0 keeps the state of every step.",
            valueName: "SECONDS"))
    var checkpointEvery: Double?

    @Flag(help: "Go on where the render was when it ended, if it has left a state: to the same bytes.")
    var resume = false

    func validate() throws {
        guard let checkpointEvery, !(0...86400).contains(checkpointEvery) else { return }
        throw ValidationError("--checkpoint-every is \(checkpointEvery); it must be between 0 and 86400 seconds")
    }

    /// The folder for a render that writes `output`; none for one to stdout, unless it is named.
    /// - Parameter isOneOfMany: whether others share the folder that is named.
    func folder(for output: String, isOneOfMany: Bool = false) -> String? {
        guard let checkpoint else {
            return output == OutputFile.stdout ? nil : CheckpointOptions.hiddenFolder(of: output)
        }
        return isOneOfMany ? checkpoint + "/" + URL(fileURLWithPath: output).lastPathComponent : checkpoint
    }

    /// The folder that is taken when none is named.
    private static func hiddenFolder(of output: String) -> String {
        let url = URL(fileURLWithPath: output)
        return url.deletingLastPathComponent().path + "/\(AtomicFile.hiddenName(of: url.lastPathComponent)).checkpoint"
    }

    /// Refuses a folder of the user's that cannot be made, or holds something else under a name of ours.
    /// - Throws: `CheckpointFolderError`.
    func check(_ folder: String?) throws {
        guard let folder, checkpoint != nil else { return }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CheckpointFolderError(folder: folder, problem: "the folder cannot be made")
        }
        guard access(folder, W_OK) == 0 else {
            throw CheckpointFolderError(folder: folder, problem: "the folder may not be written to")
        }
        if let name = Checkpointer.strangers(in: folder).first {
            throw CheckpointFolderError(
                folder: folder, problem: "'\(name)' in it is no state of a render; name another folder")
        }
    }

    /// What an earlier render has left, if the user wants to go on from it.
    func resumption(_ checkpointer: Checkpointer?, _ say: (String) -> Void) throws -> RenderState? {
        guard let checkpointer else { return nil }
        guard resume else {
            if checkpointer.hasState { say("beginning anew; --resume would go on where an earlier render was") }
            return nil
        }
        guard checkpointer.hasState else {
            say("there is no state to go on from; beginning anew")
            return nil
        }
        let state = try checkpointer.state()
        let position = state.position
        say(
            position.isBeginning
                ? "going on from what an earlier render has left, with "
                    + (position.frame.map { "frame \($0 + 1), " } ?? "") + "stage \(position.stage + 1)"
                : "going on from the state that an earlier render has left")
        return state
    }
}

/// A folder for states that cannot be one.
struct CheckpointFolderError: Error, CustomStringConvertible {
    let folder: String
    let problem: String

    var description: String { "--checkpoint \(Phrases.harmless(folder)): \(problem)" }
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
    /// Of a film, the last frame whose beginning was kept.
    private var lastFrame: ContinuousClock.Instant?

    init(folder: String, identity: RenderIdentity, everySeconds seconds: Double) {
        self.folder = folder
        self.identity = identity
        interval = .seconds(seconds)
        keepsEveryStep = seconds == 0
    }

    private static let within = "state"
    private static let before = "before-"
    /// What the states before stages may take together, beside the last of them.
    private static let mostBytes = 256 << 20

    /// The names in a folder that are ours, or would be.
    private static func names(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
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
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try state.write(to: path, of: identity)
            return true
        } catch {
            if !hasFailed { Console.say("the state of the render is not kept: \(Checkpointer.reason(error))") }
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
            let facts = try? FileManager.default.attributesOfItem(atPath: folder + "/" + name)
            bytes += facts?[.size] as? Int ?? 0
            if bytes > Checkpointer.mostBytes { unlink(folder + "/" + name) }
        }
    }

    /// Removes every state.
    private static func clear(_ folder: String) {
        for name in names(in: folder) where RenderState.isState(folder + "/" + name) {
            unlink(folder + "/" + name)
        }
    }

    /// Removes the states, and the folder if nothing else is in it.
    func remove() { Checkpointer.remove(statesIn: folder) }

    /// The same, of a folder.
    static func remove(statesIn folder: String) {
        for name in names(in: folder) { AtomicFile.removeRemains(of: folder + "/" + name) }
        clear(folder)
        rmdir(folder)
    }

    private static func reason(_ error: any Error) -> String {
        error is PictureError ? "\(error)" : error.localizedDescription
    }
}

/// How a shell says what was said to this process.
enum CommandLineText {
    /// The command with more arguments.
    static func command(adding more: [String]) -> String {
        command(CommandLine.arguments.dropFirst().filter { !more.contains($0) } + more)
    }

    /// Tells the command that goes on with a render.
    static func sayHowToGoOn() { Console.say("to go on: \(command(adding: ["--resume"]))") }

    /// A command of ours, quoted where a shell needs that.
    static func command(_ words: [String]) -> String { (["reverie"] + words).map(quoted).joined(separator: " ") }

    private static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=:,+@%".contains($0) }
        return isPlain ? Phrases.harmless(word) : "'" + Phrases.harmless(word).replacing("'", with: "'\\''") + "'"
    }
}
