import ArgumentParser
import Dreams
import Jobs
import Recipes
import Terminal

/// `reverie sweep PRESET [PICTURE] --vary NAME=a,b,c … -o SHEET`
struct Sweep: FarmedCommand {
    static let farmed = (
        name: "sweep", abstract: "A preset with other values on one sheet: what 'reverie sweep' takes."
    )

    var product: (output: String, progress: ProgressStyle?) { (sheet.output, sheet.progress) }

    var bounds: RenderBounds { options.bounds }

    static let configuration = CommandConfiguration(
        abstract: "Renders a preset many times, small, with other values, onto one labelled contact sheet.",
        discussion: """
            What varies is a parameter of the preset, a picture parameter, 'network' or 'seed'. One --vary gives a row, two \
            a grid, and each value of a third a block of its own. A range such as 0.5..2:4 has four values; without the \
            number it goes in whole numbers. A value with a comma in it stands in double quotes, which the shell must leave \
            alone; --vary of the same name again adds values.

            Of a film each cell shows the middle frame, for which all frames before it are dreamt; --frame N takes another.

            Everything is checked before the first cell is rendered. Cells are kept in $XDG_CACHE_HOME/reverie/cells, the one in \
            progress with its state, so that a sheet that was interrupted or killed goes on within its cell, and one with more \
            values renders only those. The sheet carries its recipe: \
            'redo SHEET --set NAME=VALUE' renders one cell again, larger with --long-edge.

            Examples:
              reverie sweep classic photo.jpg --vary strength=0.5..2:4 -o strengths.png
              reverie sweep classic photo.jpg --vary strength=1,2 --vary network=squeezenet,vgg16 -o grid.png
              reverie sweep changeling --vary seed=1..8 --vary creature=tiger,"red fox" --cell 192 -o herd.jpg
              reverie sweep mine.lua --vary 'words="moss, wet",stone' --vary words=bark -o words.png
              reverie sweep endless-zoom --vary turn=0,1,2 --frame 12 -o turns.png
            """)

    @OptionGroup var arguments: PresetArguments

    @Option(
        help: ArgumentHelp(
            "What varies, and its values, separated by commas, or a range LEAST..MOST:COUNT.", valueName: "NAME=VALUES")
    )
    var vary: [String] = []

    @Option(help: ArgumentHelp("The longer side of a cell, in pixels.", valueName: "PIXELS"))
    var cell = 256

    @Option(help: ArgumentHelp("Of a film, the frame that a cell shows; the middle one when absent.", valueName: "N"))
    var frame: Int?

    @OptionGroup var sheet: SheetOptions

    @OptionGroup var options: RecipeOptions

    func validate() throws {
        try sheet.needOutput()
        guard !vary.isEmpty else { throw ValidationError("say what varies: --vary NAME=VALUE,VALUE…") }
        try SheetOptions.check(cell: cell)
        if let frame, frame < 1 { throw ValidationError("--frame is \(frame); frames are counted from 1") }
    }

    private func job() throws -> RenderJob {
        var job = try options.job(arguments)
        job.frame = frame.map { .number($0) }
        return job
    }

    func crop(with resources: JobResources) throws -> FarmCrop {
        .sweep(try job(), varying: vary, cell: cell, output: try sheet.jobOutput())
    }

    func run() throws {
        let target = try sheet.target()
        let resources = JobResources(defaults: try Configuration.user(), keepsPicture: true)
        let job = try job()
        let sweep = try SweepSheet(job, varying: vary, cell: cell, with: resources)
        let report = try sheet.render(
            sweep.layout, sweep.cells, to: target, with: resources, carrying: sweep.carried)
        if let command = try command(for: sweep, of: job) { report.say("one of them, larger: \(command)") }
    }

    /// The command that renders the last cell; nil where the sheet carries no recipe, or the picture came from nowhere.
    private func command(for sweep: SweepSheet, of job: RenderJob) throws -> String? {
        guard sheet.carriesRecipe, arguments.picture != "-" else { return nil }
        let words = ["redo", sheet.output] + [arguments.picture].compactMap(\.self)
        let output = sweep.first.recipe.film == nil ? "one.png" : "one/"
        return CommandLineText.command(
            words + CommandLineText.words(try sweep.settingsOfLast(job)) + ["--long-edge", "1024", "-o", output])
    }
}
