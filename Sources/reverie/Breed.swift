import ArgumentParser
import Files
import Jobs
import Recipes
import Terminal
import Wording

/// `reverie breed A B … -o SHEET`
struct Breed: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Renders children of pictures onto a sheet: their parameters mixed, and nudged.",
        discussion: """
            A child has the preset of one parent. Each number lies between two parents' and is moved a little, by --spread of \
            its range; anything else is one parent's; its seed is a parent's or a new one. The same parents and --seed have \
            the same children. One picture alone has children that are like it.

            For each child the command is printed that renders it by itself.

            Examples:
              reverie breed dream.png other.png -o children.png
              reverie breed dream.png other.png --on photo.jpg --count 16 --spread 0.15 -o children.png
            """)

    @Argument(help: "The parents: pictures that carry a recipe, or .recipe.json files.", completion: .file())
    var parents: [String]

    @Option(
        help: ArgumentHelp("The picture to dream on, where the parents dreamt on one.", valueName: "PICTURE"),
        completion: .file())
    var on: String?

    @Option(
        name: .customLong("picture"),
        help: ArgumentHelp("A picture parameter of the presets.", valueName: "NAME=FILE"))
    var pictures: [String] = []

    @Option(help: "How many children.")
    var count = 9

    @Option(help: "How far numbers are moved, as a part of their range.")
    var spread = 0.06

    @Option(help: "Which children: a whole number, 0 or more.")
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("The longer side of a cell, in pixels.", valueName: "PIXELS"))
    var cell = 256

    @OptionGroup var sheet: SheetOptions

    func validate() throws {
        try sheet.needOutput()
        try SheetOptions.check(cell: cell)
        guard !parents.isEmpty else { throw ValidationError("say whose children: reverie breed A.png B.png -o SHEET") }
        try WrongUsage.check("--count", count, 1...100)
        try WrongUsage.check("--spread", spread, 0...1)
        try WrongUsage.checking { _ = try CommandLineText.pairs(pictures, of: "--picture", as: "NAME=FILE") }
    }

    func run() throws {
        let target = try sheet.target()
        let recipes = try parents.map { try CarriedRecipe(contentsOf: $0) }
        for (path, recipe) in zip(parents, recipes) where recipe.pictures.input != nil && on == nil {
            throw ValidationError("\(Phrases.harmless(path)) was dreamt on a picture; say which: --on PICTURE")
        }
        let files = try CommandLineText.pairs(pictures, of: "--picture", as: "NAME=FILE")
        let breeding = try Breeding(of: recipes)
        let children = breeding.children(count, seed: seed, spread: spread)
        let page = BreedingSheet(
            of: children, named: parents.map { Paths.name(of: $0) }, on: on.map { .file($0) },
            pictures: files.mapValues { .file($0) }, cell: cell)
        _ = try sheet.render(
            page.layout, page.cells, to: target,
            with: JobResources(defaults: try Configuration.user(), networks: 2, keepsPicture: true))
        guard sheet.output != "-" else { return }
        for (index, child) in children.enumerated() {
            let parent = parents[child.parent]
            let picture = [parent] + (child.isDreamtOnPicture ? [on].compactMap(\.self) : [])
            let output = FolderHistory.outputAgain("child-\(index + 1)", of: parent)
            Console.print(
                CommandLineText.command(
                    ["redo"] + picture + pictures.flatMap { ["--picture", $0] }
                        + CommandLineText.words(child.settings) + ["-o", output]))
        }
    }
}
