import ArgumentParser
import Files
import Foundation
import Jobs
import Pictures
import Synchronization
import Wording

/// Drafts a preset again whenever it is saved, until Ctrl-C: `run --watch`.
///
/// What is watched are the preset and the Lua files beside it, which it may require, and the picture. A draft that a save overtakes is given
/// up; a preset that is wrong is told, and waited for.
final class PresetWatch: Sendable {
    /// Shows the dream: in the terminal, or in a file that is rewritten.
    private let inline: InlinePreview?
    private let preview: DraftFile?
    private let paths: [String]
    private let longEdge: Int

    /// The longer side of a draft where the user names no size, in pixels.
    static let longEdge = 480

    /// - Parameters:
    ///   - preset: a `.lua` file.
    ///   - picture: the picture that it dreams on.
    /// - Throws: `ValidationError` for what cannot be watched, or drafts that nobody would see; `InlineError`; `PictureError`.
    init(_ preset: String, on picture: String?, _ options: RenderOptions, longEdge: Int?) throws {
        guard preset.hasSuffix(".lua"), Files.isPlain(preset) else {
            throw ValidationError(
                "--watch drafts a .lua file at each save, and '\(Phrases.harmless(preset))' is none; "
                    + "'reverie presets new NAME' makes one")
        }
        guard options.inline || options.preview != nil else {
            throw ValidationError("--watch shows drafts by --inline, in this terminal, or by --preview FILE")
        }
        inline = options.inline ? try InlinePreview() : nil
        preview = try options.preview.map { try DraftFile($0, replaces: options.force) }
        paths = [preset] + [picture].compactMap(\.self)
        self.longEdge = longEdge ?? PresetWatch.longEdge
    }

    /// Drafts until somebody has had enough.
    /// - Parameter job: the job as the command line says it, made anew for each draft.
    func run(_ job: RenderJob) throws {
        let runner = try JobRunner()
        Interrupt.listen()
        Console.say("watching \(Phrases.harmless(paths[0])): each save is drafted; Ctrl-C ends")
        var running: RunningJob?
        var last: [String: Date] = [:]
        while !Interrupt.isRequested {
            let now = saved()
            if now != last {
                last = now
                running?.cancel()
                let draft = runner.submit(job.draft(longEdge: longEdge, previewsPerSecond: inline == nil ? 4 : 1))
                running = draft
                Task { await self.follow(draft) }
            }
            Thread.sleep(forTimeInterval: 0.1)
        }
        running?.cancel()
    }

    private func follow(_ draft: RunningJob) async {
        let start = ContinuousClock.now
        for await event in draft.events() {
            switch event {
            case .remark(let remark): Console.say(remark.text)
            case .preview(let picture): show(picture, isLast: false)
            case .finished(let result):
                if let picture = result.picture { show(picture, isLast: true) }
                Console.say("drafted in \(Phrases.duration(seconds: (ContinuousClock.now - start) / .seconds(1)))")
            case .failed(let failure): Console.say("reverie: \(failure.message)")
            default: break
            }
        }
    }

    private func show(_ picture: JobPicture, isLast: Bool) {
        // A terminal scrolls: it gets the whole draft only.
        if isLast { inline?.show(picture.picture) }
        do { try preview?.show(picture) } catch { Console.say("reverie: \(error)") }
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
