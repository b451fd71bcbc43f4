import ArgumentParser
import Jobs
import Terminal
import Wording

/// What `run` and `plan` are about.
struct PresetArguments: ParsableArguments {
    @Argument(
        help: "A preset: a name from the library, a .lua file, or a picture that carries one.",
        completion: .custom(TypedNames.presets))
    var preset: String

    @Argument(
        help: "The picture to dream on, or a film's video or frames; the preset's own canvas when absent.",
        completion: .file())
    var picture: String?
}

/// What the user wants otherwise than the preset does.
struct RecipeOptions: ParsableArguments {
    @Option(name: .customLong("set"), help: ArgumentHelp("A parameter of the preset.", valueName: "NAME=VALUE"))
    var settings: [String] = []

    @Option(
        name: .customLong("picture"),
        help: ArgumentHelp("A picture parameter of the preset.", valueName: "NAME=FILE"))
    var pictures: [String] = []

    @Option(
        help: "A network's name or a .onnx file, instead of the preset's.", completion: .custom(TypedNames.networks))
    var network: String?

    @Option(help: "The seed of everything random: a whole number, 0 or more.")
    var seed: UInt64?

    private static let sides = "\(CanvasSize.sides.lowerBound) to \(CanvasSize.sides.upperBound) pixels"

    @Option(help: "Width of the canvas, \(sides); the height follows when it is not given.")
    var width: Int?

    @Option(help: "Height of the canvas, \(sides); the width follows when it is not given.")
    var height: Int?

    @Option(help: "The longer side of the canvas, \(sides).")
    var longEdge: Int?

    @Option(help: "Threads to compute with; every core when absent.")
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            "A bound on what the render holds, a number with a unit, such as 512MiB or 2GiB; half of the machine's memory when absent.",
            discussion:
                "A network that needs more for the whole canvas sees it in bands of rows, or in tiles; the dream is the same.",
            valueName: "BYTES"))
    var memory: ByteCount?

    @Option(
        help: ArgumentHelp(
            "Where tiles are needed, let them see only this many pixels around them: faster, and an approximation.",
            valueName: "PIXELS"))
    var fastHalo: Int?

    @Option(help: DeviceOption.help)
    var device: String?

    @Option(help: DeviceOption.precision)
    var precision: String?

    func validate() throws {
        try WrongUsage.checking { try job(.named(""), on: nil).check() }
    }
}

extension RecipeOptions {
    /// A job for what a command is about.
    /// - Throws: what is wrong with stdin, where that is the picture.
    func job(_ arguments: PresetArguments) throws -> RenderJob {
        try job(.path(arguments.preset), on: arguments.picture.map(PictureInput.init(named:)))
    }

    /// A job for a preset, as the user wants it.
    func job(_ preset: PresetChoice, on picture: PictureInput?) throws -> RenderJob {
        var job = RenderJob(preset: preset, picture: picture)
        (job.network, job.seed) = (network, seed)
        job.parameters = try CommandLineText.pairs(settings, of: "--set", as: "NAME=VALUE")
        job.pictures = try CommandLineText.pairs(pictures, of: "--picture", as: "NAME=FILE").mapValues { .file($0) }
        job.size = CanvasSize(width: width, height: height, longEdge: longEdge)
        job.bounds = bounds
        return job
    }

    /// What a render may take of the machine.
    var bounds: RenderBounds {
        RenderBounds(memory: memory?.bytes, fastHalo: fastHalo, threads: threads, device: device, precision: precision)
    }
}
