import ArgumentParser
import Files
import Jobs
import Pictures
import Recipes
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
        help: ArgumentHelp("A picture parameter of the presets, PNG or JPEG.", valueName: "NAME=FILE"))
    var pictures: [String] = []

    @Option(help: "How many children.")
    var count = 9

    @Option(help: "How far numbers are moved, as a part of their range.")
    var spread = 0.06

    @Option(help: "Which children.")
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("The longer side of a cell, in pixels.", valueName: "PIXELS"))
    var cell = 256

    @OptionGroup var sheet: SheetOptions

    func validate() throws {
        try SheetOptions.check(cell: cell)
        guard !parents.isEmpty else { throw ValidationError("say whose children: reverie breed A.png B.png -o SHEET") }
        guard (1...9).contains(parents.count) else {
            throw ValidationError("\(BreedingError.parents(parents.count))")
        }
        guard (1...100).contains(count) else {
            throw ValidationError("--count is \(count); it must be between 1 and 100")
        }
        guard (0...1).contains(spread) else {
            throw ValidationError("--spread is \(spread); it must be between 0 and 1")
        }
        _ = try RecipeOptions.pairs(pictures, of: "--picture", as: "NAME=FILE")
    }

    func run() throws {
        let target = try sheet.target()
        let recipes = try parents.map { try CarriedRecipe(contentsOf: $0) }
        for (path, recipe) in zip(parents, recipes) where recipe.pictures.input != nil && on == nil {
            throw ValidationError("\(Phrases.harmless(path)) was dreamt on a picture; say which: --on PICTURE")
        }
        let files = try RecipeOptions.pairs(pictures, of: "--picture", as: "NAME=FILE")
        let resources = JobResources(defaults: try Configuration.user(), networks: 2, keepsPicture: true)
        let children = try Breeding(of: recipes).children(count, seed: seed, spread: spread)
        let cells = children.enumerated().map { index, child in
            var job = child.job
            job.picture = child.isDreamtOnPicture ? on.map { .file($0) } : nil
            job.pictures = files.mapValues { .file($0) }
            job.size.atMost = cell
            return SheetCell(place: index, label: "\(index + 1)", job: job)
        }
        let columns = count <= 3 ? count : Int(Double(count).squareRoot().rounded(.up))
        let layout = ContactSheet(
            title: "children of \(parents.map { Paths.name(of: $0) }.joined(separator: ", "))",
            blocks: [
                .init(
                    captions: children.enumerated().map { ["\($0 + 1)  seed \($1.seed)"] + BreedText.lines($1) },
                    columns: columns)
            ], cellWidth: cell, cellHeight: cell)
        let report = try SheetReport(sheet)
        var run = try SheetRun(layout, to: target, with: resources, control: Interrupt.control, tell: report.hear)
        try report.end(with: try run.run(cells) { $0 })
        guard sheet.output != "-" else { return }
        for (index, child) in children.enumerated() { Console.print(command(for: child, index + 1)) }
    }

    /// What renders a child by itself.
    private func command(for child: Breeding.Child, _ number: Int) -> String {
        var words = ["redo", parents[child.parent]]
        if let on, child.isDreamtOnPicture { words.append(on) }
        for pair in pictures { words += ["--picture", pair] }
        for (name, value) in child.job.parameters.sorted(by: { $0.key < $1.key }) {
            words += ["--set", "\(name)=\(value)"]
        }
        return CommandLineText.command(words + ["--seed", "\(child.seed)", "-o", "child-\(number).png"])
    }
}

/// Children in words.
private enum BreedText {
    static func lines(_ child: Breeding.Child) -> [String] {
        child.parameters.sorted { $0.key < $1.key }.prefix(4).map { "\($0.key) \($0.value)" }
    }
}
