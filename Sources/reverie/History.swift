import ArgumentParser
import Files
import Foundation
import Jobs
import Recipes
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
        guard let history = FolderHistory(of: folder) else {
            throw ValidationError("\(Phrases.harmless(folder)): there is no such folder, or it cannot be read")
        }
        let entries = history.entries.filter { entry in
            preset.map { [entry.recipe.preset.name, title(of: entry)].contains($0) } ?? true
        }
        if json { return Console.print(try JSONText.of(entries)) }
        guard !entries.isEmpty else {
            let others = history.others > 0 ? "; \(Phrases.count(history.others, "picture")) without one" : ""
            return Console.print("no picture in \(Phrases.harmless(folder)) carries a recipe\(others)")
        }
        let table = Table(
            headings: ["picture", "when", "preset", "network", "size", "seed", "set"],
            rows: entries.map { entry in
                let recipe = entry.recipe
                let set = recipe.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                return [
                    entry.file, date(entry.modified), title(of: entry), recipe.network.name,
                    "\(recipe.canvas.width)×\(recipe.canvas.height)", "\(recipe.seed)",
                    set.joined(separator: " ") + (recipe.isInterrupted == true ? " (interrupted)" : ""),
                ]
            })
        table.lines.forEach(Console.print)
        if let newest = entries.first { Console.say("again, with a change: \(command(for: newest))") }
    }

    /// `classic` for `classic.lua`.
    private func title(of entry: FolderHistory.Entry) -> String {
        let name = entry.recipe.preset.name
        return name.hasSuffix(".lua") ? String(name.dropLast(4)) : name
    }

    private func date(_ date: Date) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.dateFormat = "yyyy-MM-dd HH:mm"
        return format.string(from: date)
    }

    /// What renders it again, with a parameter to change.
    private func command(for entry: FolderHistory.Entry) -> String {
        let recipe = entry.recipe
        var words = ["redo", folder == "." ? entry.file : Paths.inside(folder, entry.file)]
        if recipe.pictures.input != nil { words.append("PICTURE") }
        for name in recipe.pictures.parameters.keys.sorted() + recipe.pictures.files.keys.sorted() {
            words += ["--picture", "\(name)=FILE"]
        }
        let knobs =
            ((try? recipe.source.outline()) ?? nil)?.parameters.filter { $0.optionText.hasPrefix("--set") } ?? []
        // One that was set is one that its artist cares for.
        if let knob = knobs.first(where: { recipe.parameters[$0.name] != nil }) ?? knobs.first {
            words += ["--set", "\(knob.name)=\(recipe.parameters[knob.name] ?? knob.fallbackText)"]
        }
        return CommandLineText.command(words + ["--seed", "\(recipe.seed)", "-o", "again.png"])
    }
}
