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
/// What was measured while others had the processors lies in a file of its own.
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

    /// What this process knows.
    private static let known = Mutex<[String: KnownTimes]>([:])

    /// What this process has measured, or others before it.
    func load() -> KnownTimes {
        if let times = WorkTimeCache.known.withLock({ $0[path] }) { return times }
        let quiet = WorkTimeCache.read(WorkTimes.self, path) ?? WorkTimes()
        let busy = WorkTimeCache.read(BusyTimes.self, busyPath)
        return KnownTimes(
            quiet: quiet.count < WorkTimeCache.mostKinds ? quiet : WorkTimes(),
            busy: busy.flatMap { $0.times.count < WorkTimeCache.mostKinds ? $0 : nil })
    }

    private static func read<Value: Decodable>(_ type: Value.Type, _ path: String) -> Value? {
        guard Files.isPlain(path), let data = Files.read(path, most: largestFile) else { return nil }
        return try? JSONDecoder().decode(type, from: data)
    }

    func save(_ times: KnownTimes) {
        WorkTimeCache.known.withLock { $0[path] = times }
        try? Files.makeFolder(Folders.cache)
        if let data = try? JSONEncoder().encode(times.quiet) { try? AtomicFile.write(data, to: path) }
        if let busy = times.busy, let data = try? JSONEncoder().encode(busy) {
            try? AtomicFile.write(data, to: busyPath)
        }
    }
}
