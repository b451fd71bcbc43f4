import ArgumentParser
import Files
import Jobs
import Recipes
import Terminal
import Wording

/// `reverie history [FOLDER]`
struct History: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists what was rendered into a folder, by the recipes that its pictures carry.",
        discussion: """
            The newest comes first. Nothing is kept elsewhere: what is listed is what the pictures say of themselves. The \
            last line is the command that renders the newest again; change a value in it.

            Examples:
              reverie history
              reverie history dreams --preset classic
              reverie history dreams --json
            """)

    @Argument(help: "The folder; this one when absent.", completion: .directory)
    var folder = "."

    @Option(help: ArgumentHelp("Only what this preset made.", valueName: "NAME"))
    var preset: String?

    @Flag(help: "Print the recipes as JSON.")
    var json = false

    func run() throws {
        guard let history = FolderHistory(of: folder) else { throw FolderHistoryError.folder(folder) }
        let entries = try history.made(by: preset)
        if json { return Console.print(try entries.jsonLines()) }
        guard let newest = entries.first else {
            let others = history.others > 0 ? "; \(Phrases.count(history.others, "picture")) without one" : ""
            return Console.print("no picture in \(Phrases.harmless(folder)) carries a recipe\(others)")
        }
        let table = Table(
            headings: ["picture", "when", "preset", "network", "size", "seed", "set"],
            rows: entries.map { [$0.file] + $0.facts })
        table.lines.forEach(Console.print)
        let path = folder == "." ? newest.file : Paths.inside(folder, newest.file)
        let words =
            [path]
            + (newest.recipe.pictures.input == nil ? [] : ["PICTURE"]) + CommandLineText.words(newest.again)
        Console.say(
            "again, with a change: \(CommandLineText.command(["redo"] + words + ["-o", FolderHistory.outputAgain("again", of: path)]))"
        )
    }
}
