import Foundation
import Wording

/// Finds the pictures that presets name: PNG and JPEG files below the preset's folder, and nothing else on the disk.
struct PictureFinder {
    /// Nil for a text without a file, which has no pictures.
    let folder: String?

    private static let endings = ["png", "jpg", "jpeg"]

    /// The path of a picture.
    func path(of name: String) throws -> String {
        guard let folder else { throw ScriptFailure("file: this preset is no file, so that nothing lies beside it") }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.count <= 8 && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.contains("\\") }
        guard isPlain else {
            throw ScriptFailure("file: '\(name.prefix(60))' must be a name below the preset's folder, without '..'")
        }
        let ending = name.split(separator: ".").last?.lowercased() ?? ""
        guard PictureFinder.endings.contains(ending) else {
            throw ScriptFailure("file: '\(name.prefix(60))' must end in .png, .jpg or .jpeg")
        }
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
