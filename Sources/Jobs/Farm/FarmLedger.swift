import Files
import Foundation
import Pictures
import Wording

/// What is done of a farm, and what could not be.
extension Farm {
    /// How far it is.
    package struct Counts: Hashable, Sendable {
        package var count: Int
        package var done = 0
        package var failed = 0

        /// Whether nothing is left to be done.
        package var isOver: Bool { done + failed >= count }
    }

    /// A shard that could not be done.
    package struct Failure: Codable, Hashable, Sendable {
        /// What people call it.
        package let label: String
        /// Why.
        package let reason: String
        /// Where.
        var machine = ThisProcess.machine
    }

    /// How far it is: of a thousand that are done one file is looked at, and of those that are not, one folder.
    package func counts() -> Counts {
        var counts = Counts(count: count)
        for block in 0..<blocks { counts.done += doneCount(ofBlock: block) }
        for name in Files.names(in: folder + "/failed") ?? [] {
            counts.failed += Files.names(in: folder + "/failed/" + name)?.count { $0.hasSuffix(".json") } ?? 0
        }
        return counts
    }

    private func doneCount(ofBlock block: Int) -> Int {
        isDone(block: block)
            ? shards(ofBlock: block).count : Files.names(in: place("done", block: block))?.count ?? 0
    }

    /// Whether all shards of a thousand are known to be done.
    func isDone(block: Int) -> Bool { Files.exists(place("done", block: block) + ".all") }

    /// Whether a shard is done.
    func isDone(_ index: Int) -> Bool { Files.exists(path("done", index)) }

    /// Those of a thousand that are neither done nor failed.
    func open(ofBlock block: Int) -> [Int] {
        guard !isDone(block: block) else { return [] }
        let closed = ["done", "failed"].flatMap { Files.names(in: place($0, block: block)) ?? [] }
        let known = Set(closed.compactMap { Int($0.prefix { $0 != "." }) })
        let shards = shards(ofBlock: block)
        if known.isEmpty { return Array(shards) }
        return shards.filter { !known.contains($0) }
    }

    /// Notes that a shard is done. It may be noted twice.
    /// - Throws: `FarmError`.
    func noteDone(_ index: Int) throws {
        try writing(path("done", index)) { try Files.write(Data(), to: $0) }
        Files.remove(path("failed", index, ".json"))
    }

    /// Notes that a thousand is done, where it is.
    func noteIfDone(block: Int) {
        guard !isDone(block: block),
            Files.names(in: place("done", block: block))?.count == shards(ofBlock: block).count
        else { return }
        try? Files.write(Data(), to: place("done", block: block) + ".all")
    }

    /// Notes that a shard was done, and what it gave is there no longer.
    func noteLost(_ index: Int) {
        Files.remove(place("done", block: index / Farm.block) + ".all")
        Files.remove(path("done", index))
    }

    /// Notes why a shard cannot be done.
    /// - Throws: `FarmError`.
    func noteFailed(_ index: Int, _ failure: Failure) throws {
        try Farm.makeFolder(place("failed", block: index / Farm.block))
        try writing(path("failed", index, ".json")) {
            try AtomicFile.write(try JSONEncoder().encode(failure), to: $0)
        }
    }

    /// Those that could not be done, in order.
    package func failures() -> [(index: Int, failure: Failure)] {
        let blocks = (Files.names(in: folder + "/failed") ?? []).map { folder + "/failed/" + $0 }
        let files = blocks.flatMap { block in (Files.names(in: block) ?? []).map { block + "/" + $0 } }
        return files.compactMap { path in
            guard let index = Int(Paths.stem(of: path)), let data = Files.read(path, most: 1 << 20),
                let failure = try? JSONDecoder().decode(Failure.self, from: data)
            else { return nil }
            return (index, failure)
        }.sorted { $0.index < $1.index }
    }

    /// Lets what could not be done be tried again.
    func forgetFailures() {
        for (index, _) in failures() { Files.remove(path("failed", index, ".json")) }
    }

    private func writing(_ path: String, _ body: (String) throws -> Void) throws {
        do {
            try body(path)
        } catch let problem as SystemProblem {
            throw problem.isFullDisk
                ? FarmError.diskFull(path: path, reason: "\(problem)")
                : FarmError.unwritable(path: path, reason: "\(problem)")
        } catch PictureError.unwritable(_, let reason) {
            throw FarmError.unwritable(path: path, reason: reason)
        }
    }

    /// Makes a folder of a farm.
    /// - Throws: `FarmError.unwritable`.
    static func makeFolder(_ path: String) throws {
        do { try Files.makeFolder(path) } catch { throw FarmError.unwritable(path: path, reason: "\(error)") }
    }
}

extension SystemProblem {
    /// Whether there is no room.
    var isFullDisk: Bool { [ENOSPC, EDQUOT, EFBIG].contains(code) }
}
