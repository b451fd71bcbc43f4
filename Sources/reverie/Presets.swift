import ArgumentParser
import Foundation
import Jobs
import Recipes
import Terminal
import Wording

/// `reverie presets …`: the library of presets.
struct Presets: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The installed presets; a new one; what is wrong with one.",
        discussion: """
            A preset is a Lua file or a pack, named by its path, or by its name when it lies in ~/.config/reverie/presets or \
            comes with Reverie.

            Examples:
              reverie presets list
              reverie presets show classic
              reverie presets new tidepool
              reverie presets check tidepool.lua
              reverie presets pack tidepool.lua -o tidepool.reverie
            """,
        subcommands: [PresetsList.self, PresetsShow.self, PresetsNew.self, PresetsCheck.self, PresetsPack.self],
        defaultSubcommand: PresetsList.self)
}

/// `reverie presets show NAME`
struct PresetsShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Says what a preset does, and what its users may turn.",
        discussion: "Example:\n  reverie presets show puppies-in-the-clouds")

    @Argument(
        help: "A preset: a name from the library, a .lua file, or a pack.", completion: .custom(TypedNames.presets))
    var preset: String

    func run() throws {
        let preset = try PresetLibrary.standard.find(preset).outline()
        Console.print(Phrases.credited(preset.title, preset.author, preset.licence))
        if !preset.about.isEmpty { Console.print(preset.about) }
        Console.print("dreams with \(preset.network)\n")
        guard !preset.parameters.isEmpty else { return Console.print("It has no parameters.") }
        let rows = preset.parameters.map { [$0.optionText, $0.takesText, $0.fallbackText, $0.about] }
        Table(headings: ["PARAMETER", "TAKES", "DEFAULT", "ABOUT"], rows: rows).lines.forEach(Console.print)
    }
}

/// `reverie presets new NAME`
struct PresetsNew: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Writes a preset to begin with, with comments, as NAME.lua in this folder.",
        discussion: "Example:\n  reverie presets new tidepool\n  reverie run tidepool.lua -o tidepool.png")

    @Argument(help: "The preset's name, also of its file.")
    var name: String

    func run() throws {
        let path = try NewScript.write(.preset, named: name)
        Console.say(
            "wrote \(path); render it with: " + CommandLineText.command(["run", path, "-o", name + ".png"]))
    }
}

/// `reverie presets check FILE…`
struct PresetsCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Runs presets with every parameter at its ends, and says all that is wrong.",
        discussion: "Nothing is rendered. Example:\n  reverie presets check tidepool.lua")

    @Argument(help: "Presets: names from the library, or .lua files.")
    var presets: [String]

    func run() throws {
        let networks = NetworkShelf(most: 1)
        var failures = 0
        for name in presets {
            do {
                let check = PresetCheck(
                    installed: try PresetLibrary.standard.find(name), networks: networks)
                check.lines(named: name).forEach(Console.print)
                failures += check.errors.isEmpty ? 0 : 1
            } catch {
                Console.print("\(Phrases.harmless(name)): \(error)")
                failures += 1
            }
        }
        guard failures == 0 else { throw ExitCode(1) }
    }
}
