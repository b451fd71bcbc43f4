import ArgumentParser
import Foundation
import Networks
import Pictures
import Recipes
import Wording

/// Many pictures, one after the other in one process: what fails is told at the end, and the others go on.
struct Batch {
    /// One picture of it.
    struct Job: Hashable {
        let picture: String
        let output: String
    }

    let jobs: [Job]
    /// Names in the folders that are none of a picture that is read, for the user, who may think that they are.
    private let leftOut: [String]

    /// Several pictures, a folder, a pattern, or one picture that goes to a folder; nil for one picture else, or none.
    ///
    /// - Parameter output: a folder, or a name with `{name}` in it.
    /// - Parameter isFilm: whether the preset takes a folder for the frames of one film, or writes one; asked only where a folder is named.
    /// - Throws: `BatchError`.
    init?(pictures: [String], output: String, isFilm: () throws -> Bool) throws {
        guard !pictures.isEmpty else { return nil }
        if pictures.count == 1 {
            let isMany = Batch.isMany(pictures[0])
            // A shell's pattern may have found a single picture.
            guard isMany || (pictures[0] != "-" && Batch.isForMany(output)) else { return nil }
            if FrameFolder.isFolder(pictures[0]) || !isMany, try isFilm() { return nil }
        }
        let found = try pictures.flatMap(Batch.found)
        guard !found.isEmpty else { throw BatchError.nothingFound(pictures[0]) }
        jobs = try Batch.jobs(found, output)
        leftOut = pictures.filter(FrameFolder.isFolder).flatMap(Batch.othersIn)
    }

    private static func isMany(_ path: String) -> Bool {
        if FrameFolder.isFolder(path) { return true }
        return path.contains { "*?[".contains($0) } && !FileManager.default.fileExists(atPath: path)
    }

    /// The pictures behind a name, in the order of the numbers in their names.
    private static func found(_ path: String) throws -> [String] {
        let paths: [String]
        if FrameFolder.isFolder(path) {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                throw PictureError.unreadable(path: path, reason: "the folder may not be opened")
            }
            paths = names.filter { !$0.hasPrefix(".") && (try? PictureFormat(ofName: $0)) != nil }.map {
                (path.hasSuffix("/") ? path : path + "/") + $0
            }
        } else if isMany(path) {
            paths = matches(of: path)
        } else {
            return [path]
        }
        return paths.sorted { $0.compare($1, options: [.numeric, .caseInsensitive]) == .orderedAscending }
    }

    /// What lies in a folder beside its pictures.
    private static func othersIn(_ folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter {
            !$0.hasPrefix(".") && (try? PictureFormat(ofName: $0)) == nil && !FrameFolder.isFolder(folder + "/" + $0)
        }.sorted()
    }

    /// As a shell would have found them.
    private static func matches(of pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0 else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
    }

    private static func isFolder(_ output: String) -> Bool { output.hasSuffix("/") || FrameFolder.isFolder(output) }

    /// Whether several pictures can go there.
    private static func isForMany(_ output: String) -> Bool { isFolder(output) || output.contains("{name}") }

    private static func jobs(_ pictures: [String], _ output: String) throws -> [Job] {
        guard isForMany(output) else { throw BatchError.noFolder(output) }
        let isFolder = isFolder(output)
        if isFolder {
            do {
                try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
            } catch {
                throw PictureError.unwritable(path: output, reason: "the folder cannot be made")
            }
        }
        let pattern = isFolder ? (output.hasSuffix("/") ? output : output + "/") + "{name}.png" : output
        var owners: [String: String] = [:]
        return try pictures.map { picture in
            let name = URL(fileURLWithPath: picture).deletingPathExtension().lastPathComponent
            let path = pattern.replacing("{name}", with: name)
            if let other = owners.updateValue(picture, forKey: path) {
                throw BatchError.sameOutput(path, other, picture)
            }
            return Job(picture: picture, output: path)
        }
    }

    /// Renders them all.
    ///
    /// - Parameter isFinished: whether a picture is left out.
    /// - Throws: an exit code of 1 when one failed; at once, what is wrong with the preset or the network, and an interruption.
    func run(leavingOut isFinished: (Job) -> Bool, render: (Job, BatchProgress) throws -> Void) throws {
        let left = jobs.filter { !isFinished($0) }
        let progress = BatchProgress(count: left.count)
        var failures: [(Job, String)] = []
        for job in left {
            progress.begin(job.picture)
            do {
                try render(job, progress)
            } catch {
                progress.finish()
                if error is Failure.Interrupted {
                    Console.say(
                        "\(progress.number - failures.count - 1) of \(Phrases.count(left.count, "picture")) rendered")
                    throw error
                }
                if error is PresetError || error is NetworkError { throw error }
                Console.say("reverie: \(error)")
                failures.append((job, "\(error)"))
            }
        }
        progress.finish()
        if !leftOut.isEmpty {
            let names = leftOut.map { Phrases.harmless($0, limit: 60) }
            Console.say(
                "left out \(Phrases.count(names.count, "file")) not named .png, .jpg or .jpeg: "
                    + Phrases.list(names, limit: 6))
        }
        let skipped = jobs.count - left.count
        Console.say(
            "rendered \(left.count - failures.count) of \(Phrases.count(jobs.count, "picture"))"
                + (skipped > 0 ? "; \(skipped) \(skipped == 1 ? "was" : "were") there already" : "")
                + (failures.isEmpty ? "" : "; \(failures.count) failed:"))
        for (job, reason) in failures {
            // Most name the picture themselves.
            let name = Phrases.harmless(job.picture)
            Console.say("  " + (reason.contains("'\(name)'") ? reason : "\(name): \(reason)"))
        }
        if !failures.isEmpty { throw ExitCode(1) }
    }
}

/// What can be wrong with a batch.
enum BatchError: Error, CustomStringConvertible {
    case nothingFound(String)
    case noFolder(String)
    case sameOutput(String, String, String)

    var description: String {
        switch self {
        case .nothingFound(let pattern):
            "there are no PNG or JPEG pictures in '\(Phrases.harmless(pattern))'"
        case .noFolder(let output):
            "several pictures go to a folder, and '\(Phrases.harmless(output))' is none; write '\(Phrases.harmless(output))/', "
                + "or a name with {name} in it, such as '{name}-dream.png'"
        case .sameOutput(let path, let one, let other):
            "'\(Phrases.harmless(one))' and '\(Phrases.harmless(other))' would both become '\(Phrases.harmless(path))'; "
                + "rename one"
        }
    }
}
