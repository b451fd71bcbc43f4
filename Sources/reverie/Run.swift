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
            While it dreams, its state is kept in a hidden folder beside OUT: after a crash or a power cut the same command
            with --resume goes on from there. Ctrl-C stops after the step in progress, keeps the picture so far in OUT, and
            prints the command that goes on; a second Ctrl-C ends at once.

            Examples:
              reverie run puppies-in-the-clouds -o dream.png
              reverie run classic photo.jpg -o dream.jpg --long-edge 1600 --set strength=1.5
            """)

    @OptionGroup var options: RecipeOptions

    @Option(name: .shortAndLong, help: ArgumentHelp("Where the picture goes: .png or .jpg.", valueName: "OUT"))
    var output: String

    @Flag(help: "Replace OUT even if Reverie did not make it.")
    var force = false

    @Option(help: "A picture file that is rewritten as the dream grows: .png or .jpg.")
    var preview: String?

    @OptionGroup var checkpoints: CheckpointOptions

    @Option(help: "auto, bar, lines, json or none.")
    var progress: ProgressStyle = .auto

    func run() throws {
        var display = ProgressDisplay(style: progress)
        let target = try OutputFile(path: output, force: force)
        let previewTarget = try preview.map { try OutputFile(path: $0, force: force) }
        say("reading \(Phrases.harmless(options.preset))")
        var session = try Session(options)
        let renderer = try session.renderer()
        announce(session)
        var checkpointer = Checkpointer(
            folder: checkpoints.folder(for: output),
            identity: try session.identity(options, try renderer.plan(for: session.size)),
            everySeconds: checkpoints.checkpointEvery ?? 30)
        let state = try resumption(checkpointer)

        Interrupt.listen()
        var previews = PreviewWriter(target: previewTarget)
        var isKept = false
        let result = try renderer.render(session.takePicture(), from: state) { progress in
            display.show(progress)
            if Interrupt.isRequested {
                isKept = checkpointer.keep(progress.state())
                return .stop
            }
            checkpointer.update(with: progress)
            previews.update(with: progress)
            return .goOn
        }
        display.finish()
        try target.write(result.picture)
        guard !result.isInterrupted else { throw interruption(isKept) }
        checkpointer.remove()
        say("wrote \(Phrases.harmless(output)) after \(Phrases.duration(seconds: display.elapsed))")
    }

    /// What an earlier render has left, if the user wants to go on from it.
    private func resumption(_ checkpointer: Checkpointer) throws -> RenderState? {
        guard checkpoints.resume else {
            if checkpointer.hasState { say("beginning anew; --resume would go on where an earlier render was") }
            return nil
        }
        guard checkpointer.hasState else {
            say("there is no state to go on from; beginning anew")
            return nil
        }
        return try checkpointer.state()
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

    /// Says what there is, and how to go on.
    private func interruption(_ isKept: Bool) -> Failure.Interrupted {
        Console.say("interrupted: \(Phrases.harmless(output)) holds the picture so far")
        if isKept { Console.say("to go on: \(CommandLineText.command(adding: ["--resume"]))") }
        return Failure.Interrupted()
    }
}
