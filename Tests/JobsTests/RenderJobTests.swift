import Foundation
import Jobs
import Pictures
import Recipes
import TestSupport
import Testing

@Suite struct RenderJobTests {
    /// One with everything said.
    private var whole: RenderJob {
        var job = RenderJob(preset: .path("mine.lua"), picture: .bytes(Data([1, 2]), name: "photo.jpg"))
        job.parameters = ["strength": "1.5"]
        job.pictures = ["guide": .file("guide.png")]
        (job.network, job.seed) = ("vgg16", .max)
        job.size = CanvasSize(width: 300, atMost: 200)
        job.bounds = RenderBounds(memory: 1 << 30, fastHalo: 16, threads: 2)
        job.frame = .number(3)
        job.output = JobOutput(
            "film.mp4", replaces: true, depth: 16, quality: "best", rate: "30000/1001", background: "black")
        job.checkpoint = CheckpointChoice(folder: "states", everySeconds: 5, resumes: true)
        job.previews = PreviewOptions(perSecond: 4, longEdge: 480, onlyAtOctaveEnds: true)
        job.isDraft = true
        return job
    }

    @Test func jobsAreStoredAndRead() throws {
        var middle = RenderJob(preset: .text("return 1", name: "a.lua", modules: ["b": "return 2"]))
        middle.frame = .middle
        for job in [whole, middle, RenderJob(preset: .named("classic")), whole.draft()] {
            let data = try JSONEncoder().encode(job)
            #expect(try JSONDecoder().decode(RenderJob.self, from: data) == job)
        }
    }

    /// What a page sends says only what differs.
    @Test func whatIsNotSaidIsThePresetsChoice() throws {
        let text = #"{ "preset": { "name": "classic" }, "size": { "longEdge": 64 }, "output": { "path": "a.png" } }"#
        var job = RenderJob(preset: .named("classic"))
        job.size.longEdge = 64
        job.output = JobOutput("a.png")
        #expect(try JSONDecoder().decode(RenderJob.self, from: Data(text.utf8)) == job)
        #expect(!String(decoding: try JSONEncoder().encode(job), as: UTF8.self).contains("parameters"))
        let wrong = #"{ "preset": { "name": "classic" }, "frame": "last" }"#
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(RenderJob.self, from: Data(wrong.utf8)) }
    }

    @Test func aStoredJobGivesTheSameBytes() async throws {
        let job = Small.job()
        let read = try JSONDecoder().decode(RenderJob.self, from: try JSONEncoder().encode(job))
        #expect(try await Small.bytes(job) == Small.bytes(read))
        #expect(try await Small.bytes(job) != Small.bytes(Small.job(seed: 2)))
    }

    /// In memory, in a file, on a file's bytes, and from what its picture carries: all the same.
    @Test func aPictureCarriesItsJob() async throws {
        try await withFolder { folder in
            let photo = folder + "/photo.png"
            try Picture(colours: Clouds.paint(width: 90, height: 60, seed: 3)).write(to: photo)
            var job = Small.job()
            job.picture = .file(photo)
            job.parameters["contrast"] = "0.5"
            let bytes = try await Small.bytes(job)
            job.picture = .bytes(try Data(contentsOf: URL(fileURLWithPath: photo)), name: "dropped.png")
            job.output = JobOutput(folder + "/dream.png")
            let result = try await Small.runner().run(job)
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/dream.png")) == bytes)
            #expect(try result.encoded() == bytes && result.isWhole)
            #expect(result.summary == "wrote \(folder)/dream.png")

            var again = try RenderJob(carriedBy: bytes, name: "dream.png")
            await #expect(throws: JobFailure.self) { try await Small.runner().run(again) }
            again.picture = .file(photo)
            #expect(try await Small.bytes(again) == bytes)
            let open = try again.laidOpen()
            #expect(open.parameters == ["contrast": "0.5"] && open.seed == 1)
            #expect((open.size.width, open.size.height) == (90, 60))
            guard case .text(let text, "small.lua", _, _) = open.preset else { return #expect(Bool(false)) }
            #expect(text == Small.text(steps: 4))
            #expect(try await Small.bytes(open) == bytes)
            #expect(throws: SharingError.self) { try RenderJob(carriedBy: Data("no".utf8), name: "x.png") }
        }
    }

    @Test func sizes() async throws {
        for (size, width, height) in [
            (CanvasSize(), 96, 64), (CanvasSize(width: 66), 66, 44), (CanvasSize(longEdge: 72), 72, 48),
            (CanvasSize(longEdge: 144, atMost: 84), 84, 56), (CanvasSize(scale: 0.75), 72, 48),
            (CanvasSize(width: 64, height: 64), 64, 64),
        ] {
            var job = Small.job(steps: 1)
            (job.size, job.isDraft) = (size, true)
            let plan = try await Small.runner().plan(job)
            #expect((plan.width, plan.height) == (width, height), "\(size)")
        }
        for size in [CanvasSize(width: 15), CanvasSize(scale: 101), CanvasSize(longEdge: 20_000)] {
            var job = Small.job()
            job.size = size
            await #expect(throws: JobFailure.self) { try await Small.runner().plan(job) }
        }
    }

    /// Of a film a draft is its first frame, as a picture.
    @Test func aDraftOfAFilmIsAFrame() async throws {
        let text = """
            local r = require "reverie"
            return r.preset { api = 1, title = "Film", canvas = r.clouds { width = 64, height = 48 },
              recipe = function(net) return { r.film { frames = 5, camera = r.camera { zoom = 1.1 },
                each = { r.stage { maximize = net:at(0.4):energy(), octaves = { count = 1 }, steps = 1 } } } } end }
            """
        var job = RenderJob(preset: .text(text, name: "film.lua", modules: nil))
        job.isDraft = true
        #expect(try await Small.runner().plan(job).frames == 5)
        #expect(try await Small.runner().plan(job.draft()).frames == 1)
        #expect(try await Small.runner().run(job.draft()).picture?.width == 64)
        job.frame = .number(6)
        await #expect {
            try await Small.runner().run(job)
        } throws: { "\($0)" == "frame is 6, and the film has 5 frames" }
    }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "/reverie-jobs-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }
}
