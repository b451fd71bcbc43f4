import ArgumentParser
import Dreams
import Jobs
import Terminal
import Wording

/// `reverie dataset NETWORK -o FOLDER`
struct Dataset: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Dreams labelled pictures, to train other networks with.",
        discussion: """
            Pictures of the network's classes come from noise, many at once: what is minimised is the cross-entropy of each with its \
            class, and how far mean and variance of every layer, over the whole batch, are from what they were in training, which \
            batch normalization remembers ("Dreaming to distill", Yin et al., 2020). --statistics-from takes them from pictures. \
            --student names another network, of the same classes, that is to see them differently: what it has yet to learn \
            (adaptive competition).

            --from dreams variants of your own labelled pictures, a folder a label: pictures that a layer sees as it sees yours, in a \
            random half of its numbers ("shadows", after Arora, Liang and Ma, 2015). --preset makes every picture by a preset, on \
            yours or from nothing, with its class as the parameter that takes one.

            FOLDER/train is what torchvision.datasets.ImageFolder reads; FOLDER/manifest.jsonl tells of every picture its class, \
            recipe, seed and how sure the network is of it. What is interrupted or killed goes on when the command is given again.

            Without a preset --set knows:
            \(DatasetSetting.help)

            Examples:
              reverie dataset efficientnet-lite0 -o dreams --classes flamingo,zebra,"red fox" --per-class 16
              reverie dataset digits.onnx -o dreams --classes 0-9 --per-class 100 --set flips=false
              reverie dataset squeezenet -o shadows --from pets --per-class 50
              reverie dataset squeezenet -o portraits --preset class-portrait --classes tabby,pug --per-class 4 --size 224
            """)

    @Argument(help: "A network's name, or a .onnx file.", completion: .custom(TypedNames.networks))
    var network: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Where it goes.", valueName: "FOLDER"), completion: .directory)
    var output: String

    @Option(
        help: ArgumentHelp(
            "Which classes: names or numbers with commas, ranges such as 0-9, or all; with --from, which labels.",
            valueName: "LIST"))
    var classes: String?

    @Option(help: "Pictures of each class.")
    var perClass = 10

    @Option(help: ArgumentHelp("Your own pictures: FOLDER/LABEL/….", valueName: "FOLDER"), completion: .directory)
    var from: String?

    @Option(help: "Make every picture by this preset.")
    var preset: String?

    @Option(
        help: ArgumentHelp("A network that sees dreams of classes differently.", valueName: "NETWORK"),
        completion: .custom(TypedNames.networks))
    var student: String?

    @Option(name: .customLong("set"), help: ArgumentHelp("What is otherwise than usual.", valueName: "NAME=VALUE"))
    var settings: [String] = []

    @Option(help: ArgumentHelp("Pictures that layers are to be like.", valueName: "FOLDER"), completion: .directory)
    var statisticsFrom: String?

    @Option(help: "The pictures' side, in pixels; that which the network was trained at when absent.")
    var size: Int?

    @Option(help: "The seed of everything random: a whole number, 0 or more.")
    var seed: UInt64 = 0

    @OptionGroup var limits: BoundOptions

    var bounds: RenderBounds { limits.bounds }

    /// All that it follows from.
    private func job() throws -> DatasetJob {
        var job = DatasetJob(network: network)
        (job.classes, job.perClass, job.pictures, job.preset) = (classes, perClass, from, preset)
        (job.side, job.usual, job.student, job.dream.seed) = (size, statisticsFrom, student, seed)
        try job.set(try CommandLineText.pairs(settings, of: "--set", as: "NAME=VALUE"))
        return job
    }

    func run() throws {
        let configuration = try Configuration.user()
        let report = DatasetReport(style: limits.progress ?? configuration.progress ?? .auto)
        let plan = try DatasetPlan(
            try job(), in: output, with: JobResources(defaults: configuration), bounds: bounds)
        let summary = try DatasetRun(plan, control: Interrupt.control, tell: report.hear).run()
        try report.end(with: summary.text, isWhole: summary.isWhole)
    }
}

extension Dataset: FarmedCommand {
    static let farmed = (name: "dataset", abstract: "What 'reverie dataset' does, batch by batch.")

    var product: (output: String, progress: ProgressStyle?) { (output, limits.progress) }

    func crop(with resources: JobResources) throws -> FarmCrop {
        .dataset(try job(), folder: output, memory: bounds.memory)
    }
}

/// What a long work may take, and how it is told of.
struct BoundOptions: ParsableArguments {
    @Option(help: "Threads to compute with; every core when absent.")
    var threads: Int?

    @Option(help: ArgumentHelp("A bound on what is held, such as 2GiB.", valueName: "BYTES"))
    var memory: ByteCount?

    @Option(help: "auto, bar, lines, json or none.")
    var progress: ProgressStyle?

    func validate() throws { try WrongUsage.check(threads: threads) }

    var bounds: RenderBounds { RenderBounds(memory: memory?.bytes, threads: threads) }
}
