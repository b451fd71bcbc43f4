import Dreams
import Files
import Foundation
public import Pictures
import Wording

/// Finds the pictures that presets name: files below the preset's folder, or those that came with it, and
/// nothing else on the disk; and the folders of pictures that users name.
struct PictureFinder {
    /// Nil for a text without a file, which has no pictures.
    private let folder: String?
    private let attachment: RecipeAttachment?

    init(_ source: PresetSource) {
        folder = source.folder
        attachment = source.attachment
    }

    /// The most pictures of a folder.
    static let mostInFolder = PictureReference.mostInFolder

    /// A picture by its name below the preset's folder.
    func picture(named name: String) throws -> PictureSource {
        try PictureFinder.check(name)
        if let attachment { return try attachment.picture(named: name) }
        return .file(try path(of: name, S_IFREG, in: try home(of: "file"), word: "file"))
    }

    /// The names of the pictures that lie in a folder below the preset's, in their order; what else lies there is passed over.
    func pictures(inFolder name: String) throws -> [String] {
        try PictureFinder.checkPlace(name, word: "folder")
        var files: [String] = []
        if let attachment {
            let names = Set(attachment.pictures.keys).union(attachment.absentPictures)
            files = names.filter { $0.hasPrefix(name + "/") }.map { String($0.dropFirst(name.count + 1)) }
                .filter { !$0.contains("/") }
        } else {
            let path = try path(of: name, S_IFDIR, in: try home(of: "folder"), word: "folder")
            files = PictureFinder.pictures(in: path)
        }
        guard (1...PictureFinder.mostInFolder).contains(files.count) else {
            throw ScriptFailure("folder: '\(name.prefix(60))' \(PictureFinder.wrong(count: files.count))")
        }
        return PictureFinder.inOrder(files).map { name + "/" + $0 }
    }

    /// Refuses what is no plain name of a picture below a folder.
    static func check(_ name: String) throws {
        try checkPlace(name, word: "file")
        guard isPicture(name) || ArrayFile.isOne(name) else {
            throw ScriptFailure(
                "file: '\(name.prefix(60))' must end in \(PictureFormat.readEndings), or in \(ArrayFile.ending) where it holds numbers"
            )
        }
    }

    private static func checkPlace(_ name: String, word: String) throws {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.count <= 8 && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.contains("\\") }
        guard isPlain else {
            throw ScriptFailure("\(word): '\(name.prefix(60))' must be a name below the preset's folder, without '..'")
        }
    }

    private static func isPicture(_ name: String) -> Bool {
        PictureFormat(readFromName: name) != nil
    }

    private func home(of word: String) throws -> String {
        guard let folder else { throw ScriptFailure("\(word): this preset is no file, so that nothing lies beside it") }
        return folder
    }

    private func path(of name: String, _ wanted: mode_t, in folder: String, word: String) throws -> String {
        let path = folder + "/" + name
        // A link may lead anywhere, so what counts is where the file really is.
        guard let facts = Files.linkFacts(path) else {
            throw ScriptFailure(
                "\(word): there is no '\(name.prefix(60))' beside the preset"
                    + Phrases.didYouMean(name, among: names(in: folder, wanted)))
        }
        guard Files.isReally(name, in: folder), facts.st_mode & S_IFMT == wanted else {
            throw ScriptFailure(
                "\(word): '\(name.prefix(60))' is a link or no plain \(word); only plain \(word)s are read")
        }
        return path
    }

    private func names(in folder: String, _ wanted: mode_t) -> [String] {
        if wanted == S_IFREG {
            return (Files.names(in: folder) ?? []).filter {
                !$0.hasPrefix(".") && (PictureFinder.isPicture($0) || ArrayFile.isOne($0))
            }
        }
        let files = Files.names(in: folder) ?? []
        return files.filter { !$0.hasPrefix(".") && Files.isFolder(folder + "/" + $0) }
    }
}

// MARK: - Folders

extension PictureFinder {
    /// What a user gave for a list of pictures, by the part of a name that tells them apart: the pictures of a folder, in
    /// the order of their names, or one picture without such a part.
    /// - Throws: `ScriptFailure`, to go on after what was given.
    static func pictures(at path: String) throws -> [(part: String, PictureSource)] {
        guard Files.isFolder(path) else { return [("", .file(path))] }
        let files = pictures(in: path)
        guard (1...mostInFolder).contains(files.count) else { throw ScriptFailure("it " + wrong(count: files.count)) }
        if let long = files.first(where: { $0.utf8.count > longestName }) {
            throw ScriptFailure("the name of '\(long.prefix(60))…' in it is longer than \(longestName) bytes")
        }
        return inOrder(files).map { ("/" + $0, .file(path + "/" + $0)) }
    }

    /// So that a picture can carry it.
    private static let longestName = 120

    private static func pictures(in folder: String) -> [String] {
        let files = Files.names(in: folder) ?? []
        return files.filter { !$0.hasPrefix(".") && isPicture($0) }
    }

    /// By their bytes: the same everywhere.
    private static func inOrder(_ names: [String]) -> [String] {
        names.sorted { PathText.bytes(of: $0).lexicographicallyPrecedes(PathText.bytes(of: $1)) }
    }

    private static func wrong(count: Int) -> String {
        count == 0
            ? "holds no \(PictureFormat.readEndings)"
            : "holds \(count) pictures; \(mostInFolder) at most can be read together"
    }
}

extension Settings {
    /// The picture that a recipe knows by this name: what was given for it, or what lies under its name in a folder that was given for
    /// its folder.
    public func picture(named name: String) -> PictureSource? {
        if let picture = pictures[name] { return picture }
        guard let slash = name.lastIndex(of: "/"), case .file(let folder)? = pictures[String(name[..<slash])] else {
            return nil
        }
        let path = folder + name[slash...]
        return Files.exists(path) ? .file(path) : nil
    }
}
