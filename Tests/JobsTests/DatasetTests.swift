import Dreams
import Files
import Foundation
import Networks
import Pictures
import Recipes
import TestSupport
import Testing

import Jobs

/// Data sets of 16×16 dreams.
@Suite(.serialized) struct DatasetTests {
    private static func job(_ change: (inout DatasetJob) -> Void = { _ in }) -> DatasetJob {
        var job = DatasetJob(network: Fixtures.path("Batches/model.onnx"))
        (job.perClass, job.classes, job.batch, job.dream.steps) = (2, "1-3", 4, 12)
        change(&job)
        return job
    }

    private func plan(_ job: DatasetJob = job(), in folder: String) throws -> DatasetPlan {
        try DatasetPlan(job, in: folder, with: Small.resources())
    }

    private func run(_ plan: DatasetPlan, control: JobControl = JobControl()) throws -> (DatasetSummary, [JobProgress])
    {
        var steps: [JobProgress] = []
        let summary = try DatasetRun(plan, control: control) {
            if case .progress(let progress) = $0 { steps.append(progress) }
        }.run()
        return (summary, steps)
    }

    /// Every file of a folder, by its path within it.
    private func files(_ folder: String) throws -> [String: Data] {
        let paths = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
        return try paths.filter { !Files.isFolder(folder + "/" + $0) }.reduce(into: [:]) {
            $0[$1] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $1))
        }
    }

    @Test func theFolderIsWhatTorchvisionReads() throws {
        try Fixtures.withTemporaryFolder { folder in
            let (summary, steps) = try run(plan(in: folder + "/set"))
            #expect(summary.isWhole && summary.made == 6 && steps.count == 24)
            #expect(steps.last?.fraction == 1 && steps.last?.part?.count == 2)
            let found = try files(folder + "/set")
            let pictures = ["1", "2", "3"].flatMap { label in ["1", "2"].map { "train/\(label)/000\($0).png" } }
            #expect(found.keys.sorted() == ["dataset.json", "manifest.jsonl"] + pictures)
            let lines = try #require(found["manifest.jsonl"]).split(separator: UInt8(ascii: "\n"))
            let records = try lines.map { try JSONDecoder().decode(DatasetRecord.self, from: Data($0)) }
            #expect(records.map(\.file) == pictures && records.map(\.class) == ["1", "1", "2", "2", "3", "3"])
            let network = try Small.resources().networks.network(Self.job().network)
            for record in records {
                let picture = try Picture.read(contentsOf: folder + "/set/" + record.file)
                #expect(picture.width == 16 && picture.height == 16)
                let seen = try Impression.classes(in: picture, by: network, most: 10)
                let own = try #require(seen.first { $0.name == "class \(record.index ?? -1)" })
                #expect(abs(own.share - (record.confidence ?? -1)) < 1e-5)
            }
        }
    }

    @Test func whatIsStoppedGoesOnToTheSameBytes() throws {
        try Fixtures.withTemporaryFolder { folder in
            _ = try run(plan(in: folder + "/whole"))
            // In the middle of the second batch.
            var count = 0
            let control = JobControl()
            let summary = try DatasetRun(plan(in: folder + "/parts"), control: control) {
                if case .progress = $0 { count += 1 }
                if count == 17 { control.stop() }
            }.run()
            #expect(!summary.isWhole && summary.made == 4 && count == 17)
            let half = try files(folder + "/parts")
            #expect(half.keys.contains(".reverie/000002.state") && half.keys.contains("manifest.jsonl"))
            let (again, steps) = try run(plan(in: folder + "/parts"))
            #expect(again.isWhole && steps.count == 7)
            #expect(try files(folder + "/parts") == files(folder + "/whole"))
            // Nothing is done twice; what is missing is done again, and it alone.
            #expect(try run(plan(in: folder + "/parts")).1.isEmpty)
            Files.remove(folder + "/parts/train/3/0002.png")
            #expect(try run(plan(in: folder + "/parts")).1.count == 12)
            #expect(try files(folder + "/parts") == files(folder + "/whole"))
        }
    }

    @Test func itemsAreIndependent() throws {
        try Fixtures.withTemporaryFolder { folder in
            _ = try run(plan(in: folder + "/whole"))
            let other = try plan(in: folder + "/items")
            try other.run(1)
            try other.run(0)
            try other.run(1)
            #expect(other.isDone(0) && other.isDone(1))
            #expect(try other.collect().isWhole)
            #expect(try files(folder + "/items") == files(folder + "/whole"))
        }
    }

    @Test func aDamagedStateIsNotGoneOnWith() throws {
        try Fixtures.withTemporaryFolder { folder in
            _ = try run(plan(in: folder + "/whole"))
            let stop = JobControl()
            var count = 0
            _ = try DatasetRun(plan(in: folder + "/parts"), control: stop) {
                if case .progress = $0 { count += 1 }
                if count == 5 { stop.stop() }
            }.run()
            let path = folder + "/parts/.reverie/000001.state"
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            bytes[bytes.count - 9] ^= 1
            try bytes.write(to: URL(fileURLWithPath: path))
            #expect(try run(plan(in: folder + "/parts")).1.count == 24)
            #expect(try files(folder + "/parts") == files(folder + "/whole"))
        }
    }

    @Test func foldersOfOthersAreLeftAlone() throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data("mine".utf8).write(to: URL(fileURLWithPath: folder + "/thesis.txt"))
            let refusal = #expect(throws: DatasetError.self) { try plan(in: folder) }
            #expect("\(try #require(refusal))".contains("holds 'thesis.txt', and no data set of Reverie's"))
            #expect(Files.names(in: folder) == ["thesis.txt"])
            _ = try run(plan(in: folder + "/set"))
            let before = try files(folder + "/set")
            let other = #expect(throws: DatasetError.self) {
                try plan(Self.job { ($0.dream.steps, $0.classes) = (13, "1") }, in: folder + "/set")
            }
            let text = "\(try #require(other))"
            #expect(text.contains("classes was 1-3 and is 1 and steps was 12 and is 13"), "\(text)")
            #expect(try files(folder + "/set") == before)
        }
    }

    /// A folder that was begun before settings of today: what it does not say is as usual, and it is gone on with.
    @Test func anEarlierVersionsFolderIsGoneOnWith() throws {
        try Fixtures.withTemporaryFolder { folder in
            let job = Self.job { $0.dream.seed = .max }
            _ = try run(plan(job, in: folder + "/whole"))
            let path = folder + "/parts/dataset.json"
            func change(_ change: (inout [String: Any]) -> Void) throws {
                var said = try #require(
                    JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any])
                change(&said)
                try JSONSerialization.data(withJSONObject: said).write(to: URL(fileURLWithPath: path))
            }
            func setJob(_ key: String, _ value: Any?, inDream: Bool = false) throws {
                try change { said in
                    var job = said["dataset"] as? [String: Any] ?? [:]
                    if inDream {
                        var dream = job["dream"] as? [String: Any] ?? [:]
                        dream[key] = value
                        job["dream"] = dream
                    } else {
                        job[key] = value
                    }
                    said["dataset"] = job
                }
            }
            try plan(job, in: folder + "/parts").run(0)
            for key in ["competition", "flips", "rate"] { try setJob(key, nil, inDream: true) }
            for key in ["kept", "parameters"] { try setJob(key, nil) }
            #expect(try run(plan(job, in: folder + "/parts")).1.count == 12)
            var (parts, whole) = (try files(folder + "/parts"), try files(folder + "/whole"))
            #expect(parts.removeValue(forKey: "dataset.json") != whole.removeValue(forKey: "dataset.json"))
            #expect(parts == whole)

            // What it was made without, it is not gone on with.
            func refusal(_ job: DatasetJob) throws -> String {
                "\(try #require(#expect(throws: DatasetError.self) { try plan(job, in: folder + "/parts") }))"
            }
            var competing = job
            competing.dream.competition = 2
            #expect(try refusal(competing).contains("otherwise: competition was 1 and is 2; name another folder"))
            // Nor is one that a later version made, by what is not known here.
            try setJob("mirrors", 3, inDream: true)
            try change { $0["reverie"] = "9.1" }
            let later = try refusal(job)
            #expect(later.contains("holds a data set of Reverie 9.1, which says mirrors of it"), "\(later)")
            #expect(later.hasSuffix("go on with the version that began it, or name another folder"), "\(later)")
            for text in ["", "{", "{}", "[]", "{\"dataset\": {\"network\": \"\"}}"] {
                try Data(text.utf8).write(to: URL(fileURLWithPath: path))
                #expect(try refusal(job).hasSuffix("dataset.json' cannot be read; it should say what the folder holds"))
            }
        }
    }

    /// What is said of a job that cannot be.
    private func problem(in folder: String, _ job: DatasetJob) -> String {
        let made = Result { try plan(job, in: folder + "/none") }
        guard case .failure(let error) = made else { return "nothing" }
        return "\(error)"
    }

    @Test func whatCannotBeDreamtIsSaid() throws {
        try Fixtures.withTemporaryFolder { folder in
            try Files.makeFolder(folder + "/bare")
            try Files.makeFolder(folder + "/labels/cat")
            let blind = Fixtures.path("Exports/absolute/model.onnx")
            let cases: [(DatasetJob, String)] = [
                (Self.job { $0.classes = "3,12" }, "knows no class '12'; its classes are 0…9"),
                (Self.job { $0.classes = "5-10" }, "knows no class '10'; its classes are 0…9"),
                (Self.job { $0.classes = " , " }, "knows 10 classes; say which"),
                (Self.job { $0.network = blind }, "knows no classes"),
                (Self.ofOwn(folder + "/away"), "is no folder"),
                (Self.ofOwn(folder + "/bare"), "has no folders in it; every label"),
                (Self.ofOwn(folder + "/labels"), "/labels/cat' holds no pictures"),
                (Self.ofOwn(folder + "/labels", "cats"), "there is no 'cats' in"),
                (Self.job { $0.perClass = 0 }, "perClass is 0; it must be between 1 and 1000000"),
                (Self.job { $0.layer = "/7/Conv" }, "layer means nothing without from"),
                (Self.job { $0.preset = "classic" }, "'classic' has no parameter that takes a class"),
                (Self.job { $0.usual = folder + "/labels" }, "holds no pictures"),
                (Self.job { $0.student = blind }, "knows no classes"),
                (Self.job { $0.student = "squeezenet" }, "'squeezenet' tells 1000 classes apart, and model 10"),
                (
                    Self.job { ($0.student, $0.pictures) = ("squeezenet", folder + "/labels") },
                    "student means nothing with from"
                ),
            ]
            for (job, text) in cases {
                let said = problem(in: folder, job)
                #expect(said.contains(text), "\(said)")
            }
            #expect(!Files.exists(folder + "/none"))
        }
    }

    private static func ofOwn(_ folder: String, _ labels: String? = nil) -> DatasetJob {
        var job = job()
        (job.pictures, job.classes) = (folder, labels)
        return job
    }

    @Test func classesHaveFoldersOfTheirOwn() throws {
        let model = try Small.resources().networks.network(Self.job().network)
        let names = [
            "tench", "crane, a bird", "Crane, a machine", "red fox, Vulpes vulpes", "3", "5", "6", "7", "8", "9",
        ]
        let network = Network(manifest: model.manifest, graph: model.graph, classes: names)
        let labels = try DatasetLabels.classes("vulpes vulpes,crane,2,RED FOX,1,tench", of: network)
        #expect(labels.map(\.folder) == ["red_fox", "crane-1", "Crane-2", "tench"])
        #expect(labels.map(\.number) == [3, 1, 2, 0])
        #expect(DatasetLabels.folder("../a b/c") == "_./a_b_c".replacing("/", with: "_"))
        let guess = #expect(throws: DatasetError.self) { try DatasetLabels.classes("red foks", of: network) }
        #expect("\(try #require(guess))".contains("did you mean 'red fox'?"))
        #expect(try DatasetLabels.classes(nil, of: network).count == 10)
    }

    @Test func likenessesKeepTheirLabels() throws {
        try Fixtures.withTemporaryFolder { folder in
            for (label, seed) in [("7", UInt64(1)), ("owl", 2)] {
                try Files.makeFolder(folder + "/own/" + label)
                let picture = Picture(colours: Clouds.paint(width: 20, height: 16, seed: seed))
                try picture.write(to: folder + "/own/\(label)/a.png")
            }
            let likenesses = Self.job {
                ($0.pictures, $0.classes, $0.dream.steps) = (folder + "/own", nil, 60)
                try? $0.set([:])
                $0.dream.steps = 60
            }
            let (summary, _) = try run(plan(likenesses, in: folder + "/set"))
            #expect(summary.made == 4)
            let plan = try plan(likenesses, in: folder + "/set")
            #expect(plan.entries.map(\.label.name) == ["7", "owl", "7", "owl"])
            let lines = try String(contentsOfFile: folder + "/set/manifest.jsonl", encoding: .utf8)
            #expect(lines.contains("\"class\":\"owl\"") && lines.contains("\"source\":\"\(folder)/own/owl/a.png\""))
            #expect(lines.split(separator: "\n").count { $0.contains("\"confidence\"") } == 2)
            // Two of one picture differ: another half of the numbers counts.
            #expect(
                try Picture.read(contentsOf: folder + "/set/train/owl/0001.png")
                    != Picture.read(contentsOf: folder + "/set/train/owl/0002.png"))
        }
    }

    /// A student makes other pictures, and is part of what they follow from.
    @Test func aStudentIsCompetedWith() throws {
        try Fixtures.withTemporaryFolder { folder in
            let student = Fixtures.path("Batches/student.onnx")
            _ = try run(plan(in: folder + "/alone"))
            _ = try run(plan(Self.job { $0.student = student }, in: folder + "/beside"))
            let (alone, beside) = (try files(folder + "/alone"), try files(folder + "/beside"))
            #expect(alone["train/1/0001.png"] != beside["train/1/0001.png"])
            let manifest = String(decoding: try #require(beside["manifest.jsonl"]), as: UTF8.self)
            #expect(manifest.contains("competing with student, 1.0"), "\(manifest)")
            try FileManager.default.copyItem(atPath: Self.job().network, toPath: folder + "/student.onnx")
            let other = #expect(throws: DatasetError.self) {
                try plan(Self.job { $0.student = folder + "/student.onnx" }, in: folder + "/beside")
            }
            #expect("\(try #require(other))".contains("its student was another one"))
        }
    }

    @Test func presetsTakeTheClass() throws {
        try Fixtures.withTemporaryFolder { folder in
            let text = """
                local r = require "reverie"
                return r.preset { api = 1, title = "Small", author = "us", licence = "MIT", about = "is small",
                  params = { creature = r.class { default = "1", about = "what" } },
                  canvas = r.clouds { width = 32, height = 32 },
                  recipe = function(net, p)
                    return { r.stage { maximize = net:at(0.5):energy(), octaves = { count = 1 }, steps = 2 } } end }
                """
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/small.lua"))
            let job = Self.job { ($0.preset, $0.perClass) = (folder + "/small.lua", 1) }
            let (summary, _) = try run(plan(job, in: folder + "/set"))
            #expect(summary.isWhole && summary.made == 3)
            let carried = try CarriedRecipe(
                Data(contentsOf: URL(fileURLWithPath: folder + "/set/train/3/0001.png")), path: "")
            #expect(carried.parameters["creature"] == "3" && carried.canvas.width == 16)
        }
    }
}
