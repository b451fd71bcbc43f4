import Foundation
import Recipes
import TestSupport

/// Trying presets in processes of their own: what ends one is known by what it was at, and the rest goes on behind it.
enum PresetTrials {
    enum Outcome: Codable {
        /// An error, before anything was rendered.
        case refused(String)
        /// Too large to be rendered here.
        case planned
        case rendered
        /// An error of the render.
        case ended(String)
        /// What must not be.
        case problem(String)

        var name: String {
            switch self {
            case .refused: "refused"
            case .planned: "planned"
            case .rendered: "rendered"
            case .ended: "ended in an error"
            case .problem: "PROBLEMS"
            }
        }
    }

    /// What became of a preset, and what that took.
    struct Verdict: Codable {
        var outcome: Outcome
        /// Seconds of a processor, by what they went into.
        var seconds: [String: Double] = [:]
    }

    /// The variable that tells a child the file of its presets.
    static let file = "REVERIE_PRESET_TRIALS"
    /// The variable that tells it a text, at the sight of which it ends at once: for a test of what is done then.
    static let trap = "REVERIE_PRESET_TRAP"

    static func words() throws -> RandomWords {
        try RandomWords(
            RandomWords.Names(
                networks: TrialNetworks.layers, remembering: ["efficientnet-lite0": ["0", "0.3", "0.5", "1"]],
                classes: ["zebra", "tabby", "3"],
                files: ["a.png", "b.jpg", "c.png"],
                folders: ["guides"]))
    }

    /// What becomes of presets.
    /// - Parameter processes: how many children there are at a time, each of which has its share.
    static func outcomes(of presets: [RandomPreset], trap: String? = nil, processes: Int = 2) throws -> [Verdict] {
        let trials = presets.enumerated().map { Trial(number: $0, $1) }
        let shares = (0..<processes).map { share in trials.filter { $0.number % processes == share } }
        let found = Shared<[Int: Verdict]>([:])
        let failures = Shared<[any Error]>([])
        DispatchQueue.concurrentPerform(iterations: shares.count) { index in
            do {
                let outcomes = try outcomes(of: shares[index], trap)
                found.change { $0.merge(zip(shares[index].map(\.number), outcomes)) { $1 } }
            } catch {
                failures.change { $0.append(error) }
            }
        }
        if let failure = failures.value.first { throw failure }
        return presets.indices.map { found.value[$0] ?? Verdict(outcome: .problem("no child said what became of it")) }
    }

    /// - Parameter isEnough: asked of those that ended the process; the rest is left out then.
    private static func outcomes(
        of trials: [Trial], _ trap: String?, until isEnough: (Outcome) -> Bool = { _ in false }
    ) throws -> [Verdict] {
        try Fixtures.withTemporaryFolder { folder in
            var outcomes: [Verdict] = []
            while outcomes.count < trials.count {
                let file = folder + "/presets.json"
                try JSONEncoder().encode(Array(trials[outcomes.count...])).write(to: URL(fileURLWithPath: file))
                let end = try child(file, trap)
                let said = try log(of: file)
                outcomes += said.prefix(trials.count - outcomes.count)
                guard outcomes.count < trials.count else { break }
                outcomes.append(Verdict(outcome: .problem(end)))
                if isEnough(.problem(end)) { break }
            }
            return outcomes
        }
    }

    /// Runs a child to its end, and says in words what that was.
    private static func child(_ file: String, _ trap: String?, backtrace: Bool = false) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["--testing-library", "swift-testing", "--filter", "RandomPresetTests/child"]
        process.environment = ProcessInfo.processInfo.environment.merging([
            Self.file: file, Self.trap: trap ?? "",
            "SWIFT_BACKTRACE": backtrace ? "enable=yes,color=no,registers=none,images=none,limit=24" : "enable=no",
        ]) { $1 }
        let said = URL(fileURLWithPath: file + ".stderr")
        try Data().write(to: said)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: said)
        try process.run()
        process.waitUntilExit()
        let text = String(decoding: try Data(contentsOf: said), as: UTF8.self)
        let reason = text.split(separator: "\n").first { $0.contains("Fatal error") }.map { ": \($0)" } ?? ""
        return process.terminationReason == .uncaughtSignal
            ? "signal \(process.terminationStatus)\(process.terminationStatus == SIGPROF ? ", it takes too long" : reason)"
                + (backtrace ? "\n" + frames(of: text) : "")
            : "the process ended with \(process.terminationStatus)"
    }

    /// The lines of a backtrace that are ours.
    private static func frames(of text: String) -> String {
        text.split(separator: "\n").filter { $0.contains(" in ") && $0.contains("Sources/") }.prefix(8)
            .joined(separator: "\n")
    }

    /// The outcomes that a child has written.
    private static func log(of file: String) throws -> [Verdict] {
        let path = URL(fileURLWithPath: file + ".log")
        defer { try? FileManager.default.removeItem(at: path) }
        guard let data = try? Data(contentsOf: path) else { return [] }
        return try data.split(separator: 10).map { try JSONDecoder().decode(Verdict.self, from: Data($0)) }
    }

    /// Ends the process by `SIGPROF` when it has computed for so long from now on; never, for 0.
    private static func allowSeconds(_ seconds: Int) {
        var limit = itimerval(
            it_interval: timeval(tv_sec: 0, tv_usec: 0), it_value: timeval(tv_sec: seconds, tv_usec: 0))
        setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &limit, nil)
    }

    /// Tries all presets of a file, one after the other.
    static func tryAll(inFile file: String) throws {
        let trials = try JSONDecoder().decode([Trial].self, from: Data(contentsOf: URL(fileURLWithPath: file)))
        let log = URL(fileURLWithPath: file + ".log")
        try Data().write(to: log)
        let handle = try FileHandle(forWritingTo: log)
        let home = try TrialHome(URL(fileURLWithPath: file).deletingLastPathComponent().path + "/home")
        for trial in trials {
            // What takes longer than this has no end; of a processor's time, since others may need the processors.
            allowSeconds(60)
            let outcome = trial.outcome(home)
            allowSeconds(0)
            try handle.write(
                contentsOf: JSONEncoder().encode(Verdict(outcome: outcome, seconds: home.clock.take())) + [10])
        }
    }

    // MARK: - Problems

    /// A problem without its numbers.
    static func kind(of problem: String) -> String { String(problem.filter { !$0.isNumber }.prefix(80)) }

    /// The kind of sentence that a refusal is: its plain words, without the file, what is quoted, and what stands there in Lua or in numbers.
    static func kind(ofRefusal sentence: String) -> String {
        let file = sentence.prefixMatch(of: #/[a-z]+\.lua:(\d+:)?\s/#)
        let behindFile = sentence[(file?.range.upperBound ?? sentence.startIndex)...]
        let words = behindFile.replacing(#/'[^']*'/#, with: "…").split(separator: " ").filter { word in
            word.allSatisfy { $0.isLetter || ".,;:-…".contains($0) } && word.contains { $0.isLetter || $0 == "…" }
        }
        return words.joined(separator: " ")
    }

    /// The shortest preset that was found to have a problem.
    static func shortest(
        _ preset: RandomPreset, _ problem: String, trap: String? = nil
    ) throws -> (preset: RandomPreset, problem: String) {
        var (preset, problem, rounds) = (preset, problem, 0)
        func isSame(_ outcome: Outcome) -> Bool {
            guard case .problem(let text) = outcome else { return false }
            return kind(of: text).prefix(16) == kind(of: problem).prefix(16)
        }
        while rounds < 40 {
            rounds += 1
            let shorter = Array(preset.shorter.prefix(60))
            let trials = shorter.enumerated().map { Trial(number: $0, $1) }
            let next = zip(shorter, try outcomes(of: trials, trap, until: isSame)).first { isSame($1.outcome) }
            guard let next, case .problem(let text) = next.1.outcome else { break }
            (preset, problem) = (next.0, text)
        }
        return (preset, problem)
    }

    /// The shortest preset that was found to have the problem, and what it is.
    static func report(_ preset: RandomPreset, _ problem: String) throws -> String {
        let (preset, problem) = try shortest(preset, problem)
        let end = try Fixtures.withTemporaryFolder { folder -> String in
            let file = folder + "/presets.json"
            try JSONEncoder().encode([Trial(number: 0, preset)]).write(to: URL(fileURLWithPath: file))
            return try child(file, nil, backtrace: true)
        }
        return """
            \(problem)
            on a canvas of \(preset.width)×\(preset.height):
            \(preset.text)
            \(preset.plugin.map { "with \(RandomPreset.pluginName).lua:\n\($0)\n" } ?? "")\(end)
            """
    }
}

/// A value that several threads change.
private final class Shared<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var inner: Value

    init(_ value: Value) { inner = value }

    var value: Value { lock.withLock { inner } }

    func change(_ body: (inout Value) -> Void) { lock.withLock { body(&inner) } }
}
