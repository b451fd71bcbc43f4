import ArgumentParser
import Files
import Jobs
import Networks
import Recipes
import Terminal

/// `reverie atlas NETWORK [LAYER] -o SHEET`
struct Atlas: FarmedCommand {
    static let farmed = (name: "atlas", abstract: "What a network dreams of on one sheet: what 'reverie atlas' takes.")

    var product: (output: String, progress: ProgressStyle?) { (sheet.output, sheet.progress) }

    var bounds: RenderBounds { RenderBounds(threads: threads) }

    static let configuration = CommandConfiguration(
        abstract:
            "Shows what each layer of a network dreams of, or each channel of a layer, or what a picture excites.",
        discussion: """
            Without LAYER a cell is all that a layer sees; with it, one of its channels, the first 64 unless --channels says \
            otherwise. --like looks for the channels, of LAYER or of all layers, that a picture excites most, and shows them with \
            their scores: (m − μ) ÷ (σ + σ̄), m being the channel's mean over the picture, μ and σ its mean and standard \
            deviation over eight painted skies and noises, and σ̄ the mean of σ over the layer. They are printed, too.

            Cells come from noise, by the preset Scripts/library/atlas.lua, and are kept in $XDG_CACHE_HOME/reverie/cells: a \
            second call is quick, and an interrupted one goes on. 'redo SHEET --set channel=N' renders one of them again, larger \
            with --long-edge; --steps N draws them more clearly.

            --html FOLDER makes pages instead, a page for each layer or channel: its dreams from noise and on a photo, what the network sees in \
            them, and with --pictures FOLDER the pictures of that folder that excite it most. With LAYER there is an activation atlas of \
            these pictures, too: activations averaged where they are alike, and dreamt. Pages add to those that are there; no server is \
            needed to read them.

            Examples:
              reverie atlas squeezenet -o layers.png
              reverie atlas squeezenet fire5 --channels 0-15 --html pages --pictures ~/Pictures
              reverie atlas squeezenet fire5 --channels 0-255 -o fire5.png
              reverie atlas squeezenet --like photo.jpg --top 24 -o like.png
            """)

    @Argument(help: "A network's name, or a .onnx file.", completion: .custom(TypedNames.networks))
    var network: String

    @Argument(help: "A layer by its name, an alias, or a pattern that fits one.")
    var layer: String?

    @Option(help: ArgumentHelp("Which channels of LAYER, counted from 0: 0-63,100.", valueName: "LIST"))
    var channels: String?

    @Option(
        help: ArgumentHelp("Show the channels that this picture excites most.", valueName: "PICTURE"),
        completion: .file())
    var like: String?

    @Option(help: "How many of them.")
    var top = 16

    @Option(
        help: ArgumentHelp("Make pages in this folder, instead of a sheet.", valueName: "FOLDER"),
        completion: .directory)
    var html: String?

    @Option(help: ArgumentHelp("For pages, the photo that is dreamt on.", valueName: "PICTURE"), completion: .file())
    var photo: String?

    @Option(
        help: ArgumentHelp("For pages, pictures to look for those that excite most.", valueName: "FOLDER"),
        completion: .directory)
    var pictures: String?

    @Option(help: "For pages, the side of the activation atlas, in cells; 0 makes none.")
    var grid = 8

    @Option(help: ArgumentHelp("The side of a cell, in pixels.", valueName: "PIXELS"))
    var cell = 160

    @Option(help: "Steps for each cell; as many as Scripts/library/atlas.lua says when absent.")
    var steps: Int?

    @Option(help: "The seed of the noise: a whole number, 0 or more.")
    var seed: UInt64?

    @Option(help: "Threads to compute with; every core when absent.")
    var threads: Int?

    @OptionGroup var sheet: SheetOptions

    func validate() throws {
        try SheetOptions.check(cell: cell)
        try WrongUsage.check("--top", top, 1...256)
        try WrongUsage.check(threads: threads)
        if html == nil { try sheet.needOutput() }
        if html != nil, sheet.file != nil { throw ValidationError("--html and -o exclude each other") }
        if html == nil, photo != nil || pictures != nil {
            throw ValidationError("--photo and --pictures are for pages; say where they go: --html FOLDER")
        }
        try WrongUsage.check("--grid", grid, 0...32)
        if channels != nil, layer == nil { throw ValidationError("--channels are those of a LAYER; name one") }
        if channels != nil, like != nil { throw ValidationError("--channels and --like exclude each other") }
    }

    private func change(_ job: inout RenderJob) {
        job.parameters["steps"] = steps.map { "\($0)" }
        (job.seed, job.bounds.threads) = (seed, threads)
    }

    func crop(with resources: JobResources) throws -> FarmCrop {
        let wish = AtlasWish(network: network, layer: layer, channels: channels, like: like, most: top)
        return .atlas(wish, cell: cell, output: try sheet.jobOutput(), change: change)
    }

    func run() throws {
        let resources = JobResources(defaults: try Configuration.user())
        let target = html == nil ? try sheet.target() : nil
        let network = try resources.networks.network(network)
        let page = try AtlasPage(
            of: network, layer: layer, channels: channels, like: like, most: top, side: cell)
        if like != nil, sheet.output != "-" {
            for (entry, score) in zip(page.entries, page.scores) { Console.print("\(entry.label)\t\(score)") }
        }
        guard let target else { return try makePages(page, of: network, with: resources) }
        let cells = page.cells(of: network, named: self.network, side: cell, change)
        let report = try sheet.render(
            page.sheet(side: cell), cells, to: target, with: resources, showing: page.picture, carrying: page.carried)
        guard sheet.carriesRecipe else { return }
        report.say(
            "one of them, larger: "
                + CommandLineText.command(
                    ["redo", sheet.output] + CommandLineText.words(page.settingsOfLast(steps: 512))
                        + ["--long-edge", "512", "-o", "one.png"]))
    }

    private func makePages(_ page: AtlasPage, of network: Network, with resources: JobResources) throws {
        var wishes = AtlasSite.Wishes()
        (wishes.photo, wishes.pictures, wishes.grid) = (photo, pictures, grid)
        (wishes.side, wishes.steps, wishes.seed, wishes.threads) = (cell, steps, seed, threads)
        let folder = html ?? ""
        let site = try AtlasSite(
            page, of: network, named: self.network, hasLayer: layer != nil && like == nil, in: folder, wishes)
        let report = try SheetReport(of: Paths.inside(folder, "index.html"), progress: sheet.progress)
        try report.end(with: site.run(with: resources, control: Interrupt.control, tell: report.hear))
    }
}
