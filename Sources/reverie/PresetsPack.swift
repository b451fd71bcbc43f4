import ArgumentParser
import Jobs
import Pictures
import Recipes
import Terminal
import Wording

/// `reverie presets pack PRESET -o FILE.reverie`
struct PresetsPack: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack", abstract: "Packs a preset with its modules and pictures into one file that runs from it.",
        discussion: """
            The preset is checked as 'presets check' does, and whatever it requires and reads on the way is packed. The file is \
            a zip archive. Dropped into ~/.config/reverie/presets it is listed and rendered by its name.

            Example:
              reverie presets pack tidepool.lua -o tidepool.reverie
              reverie run tidepool.reverie photo.jpg -o dream.png
            """)

    @Argument(help: "A preset: a name from the library, or a .lua file.", completion: .custom(TypedNames.presets))
    var preset: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Where the pack goes: .reverie.", valueName: "FILE"))
    var output: String

    @Flag(help: "Replace FILE even if it is no pack.")
    var force = false

    func validate() throws {
        guard !output.lowercased().hasSuffix(PresetPack.ending) else { return }
        throw ValidationError("\(Phrases.harmless(output)): a pack's name must end in \(PresetPack.ending)")
    }

    func run() throws {
        try PresetPack.check(output, replaces: force)
        let source = try PresetLibrary.standard.find(preset)
        let pack = try PresetPack(checking: source, named: preset, networks: NetworkShelf(most: 1))
        let data = try pack.encoded()
        try AtomicFile.write(data, to: output)
        let parts =
            "\(Phrases.count(pack.modules.count, "module")) and \(Phrases.count(pack.pictures.count, "picture"))"
        Console.say("wrote \(Phrases.harmless(output)): \(source.name) with \(parts), \(Phrases.bytes(data.count))")
    }
}
