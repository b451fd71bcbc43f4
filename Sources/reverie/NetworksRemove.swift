import ArgumentParser
import Jobs
import Networks
import Terminal
import Wording

/// `reverie networks remove NAME`
struct NetworksRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Takes a network out of the library, with its files.",
        discussion: "Example:\n  reverie networks remove resnet50")

    @Argument(help: "A network's name.", completion: .custom(TypedNames.networks))
    var name: String

    func run() throws {
        try NetworkLibrary.standard.remove(name)
        Console.print("removed \(Phrases.harmless(name))")
    }
}
