import Files
import Foundation
import Wording

/// Who does the work of a farm's tasks.
package protocol FarmExecutor: AnyObject {
    /// Begins with the tasks.
    /// - Returns: for people, what was begun.
    /// - Throws: where that cannot be.
    func begin(_ farm: Farm) throws -> String

    /// Looks after them.
    /// - Returns: how many are at work, or wait for their turn; nil where nobody knows just now.
    /// - Throws: what keeps them from going on.
    func look(after farm: Farm) throws -> Int?

    /// Lets those end that would not go on without this process; their states are kept.
    /// - Returns: for people, what becomes of the others; nil where there are none.
    func stop(_ farm: Farm) -> String?

    /// Lets all of them end: nothing is left to be done.
    func finish(_ farm: Farm)
}

/// What is told of a farm while somebody waits for it.
package enum FarmEvent {
    case said(String)
    /// How far it is, how many tasks there are, and what it still takes, in seconds, as far as that is known.
    case counts(Farm.Counts, tasks: Int?, secondsLeft: Double?)
}

extension FarmEvent {
    /// One line of progress.
    package var line: String {
        switch self {
        case .said(let line): return line
        case .counts(let counts, let tasks, let left):
            let failed = counts.failed > 0 ? ", \(counts.failed) failed" : ""
            let time = counts.isOver ? "" : left.map { " · \(Phrases.duration(seconds: $0)) left" } ?? " · estimating"
            let at = tasks.map { " · \(Phrases.count($0, "task"))" } ?? " · the scheduler does not answer"
            return "\(counts.done) of \(counts.count) done\(failed)\(time)\(counts.isOver ? "" : at)"
        }
    }

    /// The same as a JSON object.
    package var json: String {
        guard case .counts(let counts, _, let left) = self else { return "{}" }
        let time = left.map { "\(($0 * 1000).rounded() / 1000)" } ?? "null"
        return
            "{\"shards\": \(counts.count), \"done\": \(counts.done), \"failed\": \(counts.failed), \"eta_seconds\": \(time)}"
    }
}

extension Farm {
    /// Lets the tasks be done, and waits for them.
    /// - Returns: whether nothing is left to be done; false where somebody asked to stop.
    /// - Throws: what keeps the tasks from going on; what is done is done.
    package func follow(
        _ executor: any FarmExecutor, control: JobControl, tell: (FarmEvent) -> Void
    ) throws -> Bool {
        if let unsplit { tell(.said(unsplit)) }
        var counts = counts()
        guard !counts.isOver else { return true }
        tell(.said(try executor.begin(self)))
        let (start, before) = (ContinuousClock.now, counts.done + counts.failed)
        var pause = 0.05
        var idle = 0
        while true {
            let tasks = try executor.look(after: self)
            counts = self.counts()
            let done = counts.done + counts.failed - before
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            let left = done > 0 ? seconds / Double(done) * Double(counts.count - before - done) : nil
            tell(.counts(counts, tasks: tasks, secondsLeft: left))
            if counts.isOver {
                executor.finish(self)
                return true
            }
            if control.isStopped {
                if let line = executor.stop(self) { tell(.said(line)) }
                return false
            }
            // What others are at may still be left behind by them.
            idle = tasks == 0 ? idle + 1 : 0
            if idle > 3 {
                guard Files.names(in: folder + "/claims")?.contains(where: { Int($0) != nil }) != true || idle > 30
                else {
                    Thread.sleep(forTimeInterval: 1)
                    continue
                }
                tell(.said(try executor.begin(self)))
                idle = 0
            }
            Thread.sleep(forTimeInterval: pause)
            pause = min(pause * 1.2, 0.5)
        }
    }
}

/// The tasks of a farm as processes of this machine.
package final class LocalTasks: FarmExecutor {
    private let count: Int
    private let threads: Int
    private var running: [(number: Int, program: OtherProgram)] = []
    private var restarts = 0

    /// - Parameters:
    ///   - count: how many at once.
    ///   - threads: of each.
    package init(_ count: Int, threads: Int?) {
        self.count = count
        self.threads = threads ?? max(1, Machine.cores / max(count, 1))
    }

    /// How many there are where nobody says: each of them computes with some cores.
    package static var usual: Int { min(max(Machine.cores / 4, 1), 16) }

    package func begin(_ farm: Farm) throws -> String {
        let tasks = min(count, farm.count)
        for number in 1...tasks { try start(number, of: farm) }
        return
            "\(Phrases.count(farm.count, "shard")) in \(Phrases.count(tasks, "process", "processes")) of this machine"
    }

    private func start(_ number: Int, of farm: Farm) throws {
        let path = Farm.log(of: number, in: farm.folder)
        let log = Files.open(path, O_WRONLY | O_CREAT | O_APPEND)
        guard log >= 0 else { throw FarmError.unwritable(path: path, reason: "\(SystemProblem(errno))") }
        defer { close(log) }
        let words = Farm.workCommand(farm.folder, threads: threads) + ["\(number)"]
        let program = try OtherProgram(Farm.program, words, files: [nil, log, log], isApart: true)
        running.append((number, program))
    }

    package func look(after farm: Farm) throws -> Int? {
        for (number, program) in running where !program.isRunning {
            running.removeAll { $0.number == number }
            switch program.wait() {
            case .exit(0): break
            case .exit(let status):
                throw TaskProblem(
                    number: number, problem: Farm.lastLine(of: number, in: farm.folder) ?? "it ended with \(status)")
            case .signal(let signal):
                // Whatever that was: a shard that ends all who are at it is given up by and by.
                restarts += 1
                guard restarts <= 100 else {
                    throw TaskProblem(
                        number: number, problem: "processes were ended \(restarts) times, by signal \(signal) at last")
                }
                try start(number, of: farm)
            }
        }
        return running.count
    }

    package func stop(_ farm: Farm) -> String? {
        for (_, program) in running { program.send(SIGTERM) }
        for (_, program) in running { program.wait() }
        running = []
        return nil
    }

    package func finish(_ farm: Farm) {
        for (_, program) in running { program.wait() }
        running = []
    }
}

/// A task that could not go on.
struct TaskProblem: Error, CustomStringConvertible {
    let number: Int
    let problem: String

    var description: String { "task \(number): \(Phrases.harmless(problem))" }
}

extension Farm {
    /// This program.
    static var program: String { ThisProcess.program ?? ProcessWords.arguments.first ?? "reverie" }

    /// What a task runs, but for its number.
    static func workCommand(_ folder: String, threads: Int?) -> [String] {
        ["farm", "work", folder] + (threads.map { ["--threads", "\($0)"] } ?? []) + ["--task"]
    }

    static func log(of number: Int, in folder: String) -> String { "\(folder)/logs/\(number).log" }

    /// What a task said last.
    static func lastLine(of number: Int, in folder: String) -> String? {
        guard let data = Files.read(log(of: number, in: folder), most: 16 << 20) else { return nil }
        let line = String(decoding: data, as: UTF8.self).split(separator: "\n").last.map { String($0) }
        return line.map { $0.hasPrefix("reverie: ") ? String($0.dropFirst(9)) : $0 }
    }
}
