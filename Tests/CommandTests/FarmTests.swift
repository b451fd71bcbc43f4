import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Farms of processes of this machine: the bytes are those of a plain run, whatever happens meanwhile.
@Suite(.serialized) struct FarmTests {
    private static let quick = ["--network", "squeezenet", "--long-edge", "96", "--set", "octaves=2"]

    /// Four pictures, of which one is none.
    private func fill(_ folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder + "/in", withIntermediateDirectories: true)
        for (seed, name) in ["1.png", "2.jpg", "3.png"].enumerated() {
            try Picture(colours: Clouds.paint(width: 96, height: 64, seed: UInt64(seed))).write(
                to: folder + "/in/" + name)
        }
        try Data("no picture".utf8).write(to: URL(fileURLWithPath: folder + "/in/4.png"))
    }

    private func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    private func expectSame(_ a: String, _ b: String, in folder: String) throws {
        let names = names(folder + "/" + a)
        #expect(!names.isEmpty && names == self.names(folder + "/" + b))
        for name in names { #expect(try Fixtures.same("\(folder)/\(a)/\(name)", "\(folder)/\(b)/\(name)"), "\(name)") }
    }

    @discardableResult
    private func run(_ folder: String, _ words: [String], status: Int32 = 0) throws -> Program.Outcome {
        let outcome = try Program.run(words, in: folder)
        #expect(outcome.status == status, "\(words): \(outcome.chatter)")
        return outcome
    }

    @Test func aFolderHasTheBytesOfAPlainRun() throws {
        try Fixtures.withTemporaryFolder { folder in
            try fill(folder)
            try run(folder, ["run", "classic", "in", "-o", "plain/"] + FarmTests.quick, status: 1)
            let farm = ["farm", "run", "classic", "in", "-o", "out/", "--tasks", "2"] + FarmTests.quick
            let outcome = try run(folder, farm, status: 1)
            #expect(
                outcome.chatter.hasSuffix(
                    "rendered 3 of 4 pictures; 1 failed:\n  '\(folder)/in/4.png' is no picture that is read here (\(PictureFormat.readNames))\n"
                ), "\(outcome.chatter)")
            try expectSame("plain", "out", in: folder)
            // What failed is tried again by the same command, and only that; then the farm is gone.
            #expect(names(folder).contains(".out.farm"))
            let before = try FileManager.default.attributesOfItem(atPath: folder + "/out/1.png")[.modificationDate]
            try Picture(colours: Clouds.paint(width: 96, height: 64, seed: 9)).write(to: folder + "/in/4.png")
            #expect(try run(folder, farm).chatter.hasSuffix("rendered 4 of 4 pictures\n"))
            let after = try FileManager.default.attributesOfItem(atPath: folder + "/out/1.png")[.modificationDate]
            #expect(before as? Date == after as? Date)
            try run(folder, ["run", "classic", "in", "-o", "plain/", "--resume"] + FarmTests.quick)
            try expectSame("plain", "out", in: folder)
            #expect(names(folder) == ["in", "out", "plain"])
        }
    }

    @Test func sheetsHaveTheBytesOfPlainOnes() throws {
        try Fixtures.withTemporaryFolder { folder in
            try fill(folder)
            let sweep = [
                "sweep", "classic", "in/1.png", "--vary", "strength=0.5,1", "--vary", "seed=1,2", "--cell", "48",
                "--set", "octaves=1", "--network", "squeezenet",
            ]
            try run(folder, sweep + ["-o", "plain.png"])
            try run(folder, ["farm", "run"] + sweep + ["-o", "farm.png", "--tasks", "2"])
            #expect(try Fixtures.same(folder + "/plain.png", folder + "/farm.png"))
            let atlas = ["atlas", "squeezenet", "fire2", "--channels", "0-2", "--steps", "8", "--cell", "32"]
            try run(folder, atlas + ["-o", "plain.jpg"])
            try run(folder, ["farm", "run"] + atlas + ["-o", "farm.jpg", "--tasks", "2"])
            #expect(try Fixtures.same(folder + "/plain.jpg", folder + "/farm.jpg"))
            #expect(names(folder) == ["farm.jpg", "farm.png", "in", "plain.jpg", "plain.png"])
        }
    }

    /// Batches from noise, and pictures that a preset of one's own makes.
    @Test func aDataSetHasTheBytesOfAPlainRun() throws {
        try Fixtures.withTemporaryFolder { folder in
            let model = Fixtures.path("Batches/model.onnx")
            let small = [
                "dataset", model, "--classes", "0-4", "--per-class", "3", "--set", "batch=4", "--set", "steps=10",
            ]
            let preset = """
                local r = require "reverie"
                return r.preset { api = 1, title = "Small", params = { creature = r.class { default = "1" } },
                  recipe = function(net, p) return {
                    r.stage { maximize = net:at(0.5):energy(), octaves = { count = 1 }, steps = 2 } } end }
                """
            try write(preset, folder + "/small.lua")
            let made = ["dataset", model, "--classes", "2,3", "--per-class", "2", "--preset", "small.lua"]
            for (name, words) in [("noise", small), ("preset", made)] {
                try run(folder, words + ["-o", "plain-" + name])
                let said = try run(folder, ["farm", "run"] + words + ["-o", name, "--tasks", "2"])
                #expect(said.chatter.contains("\(name == "noise" ? 15 : 4) pictures of"), "\(said.chatter)")
                let found = try #require(FileManager.default.enumerator(atPath: folder + "/" + name)).compactMap {
                    $0 as? String
                }
                let pictures = found.filter { $0.hasSuffix(".png") }
                #expect(pictures.count == (name == "noise" ? 15 : 4))
                for file in pictures + ["manifest.jsonl", "dataset.json"] {
                    #expect(
                        try Fixtures.same("\(folder)/plain-\(name)/\(file)", "\(folder)/\(name)/\(file)"), "\(file)")
                }
            }
            // A batch that was lost is made again, and it alone.
            try run(folder, ["farm", "submit"] + small + ["-o", "again", "--farm", "f", "--tasks", "2"])
            #expect(names(folder + "/f/jobs/000").count == 4)
            try run(folder, ["farm", "work", "f"])
            try FileManager.default.removeItem(atPath: folder + "/again/train/0/0001.png")
            let lost = try run(folder, ["farm", "collect", "f"], status: 1)
            #expect(lost.chatter.contains("of its parts 3 of 4 are done; 1 is not done yet"), "\(lost.chatter)")
            #expect(try run(folder, ["farm", "work", "f"]).chatter == "did 1 shard\n")
            try run(folder, ["farm", "collect", "f", "--remove"])
            #expect(try Fixtures.same(folder + "/plain-noise/manifest.jsonl", folder + "/again/manifest.jsonl"))
            #expect(names(folder).filter { $0.contains("farm") || $0 == "f" } == [])
        }
    }

    /// A film whose frames hand on so much of what was dreamt.
    private func film(keep: String, over: Bool = false) -> String {
        """
        local r = require "reverie"
        return r.preset { api = 1, title = "Parts", canvas = r.clouds { width = 96, height = 64 },
          recipe = function(net, p) return { r.film { frames = 6, fps = 10, keep = \(keep),
            \(over ? "" : "camera = r.camera { zoom = 1.05, rotate = 3 },") each = {
              r.stage { maximize = net.fire3:energy(), octaves = { count = 1 }, steps = 1 } } } } end }
        """
    }

    private func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    @Test func framesThatDoNotGoOnFromEachOtherAreSplit() throws {
        try Fixtures.withTemporaryFolder { folder in
            try write(film(keep: "0"), folder + "/free.lua")
            try run(folder, ["run", "free.lua", "-o", "plain/"])
            // What another film has left goes, as it does when one is rendered by one process.
            try run(folder, ["run", "free.lua", "-o", "out/", "--seed", "7"])
            try run(folder, ["farm", "submit", "free.lua", "-o", "out/", "--tasks", "2", "--farm", "f"])
            let jobs = names(folder + "/f/jobs/000")
            #expect(jobs.count == 6)
            try run(folder, ["farm", "work", "f", "--task", "2"])
            let done = try run(folder, ["farm", "collect", "f", "--remove"])
            #expect(done.chatter.contains("the frames are"), "\(done.chatter)")
            try expectSame("plain", "out", in: folder)
            #expect(names(folder) == ["free.lua", "out", "plain"])
            // One that cannot be split is one job, and it is said why.
            try write(film(keep: "0.5"), folder + "/bound.lua")
            try run(folder, ["run", "bound.lua", "-o", "bound/"])
            let bound = try run(folder, ["farm", "run", "bound.lua", "-o", "farmed/"])
            #expect(
                bound.chatter.contains(
                    "this is one job: each frame goes on from what was dreamt on the one before (keep is 0.5)\n"))
            try expectSame("bound", "farmed", in: folder)
        }
    }

    @Test(.enabled(if: Program.hasFFmpeg, "ffmpeg is not installed: 'apt-get install ffmpeg'"))
    func theShotsOfAClipAreSplit() throws {
        try Fixtures.withTemporaryFolder { folder in
            // Three shots of four frames.
            let drawing = "[0:v]trim=end_frame=4[a];[1:v]trim=end_frame=4,setpts=PTS+0.4/TB[b];[2:v]trim=end_frame=4[c]"
            try Video.make(
                folder + "/clip.mkv",
                [
                    "-f", "lavfi", "-i", "testsrc=size=96x64:rate=10", "-f", "lavfi", "-i",
                    "mandelbrot=size=96x64:rate=10",
                    "-f", "lavfi", "-i", "rgbtestsrc=size=96x64:rate=10", "-filter_complex",
                    drawing.replacing(",setpts=PTS+0.4/TB", with: "") + ";[a][b][c]concat=n=3:v=1", "-c:v", "ffv1",
                ])
            try write(film(keep: "0.8", over: true), folder + "/over.lua")
            #expect(
                try run(folder, ["plan", "over.lua", "clip.mkv", "--shots"]).output
                    == "shot 1: frames 1 to 4, 0 to 0.4 s\nshot 2: frames 5 to 8, 0.4 to 0.8 s\nshot 3: frames 9 to 12, 0.8 to 1.2 s\n"
            )
            try run(folder, ["run", "over.lua", "clip.mkv", "-o", "plain.mp4"])
            let farmed = try run(folder, ["farm", "run", "over.lua", "clip.mkv", "-o", "out.mp4", "--tasks", "2"])
            #expect(farmed.chatter.contains("3 shards in 2 processes of this machine"), "\(farmed.chatter)")
            #expect(try Fixtures.same(folder + "/plain.mp4", folder + "/out.mp4"))
            #expect(names(folder) == ["clip.mkv", "out.mp4", "over.lua", "plain.mp4"])
        }
    }

    /// Whether a process has a claim.
    private func isAtWork(_ worker: Worker, _ claims: String) -> Bool {
        let texts = names(claims).map { (try? String(contentsOfFile: claims + "/" + $0, encoding: .utf8)) ?? "" }
        return texts.contains { text in [",", "}"].contains { text.contains("\"process\":\(worker.number)\($0)") } }
    }

    @Test func whatIsKilledIsGoneOnWith() throws {
        try Fixtures.withTemporaryFolder { folder in
            try fill(folder)
            try FileManager.default.removeItem(atPath: folder + "/in/4.png")
            let quick = ["--network", "squeezenet", "--long-edge", "160", "--set", "octaves=3"]
            try run(folder, ["run", "classic", "in", "-o", "plain/"] + quick)
            try run(
                folder,
                ["farm", "submit", "classic", "in", "-o", "out/", "--farm", "f", "--checkpoint-every", "0"] + quick)
            var states = 0
            for round in 0..<4 {
                let worker = try Worker("f", in: folder)
                for _ in 0..<2000 where !isAtWork(worker, folder + "/f/claims") && worker.isRunning { usleep(2000) }
                usleep(UInt32(100_000 + 80_000 * round))
                worker.kill(SIGKILL)
                states += names(folder + "/f/state/000").isEmpty ? 0 : 1
            }
            #expect(states > 0, "no kill found a state")
            // The claim of one that is dead keeps nobody away, and another that is asked to stop keeps its state.
            let worker = try Worker("f", in: folder)
            for _ in 0..<2000 where !isAtWork(worker, folder + "/f/claims") && worker.isRunning { usleep(2000) }
            worker.kill(SIGTERM)
            worker.kill(SIGTERM)
            #expect(worker.status == 130 || worker.status == 0)
            #expect(names(folder + "/f/claims").isEmpty)
            // Two at once.
            let both = try [Worker("f", in: folder), Worker("f", in: folder)]
            both.forEach { #expect($0.status == 0) }
            #expect(try run(folder, ["farm", "collect", "f"]).chatter == "rendered 3 of 3 pictures\n")
            try expectSame("plain", "out", in: folder)
            // Again, when all is done: nothing happens.
            try run(folder, ["farm", "work", "f"])
            #expect(try run(folder, ["farm", "status", "f"]).output == "3 of 3 shards done\n")
            // Unless what was made is there no longer.
            try FileManager.default.removeItem(atPath: folder + "/out/2.png")
            let lost = try run(folder, ["farm", "collect", "f"], status: 1)
            #expect(lost.chatter.contains("rendered 2 of 3 pictures; 1 is to be done again"), "\(lost.chatter)")
            try run(folder, ["farm", "work", "f"])
            try run(folder, ["farm", "collect", "f"])
            try expectSame("plain", "out", in: folder)
        }
    }

    @Test func aRunThatIsInterruptedGoesOn() throws {
        try Fixtures.withTemporaryFolder { folder in
            try fill(folder)
            try FileManager.default.removeItem(atPath: folder + "/in/4.png")
            let quick = ["--network", "squeezenet", "--long-edge", "160", "--set", "octaves=3"]
            try run(folder, ["run", "classic", "in", "-o", "plain/"] + quick)
            let farm = ["farm", "run", "classic", "in", "-o", "out/"] + quick
            let outcome = try Program.run(farm, in: folder, interruptAfter: "of this machine")
            #expect(outcome.status == 130, "\(outcome.chatter)")
            #expect(
                outcome.chatter.contains("interrupted: nothing is lost; to go on: reverie farm run classic in -o out/"))
            // What was left half done has no picture.
            #expect(names(folder + "/out").count < 3)
            try run(folder, farm)
            try expectSame("plain", "out", in: folder)
            #expect(names(folder) == ["in", "out", "plain"])
        }
    }

    @Test func whatIsWrongIsSaid() throws {
        try Fixtures.withTemporaryFolder { folder in
            try fill(folder)
            func said(_ words: [String], status: Int32 = 1) throws -> String {
                try run(folder, words, status: status).chatter
            }
            #expect(try said(["farm", "status", "in"]).contains("there is no farm in 'in': 'reverie farm submit'"))
            let farm = ["farm", "submit", "classic", "in", "-o", "out/", "--farm", "f"] + FarmTests.quick
            // Nothing is left of what cannot be begun.
            #expect(try said(farm + ["--set", "strenght=1"]).contains("did you mean 'strength'"))
            #expect(try said(farm.map { $0 == "f" ? "in" : $0 }).contains("'in' holds '1.png', and is no farm"))
            #expect(names(folder) == ["in"] || names(folder) == ["in", "out"])
            try run(folder, farm)
            #expect(try said(farm + ["--seed", "3"]).contains("the farm in 'f' is one of other jobs"))
            try run(folder, farm + ["--seed", "3", "--anew"])
            try run(folder, farm + ["--anew"])
            #expect(try said(["farm", "work", "f", "--task", "0"], status: 64).contains("tasks are counted from 1"))
            #expect(try said(["farm", "run", "classic", "in/1.png", "-o", "-"]).contains("-o is nothing for a farm"))

            let description = folder + "/f/farm.json"
            let text = try String(contentsOfFile: description, encoding: .utf8)
            func change(_ from: some RegexComponent, _ to: String) throws {
                try write(text.replacing(from, with: to), description)
            }
            try change(/"version" : "[^"]*"/, "\"version\" : \"0.0.1\"")
            #expect(
                try said(["farm", "work", "f"]).contains("the farm in 'f' was made by Reverie 0.0.1, and this is "))
            try change(/"format" : 1/, "\"format\" : 99")
            #expect(try said(["farm", "status", "f"]).contains("laid out as format 99"))
            try change(/"count" : 4/, "\"count\" : \"four\"")
            #expect(try said(["farm", "collect", "f"]).contains("farm.json' of the farm: "))
            try write(text, description)

            // A network that is another one by now: no shard is to blame.
            let networks = folder + "/f/networks"
            let hash = try #require(names(networks).first { !$0.hasSuffix(".json") })
            let model = "\(networks)/\(hash)/squeezenet.onnx"
            let weights = try Data(contentsOf: URL(fileURLWithPath: model))
            try FileManager.default.removeItem(atPath: model)
            try (weights + Data([0])).write(to: URL(fileURLWithPath: model))
            #expect(
                try said(["farm", "work", "f"]).contains("is not the network 'squeezenet' that the farm was given"))
            #expect(try run(folder, ["farm", "status", "f"]).output == "0 of 4 shards done, 4 to be done\n")
            try weights.write(to: URL(fileURLWithPath: model))

            // A shard that says nothing, and one that ends all who are at it.
            try write("{", folder + "/f/jobs/000/000001.json")
            let dead = """
                {"machine":"here","place":"\(String(repeating: "0", count: 16))","process":1,"beginning":1,"restarts":0,"attempt":5,"since":0}
                """
            try write(dead, folder + "/f/claims/000002")
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -100)], ofItemAtPath: folder + "/f/claims/000002")
            let worked = try said(["farm", "work", "f"], status: 0)
            #expect(worked.hasSuffix("did 1 shard, 3 failed\n"), "\(worked)")
            let collected = try said(["farm", "collect", "f"])
            #expect(collected.contains("rendered 1 of 4 pictures; 3 failed:"), "\(collected)")
            #expect(collected.contains("in/3.png: the processes that were at it were ended 5 times"), "\(collected)")
            let status = try run(folder, ["farm", "status", "f"]).output
            #expect(status.hasPrefix("1 of 4 shards done, 3 failed\n  failed: "), "\(status)")
        }
    }

    @Test func twoDoNotCollectAtOnce() throws {
        try Fixtures.withTemporaryFolder { folder in
            try fill(folder)
            try run(folder, ["farm", "submit", "classic", "in", "-o", "out/", "--farm", "f"] + FarmTests.quick)
            // Somebody on another machine, who was heard of just now.
            let other = """
                {"machine":"there","place":"0123456789abcdef","process":77,"beginning":1,"restarts":0,"attempt":1,"since":0}
                """
            try write(other, folder + "/f/claims/collect")
            let refused = try run(folder, ["farm", "collect", "f"], status: 1)
            #expect(
                refused.chatter.hasSuffix("the farm in 'f' is being collected by process 77 of there; wait for that\n"))
            // And not for a while.
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -100)], ofItemAtPath: folder + "/f/claims/collect")
            let taken = try run(folder, ["farm", "collect", "f"], status: 1)
            #expect(taken.chatter == "rendered 0 of 4 pictures; 4 are not done yet\n")
        }
    }

    @Test func aFullDiskLosesNothing() throws {
        try Fixtures.withTemporaryFolder { folder in
            try fill(folder)
            try FileManager.default.removeItem(atPath: folder + "/in/4.png")
            try run(folder, ["run", "classic", "in", "-o", "plain/"] + FarmTests.quick)
            try run(folder, ["farm", "submit", "classic", "in", "-o", "out/", "--farm", "f"] + FarmTests.quick)
            // As a full disk has it: no file of more than four kilobytes.
            let full = try Program.run(["farm", "work", "f"], in: folder, largestFile: 8)
            #expect(full.status == 1)
            #expect(
                full.chatter.contains("nothing is lost: once there is room, the same command goes on"),
                "\(full.chatter)")
            #expect(try run(folder, ["farm", "status", "f"]).output == "0 of 3 shards done, 3 to be done\n")
            #expect(names(folder + "/out").isEmpty)
            try run(folder, ["farm", "work", "f"])
            try run(folder, ["farm", "collect", "f", "--remove"])
            try expectSame("plain", "out", in: folder)
        }
    }
}

/// `farm work` as a process that can be ended.
private final class Worker {
    private let process = Process()

    init(_ farm: String, in folder: String) throws {
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = ["farm", "work", farm, "--threads", "1"]
        process.environment = ProcessInfo.processInfo.environment.merging(Program.own) { $1 }
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    var isRunning: Bool { process.isRunning }

    var number: Int32 { process.processIdentifier }

    func kill(_ signal: Int32) {
        Foundation.kill(process.processIdentifier, signal)
        if signal == SIGKILL { process.waitUntilExit() }
    }

    /// How it ended.
    var status: Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }
}
