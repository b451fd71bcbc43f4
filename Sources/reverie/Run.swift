import ArgumentParser
import Dreams
import Foundation

/// `reverie run PRESET [PICTURE] -o OUT`
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Renders a preset, on a picture or on the preset's own canvas.",
        discussion: """
            OUT carries its recipe: 'redo' renders it again, 'show' prints it. '-' is stdin for PICTURE and stdout for OUT.

            Of several pictures, a folder of them, or a quoted pattern each is rendered, into the folder OUT or to names made \
            of OUT's {name}; one that fails is told at the end, and the others go on.

            While it dreams, its state is kept in a hidden folder beside OUT: after a crash or a power cut the same command \
            with --resume goes on from there. Ctrl-C stops after the step in progress, keeps the picture so far in OUT, and \
            prints the command that goes on; a second Ctrl-C ends at once.

            Examples:
              reverie run puppies-in-the-clouds -o dream.png
              reverie run classic photo.jpg -o dream.jpg --long-edge 1600 --set strength=1.5
              reverie run classic 'holiday/*.jpg' -o dreams/
              reverie run classic *.png -o '{name}-dream.jpg' --resume
              curl https://example.org/cat.jpg | reverie run classic - -o - > cat.png
            """)

    @Argument(help: "A preset: a name from the library, a .lua file, or a picture that carries one.")
    var preset: String

    @Argument(
        help:
            "The pictures to dream on, PNG or JPEG, or a film's folder of frames; the preset's own canvas when there is none.",
        completion: .file())
    var pictures: [String] = []

    @OptionGroup var options: RecipeOptions

    @OptionGroup var output: RenderOptions

    func run() throws {
        let batch = try Batch(pictures: pictures, output: output.output) { try isFilm(on: pictures.first) }
        guard let batch else { return try render(on: pictures.first, to: output.output) }
        try batch.run(leavingOut: isFinished) { job, progress in
            try render(on: job.picture, to: job.output, as: progress)
        }
    }

    private func render(on picture: String?, to path: String, as batch: BatchProgress? = nil) throws {
        let arguments = PresetArguments(preset: preset, picture: picture)
        try output.render(preset, on: picture, to: path, as: batch) { rendering in
            try Session(arguments, options, rendering: rendering)
        }
    }

    /// Of many: whether it is there already, where the user wants to go on. What is there says of itself that this very render made it; a picture of
    /// other parameters, another preset or another photo is no result of this one.
    private func isFinished(_ job: Batch.Job) -> Bool {
        guard output.checkpoints.resume, let mark = RenderMark(ofFile: job.output) else { return false }
        let session = try? Session(
            PresetArguments(preset: preset, picture: job.picture), options, rendering: output.rendering)
        return session.flatMap { try? RenderMark(of: $0.carried) } == mark
    }

    /// Whether the preset makes a film, for which a folder is one thing.
    private func isFilm(on folder: String?) throws -> Bool {
        try Session(PresetArguments(preset: preset, picture: nil), options.smallest).recipe.film != nil
    }
}
