import ArgumentParser
import Dreams
import Foundation
import Networks
import Pictures
import Wording

/// `reverie run PRESET [PICTURE] -o OUT`
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Renders a preset, on a picture or on the preset's own canvas.",
        discussion: """
            Ctrl-C stops after the step in progress and keeps the picture so far in OUT; a second Ctrl-C ends at once.

            Examples:
              reverie run puppies-in-the-clouds -o dream.png
              reverie run classic photo.jpg -o dream.jpg --long-edge 1600 --set strength=1.5
            """)

    @OptionGroup var options: RecipeOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Where the picture goes: .png or .jpg; a film: a folder, dream-%04d.png, .mp4, .webm, .gif or .apng.",
            valueName: "OUT"))
    var output: String

    @Flag(help: "Replace OUT even if Reverie did not make it.")
    var force = false

    @Option(help: "A picture file that is rewritten as the dream grows: .png or .jpg.")
    var preview: String?

    @Option(help: "auto, bar, lines, json or none.")
    var progress: ProgressStyle = .auto

    func run() throws {
        var display = ProgressDisplay(style: progress)
        let previewTarget = try preview.map { try OutputFile(path: $0, force: force) }
        say("reading \(Phrases.harmless(options.preset))")
        var session = try Session(options)
        let film = try session.recipe.film.map { try FilmOutput(path: output, rate: $0.rate, force: force) }
        let target = try film == nil ? OutputFile(path: output, force: force) : nil
        let renderer = try session.renderer()
        announce(session)

        Interrupt.listen()
        var previews = PreviewWriter(target: previewTarget)
        func report(_ progress: RenderProgress) -> Continuation {
            display.show(progress)
            previews.update(with: progress)
            return Interrupt.isRequested ? .stop : .goOn
        }
        if let film {
            let result = try renderer.renderFilm(
                session.takePicture(), over: session.frames, emit: { try film.write($1, frame: $0) }, report: report)
            display.finish()
            try finish(film, result, seconds: display.elapsed)
        } else {
            let result = try renderer.render(session.takePicture(), report: report)
            display.finish()
            try target?.write(result.picture)
            try finish(result, session, seconds: display.elapsed)
        }
    }

    private func say(_ line: String) {
        if progress != .none && progress != .json { Console.say(line) }
    }

    private func announce(_ session: Session) {
        let canvas = options.picture.map { Phrases.harmless($0) } ?? "\(session.recipe.canvas.kind)"
        say(
            "dreaming '\(Phrases.harmless(session.recipe.title))' with \(session.network.manifest.name) on \(canvas), "
                + "\(session.size.width)×\(session.size.height), seed \(session.recipe.seed)")
    }

    private func finish(_ film: FilmOutput, _ result: RenderResult, seconds: Double) throws {
        guard result.isInterrupted else {
            return say("\(try film.finish()) after \(Phrases.duration(seconds: seconds))")
        }
        Console.say("interrupted: \(film.framesKept)")
        throw Failure.Interrupted()
    }

    private func finish(_ result: RenderResult, _ session: Session, seconds: Double) throws {
        guard result.isInterrupted else {
            return say("wrote \(Phrases.harmless(output)) after \(Phrases.duration(seconds: seconds))")
        }
        Console.say("interrupted: \(Phrases.harmless(output)) holds the picture so far")
        throw Failure.Interrupted()
    }
}
