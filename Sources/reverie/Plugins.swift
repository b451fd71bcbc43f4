import ArgumentParser
import Jobs
import Recipes
import Terminal
import Wording

/// `reverie plugins …`: the words that presets can require.
struct Plugins: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The installed plugins, and the words that they add to the language.",
        discussion: """
            A plugin is a Lua file beside a preset, in ~/.config/reverie/plugins, or among those that come with Reverie.

            Examples:
              reverie plugins list
              reverie plugins show dusk
              reverie plugins new moss
            """,
        subcommands: [PluginsList.self, PluginsShow.self, PluginsNew.self], defaultSubcommand: PluginsList.self)
}

/// `reverie plugins list`
struct PluginsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the plugins, and says what is wrong with those that fail.",
        discussion: "Example:\n  reverie plugins list")

    func run() throws {
        let library = PluginLibrary()
        var rows: [[String]] = []
        for name in library.names {
            do {
                let plugin = try library.plugin(named: name)
                rows.append([name, plugin.title, plugin.wordTitles.joined(separator: " "), plugin.licence])
            } catch {
                Console.say("\(Phrases.harmless(name)): \(error)")
            }
        }
        Table(headings: ["NAME", "TITLE", "WORDS", "LICENCE"], rows: rows).lines.forEach { Console.print($0) }
    }
}

/// `reverie plugins show NAME`
struct PluginsShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Explains a plugin and its words, or says what is wrong with it.",
        discussion: "Examples:\n  reverie plugins show dusk\n  reverie plugins show moss.lua")

    @Argument(help: "A plugin: the name of an installed one, or a .lua file.", completion: .file(extensions: ["lua"]))
    var name: String

    func run() throws {
        let isFile = name.hasSuffix(".lua") || name.contains("/")
        let plugin = try isFile ? PluginLibrary().plugin(inFile: name) : PluginLibrary().plugin(named: name)
        Console.print(Phrases.credited(plugin.title, plugin.author, plugin.licence))
        if !plugin.about.isEmpty { Console.print(plugin.about) }
        Console.print("\n" + plugin.help)
    }
}

/// `reverie plugins new NAME`
struct PluginsNew: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Writes a plugin to begin with, with comments, as NAME.lua in this folder.",
        discussion: "Example:\n  reverie plugins new moss\n  reverie plugins show moss.lua")

    @Argument(help: "The plugin's name, also of its file: what presets require it by.")
    var name: String

    func run() throws {
        let path = try NewScript.write(.plugin, named: name)
        Console.say(
            "wrote \(path); a preset beside it has its words after require \"\(name)\". To look at them: "
                + CommandLineText.command(["plugins", "show", path]))
    }
}
