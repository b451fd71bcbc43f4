import Files
import Foundation
import Networks
import Recipes
import Wording

/// Fetches the networks that Reverie comes with, by the script that came with it, which says what it does.
package enum NetworkFetch {
    /// Fetches one, or those that Reverie always comes with.
    /// - Throws: `FetchError`.
    package static func fetch(_ name: String?) throws {
        let script = Folders.shipped + "/Scripts/fetch-networks"
        guard Files.isProgram(script) else { throw FetchError.noScript(path: script) }
        let ending = try OtherProgram(script, [name].compactMap(\.self)).wait()
        guard ending == .exit(0) else { throw FetchError.failed(name: name) }
    }

    /// Whether a network comes with Reverie, is not there, and may be fetched: `REVERIE_OFFLINE` forbids that.
    static func isYetToCome(_ name: String, in library: NetworkLibrary) -> Bool {
        NetworkLibrary.fetchable.contains(name)
            && (ProcessInfo.processInfo.environment["REVERIE_OFFLINE"] ?? "").isEmpty
            && !Files.exists("\(library.folder)/\(name).json")
    }
}

/// What can be wrong with fetching a network.
package enum FetchError: Error, CustomStringConvertible {
    case unknown(name: String)
    case noScript(path: String)
    /// The script has said why.
    case failed(name: String?)

    package var description: String {
        switch self {
        case .unknown(let name):
            "there is no network '\(Phrases.harmless(name))' to be fetched"
                + Phrases.didYouMean(name, among: NetworkLibrary.fetchable)
                + "; there are \(Phrases.list(NetworkLibrary.fetchable)), and 'reverie networks add FILE' takes your own"
        case .noScript(let path):
            "networks are fetched by '\(Phrases.harmless(path))', which came with Reverie and is not there any longer; install it anew, or add "
                + "networks of your own: reverie networks add FILE"
        case .failed(let name):
            "the network\(name.map { " '\(Phrases.harmless($0))'" } ?? "s") could not be fetched; 'reverie networks fetch' says why"
        }
    }
}
