import ArgumentParser
import Networks
import Terminal
import Wording

/// `reverie networks list`
struct NetworksList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the networks that presets can dream with.",
        discussion: "Example:\n  reverie networks list")

    func run() throws {
        let library = NetworkLibrary.standard
        let manifests = try library.list()
        guard !manifests.isEmpty else { throw NetworkError.nothingInstalled(folder: library.folder) }
        let table = Table(
            headings: ["NAME", "TITLE", "TRAINED ON", "LICENCE"],
            rows: manifests.map { [$0.name, $0.title, $0.trainedOn, $0.licence] })
        table.lines.forEach(Console.print)
    }
}
