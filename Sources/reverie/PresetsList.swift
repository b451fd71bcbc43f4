import ArgumentParser
import Jobs
import Terminal
import Wording

/// `reverie presets list`
struct PresetsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the presets that can be rendered by their names, and what they do.",
        discussion: """
            'presets show NAME' says more of one: who wrote it, its licence, and what can be turned; --json says all of all.

            Examples:
              reverie presets list
              reverie presets list --json
            """)

    @Flag(help: "Print a JSON array: name, title, author, licence, network, about, and the parameters of each.")
    var json = false

    func run() throws {
        let found = PresetListing.installed(tell: Console.say)
        guard json else {
            return Table(headings: ["NAME", "WHAT IT DOES"], rows: found.map { [$0.name, $0.summary] }).lines
                .forEach(Console.print)
        }
        Console.print(try found.jsonLines())
    }
}
