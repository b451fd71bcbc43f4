import ArgumentParser
import Recipes
import Wording

/// `reverie plugins …`: the words that presets can require.
struct Plugins: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The installed plugins, and the words that they add to the language.",
        discussion: """
            A plugin is a Lua file beside a preset, in ~/.config/reverie/plugins, or among those that come with Reverie.

            Examples:
              reverie plugins list
              reverie plugins show plasma
            """,
        subcommands: [PluginsList.self, PluginsShow.self], defaultSubcommand: PluginsList.self)
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
        commandName: "show", abstract: "Explains a plugin and its words.",
        discussion: "Example:\n  reverie plugins show plasma")

    @Argument(help: "A plugin's name.")
    var name: String

    func run() throws {
        let plugin = try PluginLibrary().plugin(named: name)
        let facts = [plugin.author, plugin.licence].filter { !$0.isEmpty }.joined(separator: ", ")
        Console.print(plugin.title + (facts.isEmpty ? "" : " (\(facts))"))
        if !plugin.about.isEmpty { Console.print(plugin.about) }
        Console.print("\n" + plugin.help)
    }
}
