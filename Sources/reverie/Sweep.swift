import ArgumentParser
import Dreams
import Foundation
import Networks
import Pictures
import Recipes
import Wording

/// `reverie sweep PRESET [PICTURE] --vary NAME=a,b,c … -o SHEET`
struct Sweep: ParsableCommand {
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
              reverie sweep zebra-herd --vary seed=1..8 --vary creature=zebra,"red fox" --cell 192 -o herd.jpg
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
        guard !vary.isEmpty else { throw ValidationError("say what varies: --vary NAME=VALUE,VALUE…") }
        try SheetOptions.check(cell: cell)
        if let frame, frame < 1 { throw ValidationError("--frame is \(frame); frames are counted from 1") }
    }

    func run() throws {
        let target = try sheet.target()
        let source = try PresetLibrary.standard.find(arguments.preset)
        let preset = try source.outline()
        let grid = try SweepGrid(try vary.map { try SweepAxis($0, of: preset) })
        let base = try options.presetSettings()
        if let axis = grid.axes.first(where: { $0.isSet(in: base) }) {
            throw SheetError.axis(axis.name, problem: "\(axis.option) sets it already; leave out one of them")
        }
        let input = try arguments.picture.map(InputPicture.init(named:))
        let rendering = try CarriedRecipe.Rendering().filled(from: options)
        let jobs = grid.cells.enumerated().map { index, values in
            SheetJob(cell: index, label: grid.label(values), frame: frame) {
                var settings = base
                for (axis, value) in zip(grid.axes, values) { axis.set(value, in: &settings) }
                return try Session(
                    source, settings, on: input, size: { own, _ in size(from: own) }, rendering,
                    threads: options.threads)
            }
        }
        let first = try jobs[0].named { try jobs[0].session() }
        let shown = first.size.scaled(toLongEdge: min(cell, max(first.size.width, first.size.height)))
        let layout = ContactSheet(
            title: title(of: first, grid), blocks: grid.blocks, cellWidth: shown.width, cellHeight: shown.height)
        var rendered = try SheetRendering(layout, sheet, target)
        try rendered.run(jobs) { recipe in
            var recipe = recipe
            recipe.varied = grid.axes.map(\.carried)
            return recipe
        }
        if let command = command(for: first, source, grid) {
            rendered.say("one of them, larger: \(command)")
        }
    }

    /// What is rendered: at the size that was asked for, or else no larger than it is shown.
    private func size(from own: Extent) -> Extent {
        options.namesSize ? options.size(from: own) : own.scaled(toLongEdge: cell)
    }

    /// What all cells have in common.
    private func title(of session: Session, _ grid: SweepGrid) -> String {
        let varied = grid.axes.map(\.name)
        let facts: [(String, String?)] = [
            ("", session.recipe.title), ("network", session.network.manifest.name),
            ("seed", "seed \(session.recipe.seed)"),
            ("", arguments.picture.map { URL(fileURLWithPath: $0).lastPathComponent }),
        ]
        let set = session.carried.parameters.sorted { $0.key < $1.key }.filter { !varied.contains($0.key) }
        return (facts.compactMap { varied.contains($0.0) ? nil : $0.1 } + set.map { "\($0.key)=\($0.value)" })
            .joined(separator: " · ")
    }

    /// The command that renders the last cell; nil where the sheet carries no recipe, or the picture came from nowhere.
    private func command(for session: Session, _ source: PresetSource, _ grid: SweepGrid) -> String? {
        guard sheet.carriesRecipe, arguments.picture != "-", let values = grid.cells.last else { return nil }
        var words = ["redo", sheet.output] + [arguments.picture].compactMap(\.self)
        let pictures = (try? options.pictureFiles()) ?? [:]
        let beside = session.carried.pictures.files.keys.reduce(into: [:]) { files, name in
            files[name] = source.folder.map { $0 + "/" + name }
        }
        for (name, file) in pictures.merging(beside, uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
            words += ["--picture", "\(name)=\(file)"]
        }
        for (axis, value) in zip(grid.axes, values) {
            let parts = axis.option.split(separator: " ")
            words += parts.count == 2 ? [String(parts[0]), "\(parts[1])=\(value)"] : [axis.option, value]
        }
        let output = session.recipe.film == nil ? "one.png" : "one/"
        return CommandLineText.command(words + ["--long-edge", "1024", "-o", output])
    }
}
