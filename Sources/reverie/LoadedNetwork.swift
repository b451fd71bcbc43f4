import Foundation
import Networks
import Synchronization

extension NetworkLibrary {
    /// The network of a name or a file, which is read again only after another one was: sheets and batches take the same one again and again.
    /// One that comes with Reverie and is not there yet is fetched first. It is for pictures, and must read them.
    /// - Throws: `NetworkError`, `FetchError`.
    func loadOnce(_ name: String) throws -> Network {
        let key = folder + "\n" + name
        if let known = LoadedNetwork.last.withLock({ $0 }), known.key == key { return known.network }
        if isYetToCome(name) { try NetworksFetch.fetch(name) }
        let network = try load(name)
        try network.graph.checkReadsPictures(file: network.manifest.model)
        LoadedNetwork.last.withLock { $0 = LoadedNetwork(key: key, network: network) }
        return network
    }

    private func isYetToCome(_ name: String) -> Bool {
        Self.shipped.contains(name) && NetworksFetch.isOnline && folder == Self.standard.folder
            && !FileManager.default.fileExists(atPath: "\(folder)/\(name).json")
    }
}

/// A network that was loaded, and what it was asked for by.
private struct LoadedNetwork {
    let key: String
    let network: Network

    static let last = Mutex<LoadedNetwork?>(nil)
}
