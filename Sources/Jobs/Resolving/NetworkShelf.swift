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
    private let loaded = Mutex<[Loaded]>([])

    /// A network, and what it was asked for by.
    private struct Loaded {
        let key: String
        let network: Network
    }

    /// - Parameter most: how many are kept.
    package init(most: Int) { self.most = most }

    /// The network of a name or a file.
    /// - Throws: `NetworkError`, `FetchError`.
    package func network(_ name: String) throws -> Network {
        let library = NetworkLibrary.standard
        let key = NetworkShelf.key(of: name, in: library)
        if let known = loaded.withLock({ $0.first { $0.key == key } }) {
            keep(known)
            return known.network
        }
        if NetworkFetch.isYetToCome(name, in: library) { try NetworkFetch.fetch(name) }
        // Room first: what is not kept need not be held while the next is read.
        loaded.withLock { $0.removeLast(max($0.count - most + 1, 0)) }
        let network = try library.load(name)
        try network.graph.checkReadsPictures(file: network.manifest.model)
        keep(Loaded(key: NetworkShelf.key(of: name, in: library), network: network))
        return network
    }

    /// A network that a preset names: an installed one. A stranger's script opens no file.
    /// - Throws: `SharingError.networkFile` too.
    package func network(forPreset name: String) throws -> Network {
        guard NetworkFormat(ofFile: name) == nil else { throw SharingError.networkFile(name: name) }
        return try network(name)
    }

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
