import ArgumentParser
import Jobs
import Recipes
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
        let library = PresetLibrary.standard
        var found: [(name: String, preset: Preset)] = []
        for name in library.names {
            do {
                found.append((name, try library.find(name).outline()))
            } catch {
                Console.say("\(Phrases.harmless(name)): \(error)")
            }
        }
        guard json else {
            return Table(headings: ["NAME", "WHAT IT DOES"], rows: found.map { [$0.name, $0.preset.summary] }).lines
                .forEach(Console.print)
        }
        Console.print(try found.map { PresetListing(name: $0.name, preset: $0.preset) }.jsonLines())
    }
}

extension Preset {
    /// What it does, or what it is called where it does not say.
    fileprivate var summary: String { about.isEmpty ? title : about }
}
