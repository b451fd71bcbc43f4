import ArgumentParser
import Pictures
package import Jobs
import Terminal

/// Where a render goes and what is told of it: what `run` and `redo` have in common.
struct RenderOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Where the picture goes: \(PictureFormat.writtenEndings); a film: a folder, dream-%04d.png, .mp4, .webm, .mov, .mkv, .gif or .apng.",
            valueName: "OUT"),
        completion: .file())
    var output: String

    @Flag(help: "Replace OUT even if Reverie did not make it.")
    var force = false

    @Option(help: "A picture file that is rewritten as the dream grows.", completion: .file())
    var preview: String?

    @Flag(
        help: "Show the dream in the terminal as it grows: kitty, WezTerm, Ghostty, iTerm2, and those that know sixel.")
    var inline = false

    @Option(help: "auto, bar, lines, json or none.")
    var progress: ProgressStyle?

    @Option(help: "Bits a sample, 8 or 16 where OUT has both; as many as the picture has when absent.")
    var depth: Int?

    @Flag(
        name: .customLong("keep-gps"),
        help: "Keep where the photo was taken; date, artist and copyright are kept anyway.")
    var keepsPlace = false

    @Flag(name: .customLong("no-recipe"), help: "Do not store the recipe in OUT.")
    var leavesRecipeOut = false

    @Flag(help: "Write the recipe beside OUT too, as OUT.recipe.json.")
    var sidecar = false

    @OptionGroup var films: FilmOptions

    @OptionGroup var checkpoints: CheckpointOptions

    func validate() throws {
        try WrongUsage.checking { try directed(RenderJob(preset: .named(""))).check() }
    }

    /// A job that goes to OUT, or to one of many.
    func directed(_ job: RenderJob, to path: String? = nil, isOneOfMany: Bool = false) -> RenderJob {
        var job = job
        let path = path ?? output
        job.output = JobOutput(
            path, replaces: force, depth: depth, quality: films.quality, keepsGPS: keepsPlace ? true : nil,
            leavesRecipeOut: leavesRecipeOut, sidecar: sidecar, rate: films.rate?.description,
            background: films.background, preview: preview)
        job.checkpoint = checkpoints.choice(for: path, isOneOfMany: isOneOfMany)
        return job
    }

    /// Renders a job, and tells of it.
    /// - Parameter name: the preset or the carrier, for the user.
    /// - Parameter batch: what it is one of.
    /// - Throws: what went wrong, and `Interrupted`, once the user knows what is left.
    func render(
        _ job: RenderJob, named name: String, with resources: JobResources, as batch: BatchProgress? = nil
    ) throws {
        let report = try RenderReport(of: name, on: job.picture, style: style(), inline: inline, as: batch)
        var job = job
        if report.showsPictures { job.previews = PreviewOptions(perSecond: 0.5, onlyAtOctaveEnds: true) }
        do {
            let result = try JobRun(job, with: resources, control: Interrupt.control, tell: report.hear).run()
            try report.end(with: result)
        } catch let failure as RunFailure {
            throw report.end(with: failure)
        }
    }

    /// How progress is shown.
    func style() throws -> ProgressStyle { try progress ?? Configuration.user().progress ?? .auto }
}

extension ProgressStyle: ExpressibleByArgument {}
