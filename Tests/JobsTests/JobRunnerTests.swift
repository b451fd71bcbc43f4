import Foundation
import Jobs
import Pictures
import Recipes
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(4))) struct JobRunnerTests {
    @Test func twoJobsDoNotDisturbEachOther() async throws {
        let jobs = [Small.job(steps: 12, seed: 1), Small.job(steps: 9, seed: 2)]
        let runner = Small.runner()
        let both = jobs.map { runner.submit($0) }
        #expect(runner.jobs.map(\.id) == both.map(\.id))
        for (job, running) in zip(jobs, both) {
            #expect(try await running.result().encoded() == Small.bytes(job))
        }
        #expect(runner.jobs.isEmpty && both.map(\.state) == [.finished, .finished])
    }

    @Test func eventsComeInOrder() async throws {
        var job = Small.job(steps: 5)
        job.previews = PreviewOptions(perSecond: 1e6, longEdge: 48)
        let running = Small.runner().submit(job)
        var names: [String] = []
        var steps: [Int] = []
        for await event in running.events() {
            switch event {
            case .progress(let progress):
                steps.append(progress.step)
                #expect(progress.stages == 2 && progress.width == 96)
                let line = try JSONDecoder().decode([String: Double?].self, from: Data(progress.jsonLine.utf8))
                #expect(line["step"] == Double(progress.step) && line["elapsed_seconds"] != nil)
            case .preview(let picture):
                #expect((picture.width, picture.height) == (48, 32))
                #expect(try Picture(picture.jpeg(), path: "preview").width == 48)
            default: names.append(String("\(event)".prefix { $0 != "(" }))
            }
        }
        #expect(names == ["began", "planned", "started", "finished"])
        #expect(steps == Array(1...5))
        // Who comes late hears what matters.
        var late: [String] = []
        for await event in running.events() { late.append(String("\(event)".prefix { $0 != "(" })) }
        #expect(late == ["began", "planned", "started", "progress", "preview", "finished"])
    }

    /// It ends after the step in progress, and nothing is left of it.
    @Test func aCancelledJobLeavesNothing() async throws {
        try await withFolder { folder in
            var job = Small.job(steps: 2000)
            job.output = JobOutput(folder + "/dream.png")
            job.checkpoint = CheckpointChoice()
            let running = Small.runner().submit(job)
            #expect(await running.waits(forSteps: 2))
            let before = try #require(await steps(of: running))
            running.cancel()
            await #expect(throws: CancellationError.self) { try await running.result() }
            #expect(running.state == .stopped)
            let after = try #require(await steps(of: running))
            #expect(after - before < 200, "\(before) \(after)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
            // One that waits for its turn is over at once.
            let runner = Small.runner()
            let first = runner.submit(Small.job(steps: 10_000))
            let second = runner.submit(Small.job(steps: 10_000))
            #expect(await first.waits(forSteps: 1))
            second.cancel()
            #expect(second.state == .stopped && first.state == .running)
            first.cancel()
        }
    }

    /// Whoever throws a picture away while it is being written finds no file, and of a film no frame.
    @Test func whatIsCancelledAtTheEndLeavesNothing() async throws {
        try await withFolder { folder in
            var job = Small.job(steps: 4)
            job.parameters = ["contrast": "0"]
            job.output = JobOutput(folder + "/dream.png")
            job.output?.sidecar = true
            job.checkpoint = CheckpointChoice()
            let control = JobControl()
            // That the picture is grey is said when it is written.
            var wasThere = false
            let run = JobRun(job, with: Small.resources(), control: control) {
                guard case .remark(let remark) = $0, remark.topic == .outcome else { return }
                wasThere = FileManager.default.fileExists(atPath: folder + "/dream.png")
                control.cancel()
            }
            #expect(throws: JobCancellation.self) { try run.run() }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(wasThere && left == [])
        }
    }

    /// Of a film that is cancelled on its way the frames go that were written.
    @Test func aCancelledFilmLeavesNoFrame() async throws {
        try await withFolder { folder in
            var job = RenderJob(preset: .text(Small.film, name: "film.lua", modules: nil))
            job.output = JobOutput(folder + "/frames")
            job.checkpoint = CheckpointChoice()
            let control = JobControl()
            var frames = 0
            let run = JobRun(job, with: Small.resources(), control: control) {
                guard case .progress(let progress) = $0, progress.frame == 3 else { return }
                frames = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/frames").count) ?? 0
                control.cancel()
            }
            #expect(throws: JobCancellation.self) { try run.run() }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(frames == 2 && left == [])
        }
    }

    /// The file holds the picture so far, and the same job goes on to the bytes of one that was never stopped.
    @Test func aStoppedJobGoesOn() async throws {
        try await withFolder { folder in
            var job = Small.job(steps: 400)
            let whole = try await Small.bytes(job)
            job.output = JobOutput(folder + "/dream.png")
            job.checkpoint = CheckpointChoice()
            // On a busy machine a listener may hear of a step when all are done: this one holds the job up.
            let control = JobControl()
            let run = JobRun(job, with: Small.resources(), control: control) {
                if case .progress(let progress) = $0, progress.step >= 3 { control.stop() }
            }
            let result = try run.run()
            #expect(!result.isWhole && result.canGoOn)
            #expect(result.summary == "\(folder)/dream.png holds the picture so far")
            let recipe = try CarriedRecipe(contentsOf: folder + "/dream.png")
            #expect(recipe.isInterrupted == true)
            job.checkpoint?.resumes = true
            let again = try await Small.runner().run(job)
            #expect(try again.encoded() == whole && again.isWhole)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["dream.png"])
        }
    }

    @Test func aPausedJobStandsStillAndGoesOn() async throws {
        let runner = Small.runner()
        let running = runner.submit(Small.job(steps: 10_000))
        #expect(await running.waits(forSteps: 3))
        running.pause()
        #expect(await running.waits { if case .paused = $0 { true } else { false } })
        #expect(running.state == .paused)
        let before = try #require(await steps(of: running))
        // Others have the engine meanwhile.
        #expect(try await runner.run(Small.job(seed: 5)).isWhole)
        #expect(await steps(of: running) == before)
        running.goOn()
        #expect(await running.waits(forSteps: before + 1))
        #expect(running.state == .running)
        running.cancel()
    }

    /// A draft is done before the render that was there first.
    @Test func aDraftOvertakesARender() async throws {
        let runner = Small.runner()
        let render = runner.submit(Small.job(steps: 10_000))
        #expect(await render.waits(forSteps: 3))
        let result = try await runner.run(Small.job(steps: 30, seed: 7).draft())
        #expect(render.state == .running, "the draft had to wait for the render")
        #expect(result.isWhole)
        render.cancel()
    }

    /// A render that gives way to a draft has the same bytes as alone.
    @Test func givingWayChangesNothing() async throws {
        let job = Small.job(steps: 200)
        let runner = Small.runner()
        let render = runner.submit(job)
        #expect(try await runner.run(Small.job(steps: 30, seed: 7).draft()).isWhole)
        #expect(try await render.result().encoded() == Small.bytes(job))
    }

    @Test func failuresNameTheirLine() async throws {
        var job = Small.job()
        job.preset = .text("local r = require \"reverie\"\nr.stagee {}", name: "slip.lua", modules: nil)
        await #expect {
            try await Small.runner().run(job)
        } throws: { error in
            guard let failure = error as? JobFailure else { return false }
            return failure.file == "slip.lua" && failure.line == 2 && failure.message.contains("stage")
        }
        job.preset = .named("../Presets/classic")
        await #expect(throws: JobFailure.self) { try await Small.runner().run(job) }
    }

    private func steps(of running: RunningJob) async -> Int? {
        for await event in running.events() { if case .progress(let progress) = event { return progress.step } }
        return nil
    }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "/reverie-jobs-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }
}
