import Files
import Foundation
import Wording

/// Drafts a job's preset again whenever it is saved.
///
/// What is watched are the preset and the Lua files beside it, which it may require, and the picture. A draft that a save overtakes is given
/// up; a preset that is wrong is told, and waited for.
package struct PresetWatch: Sendable {
    /// What happens to a draft.
    package struct Event: Sendable {
        package let event: JobEvent
        /// Since the save was seen.
        package let seconds: Double
    }

    /// The preset, for people.
    package let name: String
    private let draft: RenderJob
    private let paths: [String]

    /// The longer side of a draft where nobody names a size, in pixels.
    package static let longEdge = 480

    /// - Parameters:
    ///   - preset: a `.lua` file.
    ///   - job: on its preset nothing depends, it is drafted as `preset`.
    /// - Throws: `PresetWatchError`.
    package init(_ preset: String, as job: RenderJob, previewsPerSecond: Double) throws {
        guard preset.hasSuffix(".lua"), Files.isPlain(preset) else { throw PresetWatchError(path: preset) }
        name = preset
        var job = job
        job.preset = .path(preset)
        draft = job.draft(longEdge: job.size.longEdge ?? PresetWatch.longEdge, previewsPerSecond: previewsPerSecond)
        paths = [preset] + (job.picture.map { [$0.name] } ?? [])
    }

    /// Drafts until somebody has had enough, which is asked ten times a second.
    package func run(
        on runner: JobRunner, until isEnough: () -> Bool, hear: @escaping @Sendable (Event) -> Void
    ) {
        var running: RunningJob?
        var last: [String: Date] = [:]
        while !isEnough() {
            let now = saved()
            if now != last {
                last = now
                running?.cancel()
                let (next, start) = (runner.submit(draft), ContinuousClock.now)
                running = next
                Task {
                    for await event in next.events() {
                        hear(Event(event: event, seconds: (ContinuousClock.now - start) / .seconds(1)))
                    }
                }
            }
            Thread.sleep(forTimeInterval: 0.1)
        }
        running?.cancel()
    }

    /// When each file that is watched was saved.
    private func saved() -> [String: Date] {
        let folder = Paths.folder(of: paths[0])
        let beside = (Files.names(in: folder) ?? []).filter { $0.hasSuffix(".lua") }
        return (paths + beside.map { Paths.inside(folder, $0) }).reduce(into: [:]) { dates, path in
            dates[path] = Files.modified(path)
        }
    }
}

/// What is no script that could be watched.
package struct PresetWatchError: UsageProblem {
    let path: String

    package var description: String {
        let name = Phrases.harmless(path)
        return path.hasSuffix(".lua") && !Files.exists(path)
            ? "cannot read '\(name)': there is no such file"
            : "what is drafted at each save is a .lua file, and '\(name)' is none; 'presets new NAME' makes one"
    }
}
