import ArgumentParser
import Jobs
import Pictures
import Terminal

/// `reverie run PRESET [PICTURE] -o OUT`
struct Run: FarmedCommand, CheckedCommand {
    static let farmed = (
        name: "pictures", abstract: "A preset on each of many pictures, or a film: what 'reverie run' takes."
    )

    var product: (output: String, progress: ProgressStyle?) { (output.output, output.progress) }

    var bounds: RenderBounds { options.bounds }

    static let configuration = CommandConfiguration(
        abstract: "Renders a preset, on a picture or on the preset's own canvas.",
        discussion: """
            OUT carries its recipe: 'redo' renders it again, 'show' prints it. '-' is stdin for PICTURE and stdout for OUT.

            Of several pictures, a folder of them, or a quoted pattern each is rendered, into the folder OUT or to names made \
            of OUT's {name}; one that fails is told at the end, and the others go on.

            While it dreams, its state is kept in a hidden folder beside OUT: after a crash or a power cut the same command \
            with --resume goes on from there. Ctrl-C stops after the step in progress, keeps the picture so far in OUT (or, \
            beside a finished picture there, as NAME.so-far.png), and prints the command that goes on; a second Ctrl-C ends at once.

            Examples:
              reverie run daydream -o dream.png
              reverie run classic photo.jpg -o dream.jpg --long-edge 1600 --set strength=1.5
              reverie run classic 'holiday/*.jpg' -o dreams/
              reverie run classic *.png -o '{name}-dream.jpg' --resume
              curl https://example.org/cat.jpg | reverie run classic - -o - > cat.png
              reverie run --watch mine.lua photo.jpg --inline
            """)

    @Argument(
        help: "A preset: a name from the library, a .lua file, or a picture that carries one.",
        completion: .custom(TypedNames.presets))
    var preset: String

    @Argument(
        help:
            "The pictures to dream on (\(PictureFormat.readNames)), or a film's video or folder of frames; the preset's own canvas when there is none.",
        completion: .file())
    var pictures: [String] = []

    @OptionGroup var options: RecipeOptions

    // Named before anything is parsed: see `Watch.named`. It stands here for who looks for it.
    @Flag(help: "Draft PRESET, a .lua file, at each save instead, as 'reverie watch' does.")
    var watch = false

    @OptionGroup var output: RenderOptions

    func check() throws {
        let job = try options.job(.path(preset), on: nil)
        let isOne = Batch.isOne(pictures, output: output.output)
        // Stdin is read once, and not now.
        let picture = pictures.first { $0 != "-" }
        let resources = JobResources(defaults: try Configuration.user())
        try JobRun(isOne ? directed(job, on: picture, to: output.output) : job, with: resources) { _ in }.check()
    }

    func run() throws {
        let resources = JobResources(defaults: try Configuration.user())
        let (job, batch) = try asked(with: resources)
        guard let batch else {
            return try output.render(
                directed(job, on: pictures.first, to: output.output), named: preset, with: resources)
        }
        try batch.run { item in
            try output.checkpoints.resume && directed(job, on: item.picture, to: item.output).isDone(with: resources)
        } render: { item, progress in
            try output.render(
                directed(job, on: item.picture, to: item.output, isOneOfMany: true), named: preset, with: resources,
                as: progress)
        }
    }

    /// One job, or one for each picture.
    func crop(with resources: JobResources) throws -> FarmCrop {
        let (job, batch) = try asked(with: resources)
        guard let items = batch?.items else {
            let job = try directed(job, on: pictures.first, to: output.output)
            try job.checkFiles()
            return .one(job)
        }
        return .many(count: items.count) { index in
            try directed(job, on: items[index].picture, to: items[index].output, isOneOfMany: true)
        }
    }

    /// What is dreamt, and on which pictures where there are many.
    private func asked(with resources: JobResources) throws -> (RenderJob, Batch?) {
        let job = try options.job(.path(preset), on: nil)
        return (job, try Batch(pictures: pictures, output: output.output) { try job.isFilm(with: resources) })
    }

    private func directed(
        _ job: RenderJob, on picture: String?, to path: String, isOneOfMany: Bool = false
    ) throws -> RenderJob {
        var job = job
        job.picture = try picture.map(PictureInput.init(named:))
        return output.directed(job, to: path, isOneOfMany: isOneOfMany)
    }
}
