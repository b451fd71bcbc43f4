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
        return url.deletingLastPathComponent().path + "/.\(url.lastPathComponent).checkpoint"
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
        say("going on from the state that an earlier render has left")
        return state
    }
}

/// Keeps the state of one render on disk, so that whatever ends the process costs no more than the last half minute.
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

    init(folder: String, identity: RenderIdentity, everySeconds seconds: Double) {
        self.folder = folder
        self.identity = identity
        interval = .seconds(seconds)
        keepsEveryStep = seconds == 0
    }

    private var path: String { folder + "/state" }

    /// Whether some render has left a state.
    var hasState: Bool { Checkpointer.hasState(folder) }

    /// The same, of a folder.
    static func hasState(_ folder: String) -> Bool { FileManager.default.fileExists(atPath: folder + "/state") }

    /// What was left of this very render; nil where there is nothing of it that can be gone on from.
    func stateIfAny() -> RenderState? { hasState ? try? state() : nil }

    /// The state that was left.
    /// - Throws: `CheckpointError` where it is damaged, or of another render.
    func state() throws -> RenderState { try RenderState(contentsOf: path, of: identity) }

    /// Keeps the state when it is time to.
    mutating func update(with progress: RenderProgress) {
        let pause = ContinuousClock.now - last
        let isDue = progress.step == progress.steps ? pause > .seconds(1) : pause > interval
        if keepsEveryStep || (isDue && pause > cost * 20) { keep(progress.state()) }
    }

    /// Keeps a state now; tells whether it could.
    @discardableResult
    mutating func keep(_ state: RenderState) -> Bool {
        let started = ContinuousClock.now
        defer {
            last = ContinuousClock.now
            cost = last - started
        }
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

    /// Removes the state, and the folder if nothing else is in it.
    func remove() {
        unlink(path)
        AtomicFile.removeRemains(of: path)
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

    /// A command of ours, quoted where a shell needs that.
    static func command(_ words: [String]) -> String { (["reverie"] + words).map(quoted).joined(separator: " ") }

    private static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=:,+@%".contains($0) }
        return isPlain ? Phrases.harmless(word) : "'" + Phrases.harmless(word).replacing("'", with: "'\\''") + "'"
    }
}
