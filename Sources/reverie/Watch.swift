import ArgumentParser
import Jobs
import Terminal
import Wording

/// `reverie watch PRESET [PICTURE]`, or `reverie run --watch …`
struct Watch: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Drafts a preset again at each save, small, until Ctrl-C.",
        discussion: """
            What is watched are the preset, the Lua files beside it, and the picture. A preset that is wrong is told, and \
            waited for. 'run --watch' is the same.

            Examples:
              reverie watch mine.lua photo.jpg --inline
              reverie run --watch mine.lua --preview draft.png
            """)

    @OptionGroup var arguments: PresetArguments

    @OptionGroup var options: RecipeOptions

    @Option(help: "A picture file that is rewritten as the draft grows.", completion: .file())
    var preview: String?

    @Flag(help: "Show the draft in this terminal: kitty, WezTerm, Ghostty, iTerm2, and those that know sixel.")
    var inline = false

    @Flag(help: "Replace the preview's file even if Reverie did not make it.")
    var force = false

    /// A command line in which `run --watch` is called by its name.
    static func named(in words: [String]) -> [String] {
        guard words.first == "run", words.prefix(while: { $0 != "--" }).contains("--watch") else { return words }
        return ["watch"] + words.dropFirst().filter { $0 != "--watch" }
    }

    func validate() throws {
        guard !inline, preview == nil else { return }
        throw ValidationError("say where drafts are shown: --inline, in this terminal, or --preview FILE")
    }

    func run() throws {
        let watch = try PresetWatch(
            arguments.preset, as: options.job(arguments), previewsPerSecond: inline ? 1 : 4)
        let terminal = inline ? try InlinePreview() : nil
        let file = try preview.map { try DraftFile($0, replaces: force) }
        Interrupt.listen()
        Console.say("watching \(Phrases.harmless(watch.name)): each save is drafted; Ctrl-C ends")
        watch.run(on: try JobRunner(), until: { Interrupt.isRequested }) { heard in
            func show(_ picture: JobPicture) {
                do { try file?.show(picture) } catch { Console.say("reverie: \(error)") }
            }
            switch heard.event {
            case .remark(let remark): Console.say(remark.text)
            case .preview(let picture): show(picture)
            case .finished(let result):
                // A terminal scrolls: it gets the whole draft only.
                if let picture = result.picture {
                    terminal?.show(picture.picture)
                    show(picture)
                }
                Console.say("drafted in \(Phrases.duration(seconds: heard.seconds))")
            case .failed(let failure): Console.say("reverie: \(failure.message)")
            default: break
            }
        }
    }
}
