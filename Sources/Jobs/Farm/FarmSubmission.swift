import Files
import Foundation
import Networks
import Pictures
import Wording

extension Farm {
    /// Makes a farm, or goes on with the one of the same jobs that is there: what could not be done is tried again.
    ///
    /// `farm.json` comes last, so that half of one is none; whatever ends this, the same again begins anew.
    /// - Parameters:
    ///   - path: an empty folder, or one that is not there yet, which all machines see.
    ///   - tasks: in how many it is going to be done.
    ///   - isAnew: whether another farm there is taken away.
    /// - Throws: `FarmError`, and all that is wrong with the jobs and can be known by now.
    package static func plant(
        _ crop: FarmCrop, in path: String, tasks: Int, isAnew: Bool = false, with resources: JobResources
    ) throws -> Farm {
        let folder = FarmSending.absolute(path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path)
        if let stranger = (Files.names(in: folder) ?? []).first(where: { !isOurs($0) }) {
            throw FarmError.notEmpty(folder: path, name: stranger)
        }
        let wasThere = Files.isFolder(folder)
        try makeFolder(folder + "/tasks")
        let clock = try DiskClock("\(folder)/tasks/\(ThisProcess.machine)-\(ThisProcess.place)-\(getpid())")
        guard case .taken(let claim) = try FarmClaim.take(folder + "/unfinished", by: clock) else {
            let owner = FarmClaim.owner(of: folder + "/unfinished")
            throw FarmError.submitting(folder: path, machine: owner?.machine ?? "?", process: owner?.process ?? 0)
        }
        defer { claim.release() }
        if isAnew || !Files.exists(folder + "/farm.json") { clear(folder) }
        do {
            return try plant(crop, at: folder, named: path, tasks: tasks, with: resources)
        } catch {
            // Of what is wrong nothing is left.
            if !Files.exists(folder + "/farm.json") {
                clear(folder)
                if !wasThere {
                    claim.release()
                    Files.removeAll(folder + "/tasks")
                    Files.remove(folder)
                }
            }
            throw error
        }
    }

    private static func plant(
        _ crop: FarmCrop, at folder: String, named path: String, tasks: Int, with resources: JobResources
    ) throws -> Farm {
        let known = Files.exists(folder + "/farm.json") ? try Farm(in: folder) : nil
        var sending = FarmSending(to: folder, with: resources)
        let shards = try crop.shards(for: known?.tasks ?? tasks, with: resources, &sending)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var digest = Digest()
        func add(_ data: Data) { data.withUnsafeBytes { digest.add($0) } }
        add(try encoder.encode(shards.harvest))
        let writer = JobWriter(folder)
        for index in 0..<shards.count {
            let data = try encoder.encode(try shards.shard(index))
            add(data)
            if known == nil { try writer.write(data, index) }
        }
        if let known {
            guard known.description.digest == digest.text else { throw FarmError.otherJobs(folder: path) }
            known.forgetFailures()
            return known
        }
        for kind in ["claims", "logs"] { try makeFolder("\(folder)/\(kind)") }
        let description = FarmDescription(
            version: ReverieVersion.current, count: shards.count, tasks: tasks, digest: digest.text,
            share: resources.share, networks: sending.networks.values.sorted { $0.name < $1.name },
            harvest: shards.harvest, unsplit: shards.unsplit)
        encoder.outputFormatting.insert(.prettyPrinted)
        writer.finish()
        try AtomicFile.write(try encoder.encode(description), to: folder + "/farm.json")
        return try Farm(in: folder)
    }

    /// Takes away what there is of a farm, but for who is here.
    private static func clear(_ folder: String) {
        Files.remove(folder + "/farm.json")
        for name in Files.names(in: folder) ?? [] where isOurs(name) && !["unfinished", "tasks"].contains(name) {
            Files.removeAll(folder + "/" + name)
        }
    }
}

/// Writes shards, a thousand to a folder: not one after the other to the disk, which would take a while for each, but all of them at the end.
private final class JobWriter {
    private let folder: String
    private var block = -1

    init(_ folder: String) { self.folder = folder }

    func write(_ data: Data, _ index: Int) throws {
        let (jobs, done) = (
            Farm.place("jobs", block: index / Farm.block, in: folder),
            Farm.place("done", block: index / Farm.block, in: folder)
        )
        if block != index / Farm.block {
            block = index / Farm.block
            try Farm.makeFolder(jobs)
            try Farm.makeFolder(done)
        }
        let path = "\(jobs)/\(Farm.name(index)).json"
        do {
            try Files.write(data, to: path)
        } catch {
            throw FarmError.unwritable(path: path, reason: "\(error)")
        }
    }

    /// Waits until all of it is on the disk.
    func finish() { sync() }
}
