import Foundation
import Pictures
import Recipes

/// The files that the page is made of: our own beside the presets, and the editor's, which Debian brings.
struct PageFiles: Sendable {
    /// What is sent.
    struct File: Sendable {
        let data: Data
        let type: String
    }

    private let folder: String
    private let editor: String?

    /// What the page takes of CodeMirror.
    static let editorFiles = [
        "lib/codemirror.js", "lib/codemirror.css", "mode/lua/lua.js", "addon/hint/show-hint.js",
        "addon/edit/matchbrackets.js", "addon/edit/closebrackets.js",
    ]

    /// - Parameter folder: where the page's own files are.
    /// - Throws: `StudioTrouble.noPage`.
    init(folder: String = Folders.shipped + "/Scripts/studio") throws {
        self.folder = folder
        guard FileManager.default.fileExists(atPath: folder + "/index.html") else {
            throw StudioTrouble.noPage(path: folder)
        }
        // A package brings it along; a checkout takes Debian's.
        editor = [folder + "/codemirror", "/usr/share/javascript/codemirror"].first {
            FileManager.default.fileExists(atPath: $0 + "/lib/codemirror.js")
        }
    }

    private static let types = [
        "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8",
        "svg": "image/svg+xml",
    ]

    /// A file of the page by its plain name; nil where there is none, and for whatever is no name of one.
    func file(named name: String) -> File? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let type = PageFiles.types[String(parts[1])],
            parts[0].utf8.allSatisfy({ (97...122).contains($0) || $0 == 45 }), !parts[0].isEmpty
        else { return nil }
        return PageFiles.read(folder + "/" + name, type)
    }

    /// A file of the editor; nil where it is not installed.
    func editorFile(_ name: String) -> File? {
        guard let editor, PageFiles.editorFiles.contains(name) else { return nil }
        return PageFiles.read(editor + "/" + name, PageFiles.types[name.hasSuffix(".js") ? "js" : "css"] ?? "")
    }

    /// A picture of ours by its path.
    static func picture(at path: String) -> File? {
        read(path, PictureFormat(readFromName: path)?.mediaType ?? "application/octet-stream")
    }

    private static func read(_ path: String, _ type: String) -> File? {
        (try? FileBytes.read(path, most: PictureSource.largestFile)).map { File(data: $0, type: type) }
    }
}
