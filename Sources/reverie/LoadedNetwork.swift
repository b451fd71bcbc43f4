import Networks
import Synchronization

extension NetworkLibrary {
    /// The network of a name or a file, which is read again only after another one was: sheets and batches take the same one again and again.
    /// - Throws: `NetworkError`.
    func loadOnce(_ name: String) throws -> Network {
        let key = folder + "\n" + name
        if let known = LoadedNetwork.last.withLock({ $0 }), known.key == key { return known.network }
        let network = try load(name)
        LoadedNetwork.last.withLock { $0 = LoadedNetwork(key: key, network: network) }
        return network
    }
}

/// A network that was loaded, and what it was asked for by.
private struct LoadedNetwork {
    let key: String
    let network: Network

    static let last = Mutex<LoadedNetwork?>(nil)
}
