import Foundation
import Jobs
import Pictures
import TestSupport
import Testing

/// States that are written while the dream goes on, and the one that is written only if the picture cannot be.
@Suite(.serialized) struct CheckpointTests {
    private func job(steps: Int, in folder: String) -> RenderJob {
        var job = Small.job(steps: steps)
        job.output = JobOutput(folder + "/dream.png")
        job.checkpoint = CheckpointChoice()
        return job
    }

    private func states(in folder: String) -> [String] {
        let hidden = folder + "/.dream.png.checkpoint"
        return ((try? FileManager.default.contentsOfDirectory(atPath: hidden)) ?? []).sorted()
    }

    /// Stopped among states that are written beside it, a job goes on from the last of its steps.
    @Test func theLastStateIsTheLastStep() throws {
        try Fixtures.withTemporaryFolder { folder in
            var job = job(steps: 300, in: folder)
            let whole = try JobRun(Small.job(steps: 300), with: Small.resources()) { _ in }.run().encoded()
            job.checkpoint?.everySeconds = 0.001
            let control = JobControl()
            var seen = 0
            let stopped = try JobRun(job, with: Small.resources(), control: control) {
                if case .progress(let progress) = $0 {
                    seen = progress.step
                    if seen == 250 { control.stop() }
                }
            }.run()
            #expect(stopped.canGoOn && states(in: folder) == ["state"])
            job.checkpoint?.resumes = true
            var first: Int?
            let again = try JobRun(job, with: Small.resources()) {
                if case .progress(let progress) = $0, first == nil { first = progress.step }
            }.run()
            #expect(first == seen + 1)
            #expect(try again.encoded() == whole && states(in: folder) == [])
        }
    }

    /// A second render to the same output would take the states of the first away, and each other's picture.
    @Test func oneRenderAtATimeHasAnOutput() throws {
        try Fixtures.withTemporaryFolder { folder in
            var job = job(steps: 60, in: folder)
            job.checkpoint?.everySeconds = 0
            var problem: String?
            let result = try JobRun(job, with: Small.resources()) {
                guard case .progress(let progress) = $0, progress.step == 20 else { return }
                do {
                    _ = try JobRun(job, with: Small.resources()) { _ in }.run()
                } catch {
                    problem = "\(error)"
                }
                #expect(states(in: folder) == ["state"])
            }.run()
            #expect(result.isWhole && !FileManager.default.fileExists(atPath: folder + "/.dream.png.checkpoint"))
            #expect(
                problem == "another render is making '\(folder)/dream.png'; wait for it, or give output another name")
            // Whoever has ended has it no more, and another output is another's.
            job.output?.replaces = true
            #expect(try JobRun(job, with: Small.resources()) { _ in }.run().isWhole)
        }
    }

    /// What a render finds locked it leaves alone; what it made itself, and put nothing into, it takes away.
    @Test func aFolderOfStatesIsLockedByItself() throws {
        try Fixtures.withTemporaryFolder { folder in
            let states = folder + "/.dream.png.checkpoint"
            try FileManager.default.createDirectory(atPath: states, withIntermediateDirectories: true)
            let other = open(states, O_RDONLY | O_DIRECTORY)
            #expect(flock(other, LOCK_EX | LOCK_NB) == 0)
            let job = job(steps: 2, in: folder)
            #expect(throws: (any Error).self) { try JobRun(job, with: Small.resources()) { _ in }.run() }
            #expect(FileManager.default.fileExists(atPath: states))
            close(other)
            #expect(try JobRun(job, with: Small.resources()) { _ in }.run().isWhole)
            #expect(!FileManager.default.fileExists(atPath: states))
        }
    }

    /// No state is written behind the last step, unless the picture cannot be: then nothing is lost.
    @Test func aPictureThatCannotBeWrittenIsNotLost() throws {
        try Fixtures.withTemporaryFolder { folder in
            var job = job(steps: 6, in: folder)
            let whole = try JobRun(Small.job(steps: 6), with: Small.resources()) { _ in }.run().encoded()
            let picture = folder + "/dream.png"
            var before: [String]?
            let run = JobRun(job, with: Small.resources()) {
                guard case .progress(let progress) = $0, progress.step == 6 else { return }
                // Long enough for a state to be due.
                Thread.sleep(forTimeInterval: 1.1)
                before = states(in: folder)
                try? FileManager.default.createDirectory(atPath: picture, withIntermediateDirectories: false)
            }
            #expect { try run.run() } throws: { ($0 as? RunFailure)?.canGoOn == true }
            #expect(before == [] && states(in: folder) == ["state"])
            try FileManager.default.removeItem(atPath: picture)
            job.checkpoint?.resumes = true
            var steps = 0
            let again = try JobRun(job, with: Small.resources()) { if case .progress = $0 { steps += 1 } }.run()
            #expect(try again.encoded() == whole && steps == 0 && again.isWhole)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["dream.png"])
        }
    }
}
