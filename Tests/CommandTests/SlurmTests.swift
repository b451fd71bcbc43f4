import Files
import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Farms on a real Slurm: the bytes are those of a plain run, whatever becomes of tasks, nodes and the scheduler.
///
/// They take minutes on a machine that is busy, and are run where `REVERIE_SLURM_TESTS` is set; so is `Scripts/checks/farm-on-slurm` by hand.
@Suite(
    .serialized,
    .enabled(
        if: ProcessInfo.processInfo.environment["REVERIE_SLURM_TESTS"] != nil && SlurmCluster.starts(),
        "farms are tried on Slurm where REVERIE_SLURM_TESTS=1, with slurm-wlm and munge installed"))
struct SlurmTests {
    private func withCluster(_ body: (SlurmCluster, String) throws -> Void) throws {
        let cluster = try SlurmCluster()
        defer { cluster.stop() }
        try Fixtures.withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/in", withIntermediateDirectories: true)
            for number in 1...4 {
                try Picture(colours: Clouds.paint(width: 96, height: 64, seed: UInt64(number))).write(
                    to: "\(folder)/in/\(number).png")
            }
            try body(cluster, folder)
        }
    }

    @discardableResult
    private func run(
        _ words: [String], in folder: String, on cluster: SlurmCluster, status: Int32 = 0
    ) throws -> Program.Outcome {
        let outcome = try Program.run(words, in: folder, variables: cluster.variables)
        #expect(outcome.status == status, "\(words): \(outcome.chatter)")
        return outcome
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

    /// Waits for something of the farm's, for at most two minutes: a machine may be busy.
    private func wait(_ what: String, until isThere: () throws -> Bool) throws {
        for _ in 0..<1200 {
            if try isThere() { return }
            usleep(100_000)
        }
        Issue.record("waited for \(what) in vain")
    }

    private let quick = ["--network", "squeezenet", "--long-edge", "96", "--set", "octaves=1"]

    @Test func picturesASheetAndAFilm() throws {
        try withCluster { cluster, folder in
            let slurm = ["--on", "slurm", "--tasks", "2"]
            try run(["run", "classic", "in", "-o", "plain/"] + quick, in: folder, on: cluster)
            let farmed = try run(
                [
                    "farm", "run", "classic", "in", "-o", "out/", "--memory", "1GiB", "--time", "10", "--partition",
                    "tests",
                ]
                    + slurm + quick, in: folder, on: cluster)
            #expect(farmed.chatter.contains("4 shards in 2 tasks of Slurm's job 1\n"), "\(farmed.chatter)")
            #expect(farmed.chatter.hasSuffix("rendered 4 of 4 pictures\n"), "\(farmed.chatter)")
            try run(["run", "classic", "in", "-o", "bound/", "--memory", "1GiB"] + quick, in: folder, on: cluster)
            try expectSame("bound", "out", in: folder)

            // Submitted and left alone: a job of Slurm's collects. A cell that fails is told, and keeps nothing from being collected.
            let sweep = [
                "sweep", "classic", "in/1.png", "--vary", "strength=0.5,1", "--cell", "48", "--set", "octaves=1",
            ]
            try run(sweep + ["-o", "plain.png"], in: folder, on: cluster)
            let submitted = try run(
                ["farm", "submit"] + sweep + ["-o", "sheet.png", "--farm", "f"] + slurm, in: folder, on: cluster)
            #expect(submitted.output == folder + "/f\n")
            try run(
                ["farm", "submit", "classic", "in", "-o", "left/", "--farm", "g"] + slurm + quick, in: folder,
                on: cluster)
            try wait("the sheet") { text(folder + "/f/logs/collect.log").contains("wrote ") }
            #expect(try Fixtures.same(folder + "/plain.png", folder + "/sheet.png"))
            try wait("the pictures") { text(folder + "/g/logs/collect.log").contains("rendered 4 of 4 pictures") }
            try expectSame("plain", "left", in: folder)
            let status = try run(["farm", "status", "g"], in: folder, on: cluster).output
            #expect(status.hasPrefix("4 of 4 shards done\nSlurm's job "), "\(status)")

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
            try run(["run", "over.lua", "clip.mkv", "-o", "plain.mp4"], in: folder, on: cluster)
            let shots = try run(
                ["farm", "run", "over.lua", "clip.mkv", "-o", "shots.mp4"] + slurm, in: folder, on: cluster)
            #expect(shots.chatter.contains("3 shards in 2 tasks of Slurm's job"), "\(shots.chatter)")
            #expect(try Fixtures.same(folder + "/plain.mp4", folder + "/shots.mp4"))
        }
    }

    @Test func whateverBecomesOfTasksAndNodes() throws {
        try withCluster { cluster, folder in
            let long = [
                "--network", "squeezenet", "--long-edge", "224", "--set", "octaves=3", "--checkpoint-every", "0",
            ]
            try run(["run", "classic", "in", "-o", "plain/"] + long, in: folder, on: cluster)
            try run(
                ["farm", "submit", "classic", "in", "-o", "out/", "--farm", "f", "--on", "slurm", "--tasks", "2"]
                    + long,
                in: folder, on: cluster)
            /// The processes that are at a shard just now, and have left a state.
            func atWork() -> [pid_t] {
                names(folder + "/f/claims").compactMap { name -> pid_t? in
                    guard !names("\(folder)/f/state/000/\(name)").isEmpty,
                        let claim = try? JSONSerialization.jsonObject(
                            with: Data(contentsOf: URL(fileURLWithPath: "\(folder)/f/claims/\(name)")))
                            as? [String: Any]
                    else { return nil }
                    return claim["process"] as? pid_t
                }
            }
            func isOver() -> Bool { names(folder + "/f/done").contains("000.all") }
            // A task that is killed: its script takes up again what it was at.
            try wait("a task at work") { !atWork().isEmpty }
            atWork().first.map { _ = kill($0, SIGKILL) }
            // One that is told that its time is over: it keeps its state, and goes back into the queue.
            try wait("both tasks at work") {
                let tasks = atWork()
                return isOver() || (tasks.count == 2 && tasks.allSatisfy { kill($0, 0) == 0 })
            }
            if !isOver() { try cluster.run("scancel", "--signal=TERM", "--batch", "1_1") }
            try wait("the queue") {
                try isOver() || cluster.run("squeue", "-h", "-r", "-j", "1", "-o", "%i %T").contains("1_1 PENDING")
            }
            #expect(text(folder + "/f/logs/1.log").contains("asked to stop, and the state is kept"))
            // One that an operator puts back, and a node that dies under one.
            _ = try? cluster.run("scontrol", "requeue", "1_2")
            try cluster.run("scontrol", "update", "NodeName=n2", "State=DOWN", "Reason=tests")
            try cluster.hurry()
            usleep(500_000)
            try cluster.run("scontrol", "update", "NodeName=n1", "State=DOWN", "Reason=tests")
            _ = try? cluster.run("scontrol", "update", "NodeName=n1", "State=RESUME")
            _ = try? cluster.run("scontrol", "update", "NodeName=n2", "State=RESUME")
            try wait("all shards") {
                try cluster.hurry()
                return isOver()
            }
            try wait("the collector") {
                try cluster.hurry()
                return text(folder + "/f/logs/collect.log").contains("rendered 4 of 4 pictures\n")
            }
            try expectSame("plain", "out", in: folder)
        }
    }

    @Test func aSchedulerThatIsAway() throws {
        try withCluster { cluster, folder in
            try run(["run", "classic", "in", "-o", "plain/"] + quick, in: folder, on: cluster)
            let farm = ["farm", "run", "classic", "in", "-o", "out/", "--on", "slurm", "--tasks", "2"] + quick
            let most = try run(farm.map { $0 == "2" ? "5000" : $0 }, in: folder, on: cluster)
            // There are only four shards, so that no array is too large.
            #expect(most.chatter.contains("4 shards in 4 tasks"), "\(most.chatter)")
            try FileManager.default.removeItem(atPath: folder + "/out")
            cluster.stopController()
            let away = try run(farm, in: folder, on: cluster, status: 1)
            #expect(away.chatter.contains("reverie: Slurm's sbatch said: "), "\(away.chatter)")
            #expect(
                away.chatter.contains("nothing is lost: the same command goes on once that is mended"),
                "\(away.chatter)")
            try cluster.startController()
            try run(farm, in: folder, on: cluster)
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
