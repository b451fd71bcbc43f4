import ArgumentParser
import Jobs
import Recipes
import Terminal

/// `reverie help WORD`
struct Help: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explains a word of the preset language, or a command; without either, lists every word.",
        discussion: """
            Examples:
              reverie help
              reverie help stage
              reverie help net:at
            """)

    @Argument(help: "A word: stage, :channel, net:at.")
    var word: String?

    @Flag(help: .hidden)
    var markdown = false

    @Flag(help: .hidden)
    var annotations = false

    @Option(help: .hidden)
    var sketches: String?

    func run() throws {
        // What is committed describes what is shipped, whatever else the user has installed.
        if markdown { return Console.print(try LanguageReference(.shipped).markdown) }
        if annotations { return Console.print(try LanguageReference(.shipped).annotations) }
        if let sketches { return try LanguageReference(.shipped).write(to: sketches).forEach(Console.print) }
        let reference = try LanguageReference()
        guard let word else {
            Console.print(
                "The words of the preset language, which 'reverie help WORD' explains; commands: 'reverie --help'\n")
            return Console.print(reference.overview)
        }
        if let command = Reverie.configuration.subcommands.first(where: { $0._commandName == word }) {
            return Console.print(Reverie.helpMessage(for: command))
        }
        do {
            Console.print(try reference.help(for: word))
        } catch let error {
            guard PresetLibrary.standard.names.contains(word) else { throw error }
            Console.print("'\(word)' is a preset; what it does and takes: 'reverie presets show \(word)'")
        }
    }
}
