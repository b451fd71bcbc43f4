import ArgumentParser
import Engine
import Files
import Foundation
import Jobs
import Networks
import Terminal
import Wording

/// The root of the command line: `reverie run`, `reverie plan`, `reverie networks …`.
@main
struct Reverie: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverie",
        abstract: "Dreams pictures with pretrained neural networks, by recipes written in Lua.",
        discussion: """
            A preset is a Lua file that says what to dream; a picture is optional.

              reverie run daydream -o dream.png
              reverie run classic photo.jpg -o dream.png --set strength=1.5
              reverie plan classic photo.jpg
              reverie sweep classic photo.jpg --vary strength=0.5,1,2 -o sheet.png
              reverie redo dream.png -o again.png
              reverie networks layers squeezenet
            """,
        version: ReverieVersion.current,
        subcommands: [
            Run.self, Watch.self, Plan.self, Redo.self, Show.self, History.self, Compare.self, See.self, Sweep.self,
            Breed.self,
            Atlas.self, Dataset.self, FarmCommand.self, Presets.self, Plugins.self, Networks.self, StudioCommand.self,
            Doctor.self,
            Completions.self,
            Manual.self, Help.self,
        ])

    /// Nothing was asked for: what to type first.
    func run() { Welcome.lines(networks: (try? NetworkLibrary.standard.list().count) ?? 0).forEach(Console.print) }

    static func main() {
        StandardStreams.guardThem()
        FreedMemory.keep()
        SettingName.speak(CommandLineText.speaker)
        var asked: any ParsableCommand.Type = Reverie.self
        do {
            let words = NegativeNumbers.joined(in: Watch.named(in: Array(ProcessWords.arguments.dropFirst())))
            try WrongUsage.check(words)
            var command = try parseAsRoot(words)
            asked = type(of: command)
            if OnlyChecking.isWanted {
                try (command as? any CheckedCommand)?.check()
            } else {
                try command.run()
                try Console.checkResults()
            }
        } catch {
            Failure.exit(with: error, of: asked)
        }
    }
}
