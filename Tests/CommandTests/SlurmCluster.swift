import Files
import Foundation
import Testing

/// A Slurm of two nodes on this machine, as Debian ships it, with ports and folders of its own; nothing else on the machine sees it.
final class SlurmCluster: Sendable {
    /// The one of all tests: it takes seconds to come and to go.
    static let shared = Result { try SlurmCluster() }

    /// What its commands and tasks find it by.
    var variables: [String: String] { ["SLURM_CONF": folder + "/slurm.conf", "PATH": SlurmCluster.path] }
    private let folder: String
    private let port: Int

    /// Where Debian has its daemons.
    private static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin") + ":/usr/sbin:/sbin"
    /// Each begins with its own.
    private static let programs = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol"]

    /// Whether there can be one here; where not, why is said.
    static func starts() -> Bool {
        let folders = path.split(separator: ":")
        let missing = programs.filter { program in
            !folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
        }
        do {
            guard missing.isEmpty else { throw Failed(description: "there is no \(missing.joined(separator: ", "))") }
            _ = try shared.get()
            return true
        } catch {
            FileHandle.standardError.write(Data("farms are not tried on Slurm: \(error)\n".utf8))
            return false
        }
    }

    struct Failed: Error, CustomStringConvertible { let description: String }

    /// Starts it, and waits for its nodes.
    init() throws {
        // Sockets have short names.
        folder = "/tmp/reverie-slurm-\(getpid())-\(UInt16.random(in: 0...UInt16.max))"
        port = Int.random(in: 20_000...29_000)
        for name in ["state", "spool.n1", "spool.n2"] {
            try FileManager.default.createDirectory(atPath: folder + "/" + name, withIntermediateDirectories: true)
        }
        let key = Data((0..<64).map { _ in UInt8.random(in: 0...255) })
        try key.write(to: URL(fileURLWithPath: folder + "/key"))
        chmod(folder + "/key", 0o400)
        let host = ThisProcess.machine.split(separator: ".").first.map(String.init) ?? "localhost"
        let user = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "root"
        let nodes = (1...2).map {
            "NodeName=n\($0) NodeHostname=\(host) NodeAddr=127.0.0.1 Port=\(port + $0) CPUs=1 RealMemory=8000 State=UNKNOWN"
        }
        let conf = """
            ClusterName=reverie
            SlurmctldHost=\(host)(127.0.0.1)
            SlurmctldPort=\(port)
            AuthType=auth/munge
            AuthInfo=socket=\(folder)/munge.socket
            CredType=cred/munge
            MpiDefault=none
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SwitchType=switch/none
            ReturnToService=2
            SlurmctldPidFile=\(folder)/slurmctld.pid
            SlurmdPidFile=\(folder)/slurmd.%n.pid
            SlurmdSpoolDir=\(folder)/spool.%n
            StateSaveLocation=\(folder)/state
            SlurmUser=\(user)
            SlurmdUser=\(user)
            SchedulerType=sched/builtin
            SelectType=select/linear
            AccountingStorageType=accounting_storage/none
            JobAcctGatherType=jobacct_gather/none
            SlurmctldLogFile=\(folder)/slurmctld.log
            SlurmdLogFile=\(folder)/slurmd.%n.log
            KillWait=1
            MessageTimeout=2
            SlurmdParameters=config_overrides
            SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0
            \(nodes.joined(separator: "\n"))
            PartitionName=tests Nodes=ALL Default=YES MaxTime=INFINITE State=UP

            """
        try Data(conf.utf8).write(to: URL(fileURLWithPath: folder + "/slurm.conf"))
        do {
            try run(
                "munged", "--force", "--socket=\(folder)/munge.socket", "--key-file=\(folder)/key",
                "--pid-file=\(folder)/munge.pid", "--log-file=\(folder)/munge.log", "--seed-file=\(folder)/munge.seed")
            try startController()
            for node in ["n1", "n2"] { try run("slurmd", "-N", node) }
            for _ in 0..<100 where try run("sinfo", "-h", "-o", "%D %T") != "2 idle\n" { usleep(100_000) }
            guard try run("sinfo", "-h", "-o", "%D %T") == "2 idle\n" else {
                throw Failed(description: "its nodes do not become idle")
            }
        } catch {
            stop()
            throw error
        }
    }

    /// Starts what gives work to the nodes.
    func startController() throws { try run("slurmctld") }

    /// Ends it, as a machine that is switched off.
    func stopController() { end("slurmctld") }

    /// Ends all of it.
    func stop() {
        _ = try? run("scancel", "--user=\(NSUserName())")
        for _ in 0..<50 where (try? run("squeue", "-h")).map({ !$0.isEmpty }) == true { usleep(200_000) }
        for name in ["slurmd.n1", "slurmd.n2", "slurmctld", "munge"] { end(name) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Only what was started here: by the number that it has written itself.
    private func end(_ name: String) {
        guard let text = try? String(contentsOfFile: "\(folder)/\(name).pid", encoding: .utf8),
            let process = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
        else { return }
        kill(process, SIGTERM)
        for _ in 0..<50 where kill(process, 0) == 0 { usleep(100_000) }
        kill(process, SIGKILL)
    }

    /// Runs one of its commands.
    @discardableResult
    func run(_ words: String...) throws -> String {
        let said = "\(folder)/said-\(UInt32.random(in: 0...UInt32.max))"
        // A daemon would hold a pipe open, and whatever else it was given.
        let file = Files.open(said, O_RDWR | O_CREAT)
        defer {
            close(file)
            Files.remove(said)
        }
        let settings = variables.map { "\($0)=\($1)" }
        let ending = try OtherProgram("/usr/bin/env", settings + words, files: [nil, file, file]).wait()
        let text = String(decoding: Files.read(said, most: 1 << 20) ?? Data(), as: UTF8.self)
        guard ending == .exit(0) else { throw Failed(description: "\(words): \(text)") }
        return text
    }

    /// Lets what was put back into the queue begin soon: Slurm would wait two minutes. Not at once: a node refuses what was given out in the second in
    /// which it ended a job of that number, and Slurm holds that back for good then.
    func hurry() throws {
        let waiting = try run("SLURM_TIME_FORMAT=%s", "squeue", "-h", "-r", "-t", "PENDING", "-o", "%i %r %S")
        for line in waiting.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 3, words[1] == "BeginTime", let time = Double(words[2]) else { continue }
            guard time > Date().timeIntervalSince1970 + 5 else { continue }
            _ = try? run("scontrol", "update", "JobId=\(words[0])", "StartTime=now+2")
        }
    }
}

/// Ends the cluster once all tests of a suite have ended.
struct EndsSlurm: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        defer { _ = try? SlurmCluster.shared.get().stop() }
        try await function()
    }
}

extension Trait where Self == EndsSlurm {
    static var endsSlurm: Self { EndsSlurm() }
}
