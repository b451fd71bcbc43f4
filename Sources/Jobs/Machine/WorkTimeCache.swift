import Dreams
import Engine
import Files
import Foundation
import Networks
import Pictures
import Recipes
import Synchronization

/// What was measured of this machine's speed: a file in `$XDG_CACHE_HOME/reverie` for each machine, number of threads, network
/// and version of Reverie. One that cannot be read or written is not there.
///
/// What was measured while others had the processors lies in a file of its own, and is forgotten after ten minutes.
struct WorkTimeCache {
    private let path: String
    private var busyPath: String { path + ".busy" }

    /// - Parameter digest: the network's.
    /// - Parameter device: what computes it.
    init(network digest: String, on device: RenderDevice) {
        let words = [
            Machine.processor, KernelVariant.best.rawValue, "\(Threads.count)", digest, ReverieVersion.current,
        ]
        let key = (words + (device.device == nil ? [] : [device.identity])).joined(separator: "\n")
        path = Folders.cache + "/work-times-\(Data(key.utf8).sha256.prefix(16)).json"
    }

    private static let largestFile = 1 << 20
    private static let mostKinds = 1000
    private static let secondsBusy = 600.0

    /// What this process knows.
    private static let known = Mutex<[String: WorkTimes]>([:])

    /// What this process has measured, or others before it.
    func load() -> WorkTimes {
        if let times = WorkTimeCache.known.withLock({ $0[path] }) { return times }
        return loadQuiet().filled(from: loadBusy())
    }

    /// What was measured while nobody else had the processors.
    func loadQuiet() -> WorkTimes { WorkTimeCache.times(at: path) }

    private func loadBusy() -> WorkTimes {
        guard let facts = Files.facts(busyPath),
            Double(time(nil) - facts.st_mtim.tv_sec) < WorkTimeCache.secondsBusy
        else { return WorkTimes() }
        return WorkTimeCache.times(at: busyPath)
    }

    private static func times(at path: String) -> WorkTimes {
        guard Files.isPlain(path), let data = Files.read(path, most: largestFile),
            let times = try? JSONDecoder().decode(WorkTimes.self, from: data), times.count < mostKinds
        else { return WorkTimes() }
        return times
    }

    /// - Parameter isBusy: whether others had the processors meanwhile.
    func save(_ times: WorkTimes, isBusy: Bool) {
        WorkTimeCache.known.withLock { $0[path] = times }
        try? Files.makeFolder(Folders.cache)
        guard let data = try? JSONEncoder().encode(times) else { return }
        try? AtomicFile.write(data, to: isBusy ? busyPath : path)
    }
}
