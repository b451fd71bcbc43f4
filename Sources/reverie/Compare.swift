import ArgumentParser
import Jobs
import Pictures
import Terminal
import Wording

/// `reverie compare A B`
struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Says what differs between two pictures, in their recipes and in their pixels; shows them side by side.",
        discussion: """
            Parameters that a recipe leaves alone have their preset's default. With -o both go onto one sheet, what differs \
            below them.

            Examples:
              reverie compare dream.png other.png
              reverie compare dream.png other.png -o both.png --cell 1024
            """)

    @Argument(help: "A picture, or a film, of which the first picture is taken.", completion: .file())
    var first: String

    @Argument(help: "Another.", completion: .file())
    var second: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where the sheet goes: \(PictureFormat.writtenEndings).", valueName: "SHEET"),
        completion: .file())
    var output: String?

    @Flag(help: "Replace SHEET even if Reverie did not make it.")
    var force = false

    @Option(help: ArgumentHelp("The longer side of each on the sheet, in pixels.", valueName: "PIXELS"))
    var cell = 768

    func validate() throws { try SheetOptions.check(cell: cell) }

    func run() throws {
        let target = try output.map { try SheetTarget(JobOutput($0, replaces: force)) }
        let comparison = try Comparison(first, second)
        let isShown = output != "-"
        func tell(_ line: String) { if isShown { Console.print(line) } else { Console.say(line) } }
        if let sentence = comparison.without { tell(sentence) }
        if let differences = comparison.differences {
            if differences.isEmpty { tell("the recipes are the same") }
            let table = Table(
                headings: ["", comparison.first.name, comparison.second.name],
                rows: differences.map { [$0.what, $0.first, $0.second] })
            if !differences.isEmpty { table.lines.forEach(tell) }
        }
        if let films = comparison.films { tell(films) }
        tell(comparison.pixels)
        if let target, let output {
            try comparison.write(to: target, cell: cell)
            if isShown { Console.say("wrote \(Phrases.harmless(output))") }
        }
    }
}
