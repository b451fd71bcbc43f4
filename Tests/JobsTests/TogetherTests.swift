import Engine
import Files
import Foundation
import Jobs
import Pictures
import Recipes
import Synchronization
import TestSupport
import Testing

/// Jobs of one process that could disturb each other.
@Suite(.serialized) struct TogetherTests {
    /// One that says how many threads compute does not say it for the next.
    @Test func nobodyComputesWithAnothersThreads() throws {
        let other = Threads.count + 1
        func counts(_ threads: Int?) throws -> Set<Int> {
            var job = Small.job(steps: 3)
            job.bounds.threads = threads
            var counts: Set<Int> = []
            _ = try JobRun(job, with: Small.resources()) { event in
                if case .progress = event { counts.insert(Threads.count) }
            }.run()
            return counts
        }
        _ = try counts(other)
        #expect(try !counts(nil).contains(other))
    }

    /// A render that lets a draft go first goes on with its own number of threads, and to its own bytes.
    @Test func whoGivesWayGoesOnAsBefore() async throws {
        let usual = Threads.count
        let (turns, resources) = (EngineTurn(), Small.resources())
        var render = Small.job(steps: 60)
        render.bounds.threads = usual + 1
        var draft = Small.job(steps: 5, seed: 9)
        draft.bounds.threads = usual + 2
        let (ticket, other) = (turns.ticket(.render), turns.ticket(.draft))
        let seen = Seen()
        ticket.take()
        let result = try JobRun(render, with: resources, turn: ticket) { [draft] event in
            guard case .progress(let progress) = event else { return }
            seen.counts.withLock { $0.append(Threads.count) }
            guard progress.step == 3, !seen.hasBegun.withLock({ exchange(&$0, with: true) }) else { return }
            Thread {
                other.take()
                _ = try? JobRun(draft, with: resources) { _ in }.run()
                other.give()
            }.start()
            while turns.waiting == 0 { usleep(1000) }
        }.run()
        ticket.give()
        let counts = seen.counts.withLock { $0 }
        #expect(counts.contains(usual + 1) && !counts.contains(usual + 2))
        #expect(try await result.encoded() == Small.bytes(Small.job(steps: 60)))
        try Threads.use(usual)
    }

    /// Two that write one file at once leave one of them, whole, and nothing else.
    @Test func twoOntoOnePathLeaveAWholeFile() throws {
        try Fixtures.withTemporaryFolder { folder in
            let path = folder + "/dream.png"
            let failures = Mutex<[String]>([])
            DispatchQueue.concurrentPerform(iterations: 24) { number in
                let data = Data(repeating: UInt8(number), count: 300_000 + number)
                do { try AtomicFile.write(data, to: path) } catch { failures.withLock { $0.append("\(error)") } }
            }
            #expect(failures.withLock { $0 } == [])
            let left = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(left.count == 300_000 + Int(left[0]) && left.allSatisfy { $0 == left[0] })
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["dream.png"])
        }
    }

    /// A recipe of a preset that read a picture beside it can be laid open, and dreams the same with that picture.
    @Test func whatLayBesideAPresetComesAlong() async throws {
        try await withFolder { folder in
            let moss = Picture(colours: Clouds.paint(width: 96, height: 64, seed: 3))
            try moss.write(to: folder + "/moss.png")
            let text = """
                local r = require "reverie"
                return r.preset { api = 1, title = "Moss", canvas = r.clouds { width = 96, height = 64 },
                  recipe = function(net) return { r.blend(r.file("moss.png")) } end }
                """
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/mossy.lua"))
            let bytes = try await Small.bytes(RenderJob(preset: .path(folder + "/mossy.lua")))
            var open = try RenderJob(carriedBy: bytes, name: "mossy.png").laidOpen()
            await #expect(throws: JobFailure.self) { try await Small.bytes(open) }
            open.pictures["moss.png"] = .file(folder + "/moss.png")
            #expect(try JSONDecoder().decode(RenderJob.self, from: JSONEncoder().encode(open)) == open)
            let again = try Picture(await Small.bytes(open), path: "again")
            #expect(try again.colours == Picture(bytes, path: "first").colours)
        }
    }

    private final class Seen: Sendable {
        let counts = Mutex<[Int]>([])
        let hasBegun = Mutex(false)
    }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "/reverie-together-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }
}
