import ArgumentParser
import Dreams
import Foundation
import Networks
import Recipes
import Tensors
import Wording

/// `reverie presets …`: the library of presets.
struct Presets: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The installed presets; a new one; what is wrong with one.",
        discussion: """
            A preset is a Lua file, named by its path, or by its name when it lies in ~/.config/reverie/presets or comes with
            Reverie.

            Examples:
              reverie presets list
              reverie presets show classic
              reverie presets new tidepool
              reverie presets check tidepool.lua
            """,
        subcommands: [PresetsList.self, PresetsShow.self, PresetsNew.self, PresetsCheck.self],
        defaultSubcommand: PresetsList.self)
}

/// `reverie presets list`
struct PresetsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the presets that can be rendered by their names.",
        discussion: "Example:\n  reverie presets list")

    func run() throws {
        let library = PresetLibrary.standard
        var rows: [[String]] = []
        for name in library.names {
            do {
                let preset = try library.find(name).outline()
                rows.append([name, preset.title, preset.about])
            } catch {
                Console.say("\(Phrases.harmless(name)): \(error)")
            }
        }
        Table(headings: ["NAME", "TITLE", "ABOUT"], rows: rows).lines.forEach(Console.print)
    }
}

/// `reverie presets show NAME`
struct PresetsShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Says what a preset does, and what its users may turn.",
        discussion: "Example:\n  reverie presets show puppies-in-the-clouds")

    @Argument(help: "A preset: a name from the library, or a .lua file.")
    var preset: String

    func run() throws {
        let preset = try PresetLibrary.standard.find(preset).outline()
        let facts = [preset.author, preset.licence].filter { !$0.isEmpty }.joined(separator: ", ")
        Console.print(preset.title + (facts.isEmpty ? "" : " (\(facts))"))
        if !preset.about.isEmpty { Console.print(preset.about) }
        Console.print("dreams with \(preset.network)\n")
        guard !preset.parameters.isEmpty else { return Console.print("It has no parameters.") }
        let rows = preset.parameters.map { ["--set \($0.name)=", $0.takesText, $0.fallbackText, $0.about] }
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
        let text = try PresetTemplate.text(named: name)
        let path = name + ".lua"
        guard !FileManager.default.fileExists(atPath: path) else {
            throw ValidationError("\(Phrases.harmless(path)) exists already; choose another name")
        }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
        Console.say("wrote \(path); render it with: reverie run \(path) -o \(name).png")
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
        var failures = 0
        for name in presets {
            do {
                let check = check(try PresetLibrary.standard.find(name))
                for error in check.errors { Console.print("\(Phrases.harmless(name)): \(error)") }
                for advice in check.advice { Console.print("\(Phrases.harmless(name)): (advice) \(advice)") }
                if check.errors.isEmpty {
                    Console.print("\(Phrases.harmless(name)): in order, \(check.recipes) recipes planned")
                } else {
                    failures += 1
                }
            } catch {
                Console.print("\(Phrases.harmless(name)): \(error)")
                failures += 1
            }
        }
        guard failures == 0 else { throw ExitCode(1) }
    }

    private func check(_ source: PresetSource) -> PresetCheck {
        var loaded: [String: Network] = [:]
        func network(_ name: String) throws -> Network {
            if let network = loaded[name] { return network }
            let network = try NetworkLibrary.standard.load(forPreset: name)
            loaded[name] = network
            return network
        }
        return PresetCheck(source) { name in
            NetworkVocabulary(try network(name))
        } plan: { made in
            let recipe = made.recipe
            let size = Extent(height: recipe.canvas.height, width: recipe.canvas.width)
            // What a picture shows changes nothing in a plan.
            let sample = Canvas(.clouds, width: 64, height: 64).picture(size: Extent(height: 64, width: 64), seed: 0)
            let pictures = made.pictures.mapValues { _ in sample }
            _ = try Renderer(recipe: recipe, network: network(recipe.network), pictures: pictures).plan(for: size)
        }
    }
}
