import Dreams
import Files
import Foundation
import Networks
import Pictures
import Recipes
import Wording

/// Many pictures, and where each of them goes: from what a user names to many jobs.
package struct Batch {
    /// One picture of it.
    package struct Item: Hashable {
        package let picture: String
        package let output: String
    }

    package let items: [Item]
    /// Names in the folders that are none of a picture that is read, for the user, who may think that they are.
    package let leftOut: [String]

    /// Several pictures, a folder, a pattern, or one picture that goes to a folder; nil for one picture else, or none.
    ///
    /// - Parameter output: a folder, or a name with `{name}` in it.
    /// - Parameter isFilm: whether the preset takes a folder for the frames of one film, or writes one; asked only where a folder is named.
    /// - Throws: `BatchError`.
    package init?(pictures: [String], output: String, isFilm: () throws -> Bool) throws {
        guard !pictures.isEmpty else { return nil }
        // A recipe is made to know it: once.
        var isStill = false
        if pictures.count == 1 {
            let isMany = Batch.isMany(pictures[0])
            // A shell's pattern may have found a single picture.
            guard isMany || (pictures[0] != "-" && Batch.isForMany(output)) else { return nil }
            if Files.isFolder(pictures[0]) || !isMany {
                guard try !isFilm() else { return nil }
                isStill = true
            }
        }
        let found = try pictures.flatMap(Batch.found)
        guard !found.isEmpty else { throw BatchError.nothingFound(pictures[0]) }
        let areFilms = try !isStill && Batch.isFolder(output) && isFilm()
        let ending = areFilms ? FilmKind.mp4.rawValue : PictureFormat.png.rawValue
        items = try Batch.items(found, output, ending: ending)
        leftOut = pictures.filter(Files.isFolder).flatMap(Batch.othersIn)
    }

    /// Whether it is one picture, or none, that goes to a name of its own, and no batch.
    package static func isOne(_ pictures: [String], output: String) -> Bool {
        guard let picture = pictures.first else { return true }
        return pictures.count == 1 && !isMany(picture) && (picture == "-" || !isForMany(output))
    }

    private static func isMany(_ path: String) -> Bool {
        if Files.isFolder(path) { return true }
        return path.contains { "*?[".contains($0) } && !Files.exists(path)
    }

    /// The pictures behind a name, in the order of the numbers in their names.
    private static func found(_ path: String) throws -> [String] {
        let paths: [String]
        if Files.isFolder(path) {
            guard let names = Files.names(in: path) else {
                throw PictureError.unreadable(path: path, reason: "the folder may not be opened")
            }
            paths = names.filter { !$0.hasPrefix(".") && PictureFormat(readFromName: $0) != nil }.map {
                Paths.inside(path, $0)
            }
        } else if isMany(path) {
            paths = matches(of: path)
        } else {
            return [path]
        }
        return FrameFolder.inOrder(paths)
    }

    /// What lies in a folder beside its pictures.
    private static func othersIn(_ folder: String) -> [String] {
        let names = Files.names(in: folder) ?? []
        return names.filter {
            !$0.hasPrefix(".") && PictureFormat(readFromName: $0) == nil && !Files.isFolder(folder + "/" + $0)
        }.sorted()
    }

    /// As a shell would have found them.
    private static func matches(of pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard pattern.withPath({ glob($0, 0, nil, &found) }) == 0 else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { PathText.decode($0) } }
    }

    private static func isFolder(_ output: String) -> Bool { output.hasSuffix("/") || Files.isFolder(output) }

    /// Whether several pictures can go there.
    private static func isForMany(_ output: String) -> Bool { isFolder(output) || output.contains("{name}") }

    /// - Parameter ending: of the names in a folder: a film's, where each picture or clip becomes one.
    private static func items(_ pictures: [String], _ output: String, ending: String) throws -> [Item] {
        guard isForMany(output) else { throw BatchError.noFolder(output) }
        let isFolder = isFolder(output)
        if isFolder {
            do {
                try Files.makeFolder(output)
            } catch {
                throw PictureError.unwritable(path: output, reason: "the folder cannot be made")
            }
        }
        let pattern = isFolder ? Paths.inside(output, "{name}.\(ending)") : output
        // By their bytes: é may be one letter or two, and is another name then.
        var owners: [[UInt8]: String] = [:]
        return try pictures.map { picture in
            let name = Paths.stem(of: picture)
            let path = pattern.replacing("{name}", with: name)
            if let other = owners.updateValue(picture, forKey: PathText.bytes(of: path)) {
                throw BatchError.sameOutput(path, other, picture)
            }
            return Item(picture: picture, output: path)
        }
    }
}

/// What can be wrong with a batch.
package enum BatchError: Error, CustomStringConvertible {
    case nothingFound(String)
    case noFolder(String)
    case sameOutput(String, String, String)

    package var description: String {
        switch self {
        case .nothingFound(let pattern):
            "there are no pictures in '\(Phrases.harmless(pattern))' (\(PictureFormat.readEndings))"
        case .noFolder(let output):
            "several pictures go to a folder, and '\(Phrases.harmless(output))' is none; write '\(Phrases.harmless(output))/', "
                + "or a name with {name} in it, such as '{name}-dream.png'"
        case .sameOutput(let path, let one, let other):
            "'\(Phrases.harmless(one))' and '\(Phrases.harmless(other))' would both become '\(Phrases.harmless(path))'; "
                + "rename one"
        }
    }
}

extension RenderJob {
    /// Whether it is done already: what is there says of itself that this very render made it. A picture of other parameters, another preset or
    /// another photo is no result of this one.
    package func isDone(with resources: JobResources) -> Bool {
        guard let output, let mark = RenderMark(ofFile: output.path) else { return false }
        let resolved = try? ResolvedJob(self, with: resources)
        return resolved.flatMap { try? RenderMark(of: $0.carried) } == mark
    }

    /// Whether the preset makes a film, for which a folder is one thing.
    package func isFilm(with resources: JobResources) throws -> Bool { try outlook(with: resources).isFilm }

    /// What the preset makes, as far as its recipe tells: nothing is planned, and what it dreams on is not read.
    package func outlook(with resources: JobResources) throws -> (title: String, isFilm: Bool) {
        var job = self
        (job.picture, job.size) = (nil, CanvasSize(width: 16, height: 16))
        let recipe = try ResolvedJob(job, with: resources).recipe
        return (recipe.title, recipe.film != nil)
    }
}
