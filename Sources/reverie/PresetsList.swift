import ArgumentParser
import Foundation
import Recipes
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
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        Console.print(String(decoding: try encoder.encode(found.map(Entry.init)), as: UTF8.self))
    }

    /// One preset, for programs.
    private struct Entry: Encodable {
        struct Parameter: Encodable {
            let name, takes, standard, about: String

            enum CodingKeys: String, CodingKey {
                case name, takes, about
                case standard = "default"
            }
        }

        let name, title, author, licence, network, about: String
        let parameters: [Parameter]

        init(name: String, preset: Preset) {
            self.name = name
            (title, author, licence) = (preset.title, preset.author, preset.licence)
            (network, about) = (preset.network, preset.about)
            parameters = preset.parameters.map {
                Parameter(name: $0.name, takes: $0.takesText, standard: $0.fallbackText, about: $0.about)
            }
        }
    }
}

extension Preset {
    /// What it does, or what it is called where it does not say.
    fileprivate var summary: String { about.isEmpty ? title : about }
}
