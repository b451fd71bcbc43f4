import Foundation
import Pictures
import Wording

/// Finds the pictures that presets name: PNG and JPEG files below the preset's folder, or those that came with it, and
/// nothing else on the disk.
struct PictureFinder {
    /// Nil for a text without a file, which has no pictures.
    private let folder: String?
    private let enclosure: Enclosure?

    init(_ source: PresetSource) {
        folder = source.folder
        enclosure = source.enclosure
    }

    private static let endings = ["png", "jpg", "jpeg"]

    /// A picture by its name below the preset's folder.
    func picture(named name: String) throws -> PictureSource {
        try PictureFinder.check(name)
        if let enclosure { return try enclosure.picture(named: name) }
        guard let folder else { throw ScriptFailure("file: this preset is no file, so that nothing lies beside it") }
        return .file(try path(of: name, in: folder))
    }

    /// Refuses what is no plain name of a picture below a folder.
    static func check(_ name: String) throws {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.count <= 8 && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.contains("\\") }
        guard isPlain else {
            throw ScriptFailure("file: '\(name.prefix(60))' must be a name below the preset's folder, without '..'")
        }
        let ending = name.split(separator: ".").last?.lowercased() ?? ""
        guard PictureFinder.endings.contains(ending) else {
            throw ScriptFailure("file: '\(name.prefix(60))' must end in .png, .jpg or .jpeg")
        }
    }

    private func path(of name: String, in folder: String) throws -> String {
        let path = folder + "/" + name
        // A link may lead anywhere, so what counts is where the file really is.
        let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let home = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        guard kind != nil else {
            throw ScriptFailure(
                "file: there is no '\(name.prefix(60))' beside the preset"
                    + Phrases.didYouMean(name, among: names(in: folder)))
        }
        guard real == home + "/" + name, kind == .typeRegular else {
            throw ScriptFailure("file: '\(name.prefix(60))' is a link or no plain file; only plain files are read")
        }
        return real
    }

    private func names(in folder: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { file in PictureFinder.endings.contains { file.lowercased().hasSuffix("." + $0) } }
    }
}
