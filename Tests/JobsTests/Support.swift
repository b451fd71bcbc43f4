import Foundation
import Jobs
import Pictures

/// Small jobs, and what runs them: with no defaults of the user's.
enum Small {
    /// A runner of its own.
    static func runner() -> JobRunner { JobRunner(resources: resources()) }

    /// What a job needs, without defaults of the user's.
    static func resources() -> JobResources { JobResources(defaults: Configuration(), networks: 2) }

    /// A preset of one stage, whose steps take some milliseconds each at its own size.
    static func text(steps: Int, layer: String = "net:at(0.4):energy()") -> String {
        """
        local r = require "reverie"
        return r.preset { api = 1, title = "Small", author = "us", licence = "MIT", about = "is small",
          canvas = r.clouds { width = 96, height = 64 },
          params = { contrast = r.number { default = 1, min = 0, max = 2, about = "of the end" } },
          recipe = function(net, p)
            return { r.stage { maximize = \(layer), octaves = { count = 1 }, steps = \(steps) }, r.tone { contrast = p.contrast } }
          end }
        """
    }

    /// A preset of a film of five frames, each a few steps from the one before.
    static let film = """
        local r = require "reverie"
        return r.preset { api = 1, title = "Small", author = "us", licence = "MIT", about = "is small",
          canvas = r.clouds { width = 96, height = 64 },
          recipe = function(net)
            local stage = r.stage { maximize = net:at(0.4):energy(), octaves = { count = 1 }, steps = 2 }
            return { stage, r.film { frames = 5, camera = r.camera { zoom = 1.1 }, each = { stage } } }
          end }
        """

    /// A job for it.
    static func job(steps: Int = 4, seed: UInt64 = 1) -> RenderJob {
        var job = RenderJob(preset: .text(text(steps: steps), name: "small.lua", modules: nil))
        job.seed = seed
        return job
    }

    /// The bytes that a job gives alone.
    static func bytes(_ job: RenderJob) async throws -> Data { try await runner().run(job).encoded() }
}

extension RunningJob {
    /// Waits for an event of a kind; false where the job ends before it.
    func waits(for isWanted: (JobEvent) -> Bool) async -> Bool {
        for await event in events() where isWanted(event) { return true }
        return false
    }

    /// Waits for so many steps.
    func waits(forSteps count: Int) async -> Bool {
        await waits { if case .progress(let progress) = $0 { progress.step >= count } else { false } }
    }
}
