import Files
import Foundation
import Networks
import Pictures
import Wording

/// A farm: a folder that all of its machines see, with jobs in it and what is done of them.
///
///     farm.json               what it is, written last
///     jobs/000/000123.json    one shard
///     networks/SHA-256/…      what they dream with
///     done/000/000123         is there once the shard is done; done/000.all once all thousand are
///     failed/000/000123.json  why it could not be
///     claims/000123           who is at it: see `FarmClaim`
///     state/000/000123/       where it is, so that whoever takes it up goes on there
///     cells/000/000123.png    of a sheet, its picture
///     tasks/, logs/           who has worked here, and what they said
///
/// No folder has more than a thousand entries but for `claims`, which has as many as there are processes at work, and no question is asked
/// that would need all of them listed: a thousand shards that are done are one file.
package struct Farm {
    /// Where it is.
    package let folder: String
    let description: FarmDescription

    /// Shards in a folder.
    static let block = 1000

    /// Opens a farm.
    /// - Throws: `FarmError` for a folder that is none, or one of another layout or version.
    package init(in folder: String) throws {
        self.folder = folder
        let path = folder + "/farm.json"
        guard let data = Files.read(path, most: 64 << 20) else { throw FarmError.noFarm(folder: folder) }
        struct Head: Decodable {
            let kind: String
            let format: Int
            let version: String
        }
        guard let head = try? JSONDecoder().decode(Head.self, from: data), head.kind == FarmDescription.kind else {
            throw FarmError.noFarm(folder: folder)
        }
        guard head.format == FarmDescription.latestFormat else {
            throw FarmError.otherFormat(folder: folder, format: head.format)
        }
        guard head.version == ReverieVersion.current else {
            throw FarmError.otherVersion(folder: folder, version: head.version)
        }
        do {
            description = try JSONDecoder().decode(FarmDescription.self, from: data)
        } catch let error as DecodingError {
            throw FarmError.damaged(path: path, problem: error.sentence)
        }
    }

    /// How many shards there are.
    package var count: Int { description.count }
    /// In how many tasks they are meant to be done.
    package var tasks: Int { description.tasks }
    /// Whether its shards are the cells of a sheet.
    var isSheet: Bool { if case .sheet = description.harvest { true } else { false } }

    /// Why there are not more shards: a sentence for people.
    package var unsplit: String? { description.unsplit }

    /// The networks that its jobs dream with.
    var library: NetworkLibrary { NetworkLibrary(folder: folder + "/networks") }

    /// One of its shards, counted from 0.
    /// - Throws: `FarmError.damaged`.
    func shard(_ index: Int) throws -> FarmShard {
        let path = path("jobs", index, ".json")
        guard let data = Files.read(path, most: 64 << 20) else {
            throw FarmError.damaged(path: path, problem: "it cannot be read")
        }
        do {
            return try JSONDecoder().decode(FarmShard.self, from: data)
        } catch let error as DecodingError {
            throw FarmError.damaged(path: path, problem: error.sentence)
        }
    }

    /// What belongs to a shard: `jobs/000/000123.json`.
    func path(_ kind: String, _ index: Int, _ ending: String = "") -> String {
        "\(place(kind, block: index / Farm.block))/\(Farm.name(index))\(ending)"
    }

    /// The folder of a thousand of them.
    func place(_ kind: String, block: Int) -> String { Farm.place(kind, block: block, in: folder) }

    static func place(_ kind: String, block: Int, in folder: String) -> String {
        "\(folder)/\(kind)/\(digits(block, 3))"
    }

    static func name(_ index: Int) -> String { digits(index, 6) }

    private static func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }

    /// The shards of a thousand, counted from 0.
    func shards(ofBlock block: Int) -> Range<Int> { block * Farm.block..<min((block + 1) * Farm.block, count) }

    /// How many thousands there are.
    var blocks: Int { (count + Farm.block - 1) / Farm.block }

    /// Looks whether the networks are still those that the jobs were given.
    /// - Throws: `FarmError.otherNetwork`.
    func checkNetworks() throws {
        for network in description.networks {
            let path = library.folder + "/" + network.model
            let digest = Files.map(path)?.sha256
            guard digest == network.sha256 else {
                throw FarmError.otherNetwork(path: path, name: network.name, digest: digest)
            }
        }
    }

    /// Takes the farm away, and nothing that it has made.
    package func remove() { Farm.remove(folder) }

    /// What is in the folder of a farm.
    static let names: Set<String> = [
        "farm.json", "jobs", "networks", "done", "failed", "claims", "state", "cells", "tasks", "logs", "preset",
        "slurm.json", "task.sh", "collect.sh", "unfinished",
    ]

    /// Whether something of this name in the folder of a farm belongs to it.
    static func isOurs(_ name: String) -> Bool {
        // What was being written when its process was ended.
        names.contains(name) || name.hasPrefix(".reverie-") || name.hasPrefix(".unfinished.")
    }

    /// Takes away what is a farm, or what there is of one.
    static func remove(_ folder: String) {
        // First what tells that it is one: nobody takes up what is being taken away.
        Files.remove(folder + "/farm.json")
        for name in Files.names(in: folder) ?? [] where isOurs(name) && name != "unfinished" {
            Files.removeAll(folder + "/" + name)
        }
        Files.remove(folder + "/unfinished")
        Files.remove(folder)
    }
}
