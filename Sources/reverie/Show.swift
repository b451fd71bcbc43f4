import ArgumentParser
import Recipes
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

    @Argument(help: "A PNG or JPEG that Reverie wrote, or its .recipe.json.", completion: .file())
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
        if json { return Console.print(try recipe.json().harmlessLines) }
        if preset { return Console.print(recipe.preset.text.harmlessLines) }
        if !facts {
            let modules = recipe.modules.sorted { $0.key < $1.key }
            for (name, text) in modules + [(recipe.preset.name, recipe.preset.text)] {
                Console.print("-- \(Phrases.harmless(name)) --")
                Console.print(text.harmlessLines + "\n")
            }
        }
        facts(of: recipe).forEach { Console.print(Phrases.harmless($0, limit: 2000)) }
    }

    private func facts(of recipe: CarriedRecipe) -> [String] {
        var lines: [String] = []
        do {
            let outline = try recipe.source.outline()
            let facts = [outline.author, outline.licence].filter { !$0.isEmpty }.joined(separator: ", ")
            lines.append(outline.title + (facts.isEmpty ? "" : " (\(facts))"))
            lines += outline.parameters.map { parameter in
                let value = recipe.parameters[parameter.name]
                return "  \(parameter.name) = \(value ?? parameter.fallbackText)" + (value == nil ? " (default)" : "")
            }
        } catch {
            lines.append("its preset does not run: \(error)")
            lines += recipe.parameters.sorted { $0.key < $1.key }.map { "  \($0.key) = \($0.value)" }
        }
        lines.append("seed \(recipe.seed), canvas \(recipe.canvas.width)×\(recipe.canvas.height)")
        lines.append("network \(recipe.network.name), SHA-256 \(recipe.network.sha256)")
        lines.append(
            recipe.pictures.input.map { "dreamt on a picture, SHA-256 \($0.sha256)" } ?? "painted its own canvas")
        lines += recipe.pictures.parameters.sorted { $0.key < $1.key }.map {
            "picture \($0.key), SHA-256 \($0.value.sha256)"
        }
        lines += recipe.pictures.files.sorted { $0.key < $1.key }.map {
            "picture \($0.key) beside the preset, SHA-256 \($0.value.sha256)"
        }
        let options = recipe.rendering
        lines += [
            options.memory.map { "within \(Phrases.bytes($0)) of memory" },
            options.fastHalo.map { "tiles with halos of \($0) pixels" }, options.depth.map { "\($0) bits a sample" },
            options.rate.map { "\($0) frames a second" },
        ].compactMap(\.self)
        if let varied = recipe.varied {
            lines.append("a sheet of pictures that differ in")
            lines += varied.map { "  \($0.name) = \(Phrases.choices($0.values, limit: 64))" }
            lines.append(
                "'reverie redo' renders one of them: the first, or the one that --set, --network and --seed say")
        }
        lines.append(
            "rendered by Reverie \(recipe.version)" + (recipe.isInterrupted == true ? ", and interrupted" : ""))
        return lines
    }
}

extension String {
    /// The lines of a stranger's text, without what could drive a terminal; tabs become spaces.
    fileprivate var harmlessLines: String {
        split(separator: "\n", omittingEmptySubsequences: false)
            .map { Phrases.harmless(String($0).replacing("\t", with: "    "), limit: .max) }.joined(separator: "\n")
    }
}
