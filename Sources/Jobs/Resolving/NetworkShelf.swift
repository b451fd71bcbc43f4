import Files
import Foundation
package import Networks
import Recipes
import Synchronization

/// Networks that were loaded, kept for the next job that wants one of them: the last ones that were asked for.
///
/// One that comes with Reverie and is not there yet is fetched first. They are for pictures, and must read them.
package final class NetworkShelf: Sendable {
    private let most: Int
    /// Where they are looked up by their names; the user's library as it is when one is asked for, when nil.
    private let own: NetworkLibrary?
    private let loaded = Mutex<[Loaded]>([])

    /// A network, and what it was asked for by.
    private struct Loaded {
        let key: String
        let network: Network
    }

    /// - Parameters:
    ///   - most: how many are kept.
    ///   - library: where they are looked up; the user's when nil.
    package init(most: Int, of library: NetworkLibrary? = nil) { (self.most, own) = (most, library) }

    private var library: NetworkLibrary { own ?? .standard }

    /// The network of a name or a file.
    /// - Throws: `NetworkError`, `FetchError`.
    package func network(_ name: String) throws -> Network {
        let library = library
        let key = NetworkShelf.key(of: name, in: library)
        if let known = loaded.withLock({ $0.first { $0.key == key } }) {
            keep(known)
            return known.network
        }
        if isYetToCome(name) { try NetworkFetch.fetch(name) }
        // Room first: what is not kept need not be held while the next is read.
        loaded.withLock { $0.removeLast(max($0.count - most + 1, 0)) }
        let network = try library.load(name).settled
        try network.graph.checkReadsPictures(file: network.manifest.model)
        keep(Loaded(key: NetworkShelf.key(of: name, in: library), network: network))
        return network
    }

    /// Whether a network is fetched when it is asked for.
    func isYetToCome(_ name: String) -> Bool { own == nil && NetworkFetch.isYetToCome(name, in: library) }

    /// A network that a preset names: an installed one. A stranger's script opens no file.
    /// - Throws: `SharingError.networkFile` too.
    package func network(forPreset name: String) throws -> Network {
        guard NetworkFormat(ofFile: name) == nil else { throw SharingError.networkFile(name: name) }
        return try network(name)
    }

    /// Gives another library a network that is looked up here.
    /// - Throws: `NetworkError`.
    func send(_ name: String, to other: NetworkLibrary) throws -> SentNetwork { try library.send(name, to: other) }

    private func keep(_ item: Loaded) {
        loaded.withLock { all in
            all.removeAll { $0.key == item.key }
            all.insert(item, at: 0)
            all.removeLast(max(all.count - most, 0))
        }
    }

    /// What the network is kept by: its name, where it is, and when that was changed.
    private static func key(of name: String, in library: NetworkLibrary) -> String {
        let file = NetworkFormat(ofFile: name) == nil ? "\(library.folder)/\(name).json" : name
        let date = Files.facts(file)?.st_mtim ?? timespec()
        return "\(library.folder)\n\(name)\n\(date.tv_sec).\(date.tv_nsec)"
    }
}
