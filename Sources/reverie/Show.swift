import ArgumentParser
import Jobs
import Recipes
import Terminal
import Wording

/// `reverie show CARRIER`
struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the recipe that a picture carries, its parameters, seed, network and hashes.",
        discussion: """
            The preset's text comes first and the facts last, where they stay in sight.

            Examples:
              reverie show dream.png
              reverie show dream.png --facts
              reverie show dream.png --preset > preset.lua
              reverie show dream.png --json > recipe.json
            """)

    @Argument(help: "A picture that Reverie wrote, or its .recipe.json.", completion: .file())
    var carrier: String

    @Flag(help: "Print only the preset's text.")
    var preset = false

    @Flag(help: "Print only the facts: parameters, seed, network and hashes.")
    var facts = false

    @Flag(help: "Print all of it, as it is carried.")
    var json = false

    func validate() throws {
        guard [preset, facts, json].count(where: \.self) > 1 else { return }
        throw ValidationError("--preset, --facts and --json exclude each other")
    }

    func run() throws {
        let recipe = try CarriedRecipe(contentsOf: carrier)
        if json { return Console.print(Phrases.harmlessLines(try recipe.json())) }
        if preset { return Console.print(Phrases.harmlessLines(recipe.preset.text)) }
        if !facts {
            let modules = recipe.modules.sorted { $0.key < $1.key }
            for (name, text) in modules + [(recipe.preset.name, recipe.preset.text)] {
                Console.print("-- \(Phrases.harmless(name)) --")
                Console.print(Phrases.harmlessLines(text) + "\n")
            }
        }
        recipe.facts.forEach { Console.print(Phrases.harmless($0, limit: 2000)) }
    }
}
