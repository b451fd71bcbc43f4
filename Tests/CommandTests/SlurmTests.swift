import Files
import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Farms on a real Slurm: the bytes are those of a plain run, whatever becomes of tasks, nodes and the scheduler.
///
/// `Scripts/checks/farm-on-slurm` does worse to more of them, by hand.
@Suite(
    .serialized, .endsSlurm,
    .enabled(if: SlurmCluster.starts(), "farms are tried on Slurm where slurm-wlm and munge are installed"))
struct SlurmTests {
    private let cluster: SlurmCluster

    init() throws { cluster = try SlurmCluster.shared.get() }

    /// A folder with pictures in `in`, and a preset of many short steps.
    private func withPictures(_ count: Int, _ body: (String) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/in", withIntermediateDirectories: true)
            for number in 1...count {
                try Picture(colours: Clouds.paint(width: 96, height: 64, seed: UInt64(number))).write(
                    to: "\(folder)/in/\(number).png")
            }
            let long = """
                local r = require "reverie"
                return r.preset { api = 1, title = "Long", network = "squeezenet", recipe = function(net, p) return {
                  r.stage { maximize = net.fire3:energy(), octaves = { count = 1 }, steps = 300 } } end }
                """
            try Data(long.utf8).write(to: URL(fileURLWithPath: folder + "/long.lua"))
            try body(folder)
        }
    }

    @discardableResult
    private func run(_ words: [String], in folder: String, status: Int32 = 0) throws -> Program.Outcome {
        let outcome = try Program.run(words, in: folder, variables: cluster.variables)
        #expect(outcome.status == status, "\(words): \(outcome.chatter)")
        return outcome
    }

    /// Slurm's number of what was submitted.
    private func job(_ outcome: Program.Outcome) throws -> String {
        String(try #require(outcome.chatter.firstMatch(of: #/of Slurm's job (\d+)/#)).1)
    }

    private func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    private func expectSame(_ a: String, _ b: String, in folder: String) throws {
        let names = names(folder + "/" + a)
        #expect(!names.isEmpty && names == self.names(folder + "/" + b))
        for name in names { #expect(try Fixtures.same("\(folder)/\(a)/\(name)", "\(folder)/\(b)/\(name)"), "\(name)") }
    }

    private func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

    /// Waits for something of a farm's, for at most two minutes: a machine may be busy.
    private func wait(_ what: String, in farm: String, until isThere: () throws -> Bool) throws {
        for _ in 0..<1200 {
            if try isThere() { return }
            usleep(100_000)
        }
        let logs = names(farm + "/logs").map { "\($0): \(text(farm + "/logs/" + $0))" }.joined()
        Issue.record("waited for \(what) in vain; \(logs)\(try cluster.run("squeue", "-r"))")
        throw CancellationError()
    }

    private let quick = ["--network", "squeezenet", "--long-edge", "96", "--set", "octaves=1"]

    @Test func picturesASheetAndAFilm() throws {
        try withPictures(3) { folder in
            let slurm = ["--on", "slurm", "--tasks", "2"]
            // Submitted and left alone: jobs of Slurm's collect.
            let sweep = [
                "sweep", "classic", "in/1.png", "--vary", "strength=0.5,1", "--cell", "48", "--set", "octaves=1",
            ]
            let submitted = try run(
                ["farm", "submit"] + sweep + ["-o", "sheet.png", "--farm", "f"] + slurm, in: folder)
            #expect(submitted.output == folder + "/f\n")
            try run(["farm", "submit", "classic", "in", "-o", "left/", "--farm", "g"] + slurm + quick, in: folder)
            // Meanwhile, without Slurm.
            let bound = quick + ["--memory", "1GiB"]
            try run(sweep + ["-o", "plain.png"], in: folder)
            try run(["run", "classic", "in", "-o", "plain/"] + quick, in: folder)
            try wait("the sheet", in: folder + "/f") { text(folder + "/f/logs/collect.log").contains("wrote ") }
            #expect(try Fixtures.same(folder + "/plain.png", folder + "/sheet.png"))
            try wait("the pictures", in: folder + "/g") {
                text(folder + "/g/logs/collect.log").contains("rendered 3 of 3 pictures")
            }
            try expectSame("plain", "left", in: folder)
            let status = try run(["farm", "status", "g"], in: folder).output
            #expect(status.hasPrefix("3 of 3 shards done\nSlurm's job "), "\(status)")

            // Followed, with what tasks are to have.
            try run(["run", "classic", "in", "-o", "bound/"] + bound, in: folder)
            let farmed = try run(
                ["farm", "run", "classic", "in", "-o", "out/", "--time", "10", "--partition", "tests"] + slurm + bound,
                in: folder)
            #expect(farmed.chatter.contains("3 shards in 2 tasks of Slurm's job "), "\(farmed.chatter)")
            #expect(farmed.chatter.hasSuffix("rendered 3 of 3 pictures\n"), "\(farmed.chatter)")
            try expectSame("bound", "out", in: folder)

            guard Program.hasFFmpeg else { return }
            try Video.make(
                folder + "/clip.mkv",
                [
                    "-f", "lavfi", "-i", "testsrc=size=96x64:rate=10", "-f", "lavfi", "-i",
                    "mandelbrot=size=96x64:rate=10",
                    "-f", "lavfi", "-i", "rgbtestsrc=size=96x64:rate=10", "-filter_complex",
                    "[0:v]trim=end_frame=2[a];[1:v]trim=end_frame=2[b];[2:v]trim=end_frame=2[c];[a][b][c]concat=n=3:v=1",
                    "-c:v", "ffv1",
                ])
            let film = """
                local r = require "reverie"
                return r.preset { api = 1, title = "Over", recipe = function(net, p) return { r.film { frames = 2, fps = 10,
                  each = { r.stage { maximize = net.fire3:energy(), octaves = { count = 1 }, steps = 1 } } } } end }
                """
            try Data(film.utf8).write(to: URL(fileURLWithPath: folder + "/over.lua"))
            try run(["run", "over.lua", "clip.mkv", "-o", "plain.mp4"], in: folder)
            let shots = try run(["farm", "run", "over.lua", "clip.mkv", "-o", "shots.mp4"] + slurm, in: folder)
            #expect(shots.chatter.contains("3 shards in 2 tasks of Slurm's job"), "\(shots.chatter)")
            #expect(try Fixtures.same(folder + "/plain.mp4", folder + "/shots.mp4"))
        }
    }

    /// What becomes of a task in the middle of its shard.
    enum Trouble: CaseIterable {
        /// Its process is killed: its script takes it up again.
        case killed
        /// Its time is over: it keeps its state, and goes back into the queue.
        case timeIsOver
        /// An operator puts it back.
        case requeued
        /// Its node goes down.
        case nodeDown
    }

    /// There is no other task that could do it instead.
    @Test(arguments: Trouble.allCases) func aTaskInTroubleLosesNothing(_ trouble: Trouble) throws {
        try withPictures(1) { folder in
            let render = ["long.lua", "in", "--checkpoint-every", "0"]
            let farm = folder + "/f"
            let submitted = try run(
                ["farm", "submit"] + render + ["-o", "out/", "--farm", "f", "--on", "slurm", "--tasks", "1"], in: folder
            )
            let number = try job(submitted)
            /// The process that is at the shard, and has left a state.
            func worker() -> pid_t? {
                guard let claim = names(farm + "/claims").first(where: { !names("\(farm)/state/000/\($0)").isEmpty }),
                    let data = FileManager.default.contents(atPath: "\(farm)/claims/\(claim)"),
                    let owner = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
                else { return nil }
                return owner["process"] as? pid_t
            }
            try wait("the task at work", in: farm) { worker() != nil }
            let process = try #require(worker())
            var node = ""
            switch trouble {
            case .killed: kill(process, SIGKILL)
            case .timeIsOver: try cluster.run("scancel", "--signal=TERM", "--batch", number + "_1")
            case .requeued: try cluster.run("scontrol", "requeue", number + "_1")
            case .nodeDown:
                node = try cluster.run("squeue", "-h", "-j", number + "_1", "-o", "%N")
                    .trimmingCharacters(in: .whitespacesAndNewlines)
                try cluster.run("scontrol", "update", "NodeName=" + node, "State=DOWN", "Reason=tests")
            }
            if trouble != .killed {
                try wait("the queue", in: farm) {
                    try cluster.run("squeue", "-h", "-r", "-j", number, "-o", "%T").contains("PENDING")
                }
                #expect(names(folder + "/out").isEmpty)
            }
            if trouble == .nodeDown { _ = try? cluster.run("scontrol", "update", "NodeName=" + node, "State=RESUME") }
            try run(["run"] + render + ["-o", "plain/"], in: folder)
            try wait("the collector", in: farm) {
                try cluster.hurry()
                return text(farm + "/logs/collect.log").contains("rendered ")
            }
            #expect(text(farm + "/logs/collect.log") == "rendered 1 of 1 picture\n")
            let log = text(farm + "/logs/1.log")
            let said: [Trouble: String] = [
                .killed: "Killed", .timeIsOver: "asked to stop, and the state is kept", .requeued: "DUE TO JOB REQUEUE",
                .nodeDown: "DUE TO NODE FAILURE",
            ]
            #expect(log.contains(said[trouble] ?? "?") && log.hasSuffix("did 1 shard\n"), "\(log)")
            try expectSame("plain", "out", in: folder)
        }
    }

    /// What tasks could not do is told by the job that collects.
    @Test func whatIsMissingIsTold() throws {
        try withPictures(2) { folder in
            try cluster.run("scontrol", "update", "NodeName=n1,n2", "State=DRAIN", "Reason=tests")
            try run(
                ["farm", "submit", "classic", "in", "-o", "out/", "--farm", "f", "--on", "slurm", "--tasks", "2"]
                    + quick,
                in: folder)
            try FileManager.default.removeItem(atPath: folder + "/f/networks")
            try cluster.run("scontrol", "update", "NodeName=n1,n2", "State=RESUME")
            try wait("the collector", in: folder + "/f") { text(folder + "/f/logs/collect.log").hasSuffix("\n") }
            #expect(text(folder + "/f/logs/collect.log") == "rendered 0 of 2 pictures; 2 are not done yet\n")
            #expect(text(folder + "/f/logs/1.log").contains("networks"), "\(text(folder + "/f/logs/1.log"))")
        }
    }

    @Test func aSchedulerThatIsAway() throws {
        try withPictures(2) { folder in
            try run(["run", "classic", "in", "-o", "plain/"] + quick, in: folder)
            let farm = ["farm", "run", "classic", "in", "-o", "out/", "--on", "slurm", "--tasks", "2"] + quick
            cluster.stopController()
            let away = try run(farm, in: folder, status: 1)
            #expect(away.chatter.contains("reverie: Slurm's sbatch said: "), "\(away.chatter)")
            #expect(
                away.chatter.contains("nothing is lost: the same command goes on once that is mended"),
                "\(away.chatter)")
            try cluster.startController()
            // There are only two shards, so that no array is too large.
            let most = try run(farm.map { $0 == "2" ? "5000" : $0 }, in: folder)
            #expect(most.chatter.contains("2 shards in 2 tasks"), "\(most.chatter)")
            try expectSame("plain", "out", in: folder)
            // Not installed at all.
            let none = try Program.run(farm, in: folder, variables: ["PATH": "/nonexistent"])
            #expect(none.status == 1)
            #expect(
                none.chatter.contains("there is no 'sbatch' in the PATH: Slurm is not installed here; --on local"),
                "\(none.chatter)")
        }
    }
}
