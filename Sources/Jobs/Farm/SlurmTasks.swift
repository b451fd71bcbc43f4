import Files
import Foundation
import Pictures
import Wording

/// What tasks are to have of Slurm.
package struct SlurmWish {
    /// As Slurm has them.
    let partition, time: String?
    /// Bytes of each.
    let memory: Int?
    /// Processors of each.
    let threads: Int?

    /// A wish from its parts; what is nil Slurm decides.
    package init(partition: String? = nil, time: String? = nil, memory: Int? = nil, threads: Int? = nil) {
        (self.partition, self.time, self.memory, self.threads) = (partition, time, memory, threads)
    }
}

/// The tasks of a farm as the array of a job of Slurm's.
///
/// Each runs `task.sh`, which runs `farm work`: again, where that was ended by something else than itself; and where its time is over, or Slurm
/// wants the machine for somebody else, it keeps its state and goes back into the queue.
package final class SlurmTasks: FarmExecutor {
    private let count: Int
    private let wish: SlurmWish
    private var arrays = 0
    private var lastDone = -1

    /// How many tasks there are where nobody says.
    package static let usual = 16
    /// Arrays one after the other that do nothing.
    private static let mostIdleArrays = 3

    /// - Parameter count: how many tasks.
    package init(_ count: Int, wish: SlurmWish) { (self.count, self.wish) = (count, wish) }

    /// What was put into the queue.
    struct Submitted: Codable {
        /// The arrays' numbers, the last one's last.
        var jobs: [String] = []
        /// Of the job that collects.
        var collector: String?
    }

    package func begin(_ farm: Farm) throws -> String {
        var submitted = farm.submitted
        if let job = submitted.jobs.last, let states = Slurm.states(of: job), !states.isEmpty {
            return "Slurm's job \(job) is at it: \(SlurmTasks.text(states))"
        }
        let counts = farm.counts()
        let done = counts.done + counts.failed
        arrays = done == lastDone ? arrays + 1 : 0
        lastDone = done
        guard arrays < SlurmTasks.mostIdleArrays else {
            throw SlurmProblem.idle(left: counts.count - done, logs: farm.folder + "/logs")
        }
        for name in Files.names(in: farm.folder + "/tasks") ?? [] where name.hasSuffix(".failed") {
            Files.remove("\(farm.folder)/tasks/\(name)")
        }
        let tasks = min(count, counts.count - done)
        if let most = Slurm.mostTasks, tasks > most { throw SlurmProblem.tooMany(tasks, most: most) }
        try AtomicFile.write(Data(script(farm).utf8), to: farm.folder + "/task.sh")
        let job = try Slurm.submit(options(farm, tasks: tasks) + [farm.folder + "/task.sh"])
        submitted.jobs.append(job)
        try farm.note(submitted)
        return "\(Phrases.count(farm.count, "shard")) in \(Phrases.count(tasks, "task")) of Slurm's job \(job)"
    }

    /// Puts a job into the queue that collects once all tasks have ended, well or not: it says what came of them, and what is missing.
    /// - Returns: for people, what was begun.
    /// - Throws: `Slurm.Problem`, `FarmError`.
    package func beginCollecting(_ farm: Farm) throws -> String {
        var submitted = farm.submitted
        guard let job = submitted.jobs.last else { return "nothing is left to be done" }
        if let collector = submitted.collector, Slurm.states(of: collector)?.isEmpty == false {
            return "Slurm's job \(collector) collects"
        }
        let words = [Farm.program, "farm", "collect", farm.folder]
        let collector = try Slurm.submit(
            [
                "--job-name=reverie-collect", "--dependency=afterany:\(job)", "--requeue",
                "--chdir=\(farm.folder)", "--output=logs/collect.log", "--open-mode=append",
            ] + (wish.partition.map { ["--partition=\($0)"] } ?? []) + ["--wrap", "exec \(ShellText.command(words))"])
        submitted.collector = collector
        try farm.note(submitted)
        return
            "Slurm's job \(collector) collects once they have ended; \(farm.folder)/logs/collect.log says what came of it"
    }

    private func options(_ farm: Farm, tasks: Int) -> [String] {
        var options = [
            "--job-name=reverie-farm", "--array=1-\(tasks)", "--requeue", "--signal=B:TERM@60", "--open-mode=append",
            "--chdir=\(farm.folder)", "--output=logs/%a.log",
        ]
        if let partition = wish.partition { options.append("--partition=\(partition)") }
        if let time = wish.time { options.append("--time=\(time)") }
        // What the system itself holds for a process is not what that process counts.
        if let memory = wish.memory { options.append("--mem=\((memory / 8 * 9 >> 20) + 64)M") }
        if let threads = wish.threads { options.append("--cpus-per-task=\(threads)") }
        return options
    }

    /// What a task runs.
    private func script(_ farm: Farm) -> String {
        let work = ShellText.command([Farm.program] + Farm.workCommand(farm.folder, threads: nil))
        return """
            #!/bin/sh
            # What a task of this farm runs, as Slurm was given it.
            child=
            asked=
            trap 'asked=1; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null' TERM
            while :; do
                \(work) "$SLURM_ARRAY_TASK_ID" --threads "${SLURM_CPUS_PER_TASK:-${SLURM_CPUS_ON_NODE:-1}}" &
                child=$!
                status=0
                wait "$child" || status=$?
                # A signal ends the waiting, and not the child.
                while kill -0 "$child" 2>/dev/null; do
                    status=0
                    wait "$child" || status=$?
                done
                # Whatever has ended it at once, what is left goes on: no shard is taken up more than a few times.
                [ -z "$asked" ] && [ "$status" -gt 128 ] && [ "$status" -ne 130 ] || break
            done
            case $status in
            0) exit 0 ;;
            130 | 143)
                # It has kept its state. Back into the queue, unless Slurm is at that itself, or somebody wants no more of it.
                if scontrol show job "$SLURM_JOB_ID" | grep -q 'JobState=RUNNING'; then
                    scontrol requeue "$SLURM_JOB_ID" && sleep 60
                fi
                ;;
            *) : >"tasks/$SLURM_ARRAY_TASK_ID.failed" ;;
            esac
            exit "$status"

            """
    }

    package func look(after farm: Farm) throws -> Int? {
        guard let job = farm.submitted.jobs.last else { return 0 }
        // Little waits for little work, and nobody is asked twice a second for hours who has a cluster to look after.
        if let last = lastLook, ContinuousClock.now - last.time < .seconds(last.pause) { return last.tasks }
        let tasks = Slurm.states(of: job).map { $0.values.reduce(0, +) }
        lastLook = (ContinuousClock.now, tasks, min((lastLook?.pause ?? 0.1) * 1.3, 10))
        let failed = (Files.names(in: farm.folder + "/tasks") ?? []).filter { $0.hasSuffix(".failed") }
        if tasks == 0, !farm.counts().isOver, let number = failed.first.flatMap({ Int(Paths.stem(of: $0)) }) {
            throw TaskProblem(
                number: number, problem: Farm.lastLine(of: number, in: farm.folder) ?? "it ended without a word")
        }
        return tasks
    }

    private var lastLook: (time: ContinuousClock.Instant, tasks: Int?, pause: Double)?

    package func stop(_ farm: Farm) -> String? {
        farm.submitted.jobs.last.map {
            "the tasks go on without this: 'reverie farm status \(farm.folder)' tells how far they are, and 'scancel \($0)' ends them"
        }
    }

    package func finish(_ farm: Farm) {
        // Those whose turn has not come would find nothing.
        for job in farm.submitted.jobs { _ = try? Slurm.run("scancel", [job]) }
    }

    static func text(_ states: [String: Int]) -> String {
        Phrases.list(states.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key.lowercased())" })
    }
}

/// What can be wrong with a farm's job of Slurm's.
enum SlurmProblem: Error, CustomStringConvertible {
    case tooMany(Int, most: Int)
    case idle(left: Int, logs: String)

    var description: String {
        switch self {
        case .tooMany(let tasks, let most):
            "\(SettingName("tasks")) is \(tasks), and this Slurm takes \(most) of one job at most (MaxArraySize); each does as many shards as there are"
        case .idle(let left, let logs):
            "Slurm's tasks ended again and again, and \(Phrases.count(left, "shard")) \(left == 1 ? "is" : "are") left; '\(Phrases.harmless(logs))' holds what they said"
        }
    }
}

extension Farm {
    /// What Slurm was given of it.
    var submitted: SlurmTasks.Submitted {
        Files.read(folder + "/slurm.json", most: 1 << 20).flatMap {
            try? JSONDecoder().decode(SlurmTasks.Submitted.self, from: $0)
        } ?? SlurmTasks.Submitted()
    }

    /// - Throws: `PictureError`.
    func note(_ submitted: SlurmTasks.Submitted) throws {
        try AtomicFile.write(try JSONEncoder().encode(submitted), to: folder + "/slurm.json")
    }
}
