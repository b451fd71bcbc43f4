import Foundation
import Wording

/// Finds the modules that scripts require: text files below a few folders, and nothing else on the disk.
struct ModuleFinder {
    /// The largest file that is read.
    static let largestFile = 256 << 10

    /// In the order they are looked through.
    let folders: [String]

    /// The text of the module called `name`: words joined by dots, each one a folder but for the last.
    func source(of name: String) throws -> String {
        let words = name.split(separator: ".", omittingEmptySubsequences: false)
        guard !words.isEmpty, words.count <= 8, words.allSatisfy(ModuleFinder.isWord) else {
            throw ScriptFailure(
                "'\(name.prefix(60))' is no module's name; write letters, digits, '_' and '-', joined by dots")
        }
        for folder in folders {
            let path = folder + "/" + words.joined(separator: "/") + ".lua"
            guard FileManager.default.fileExists(atPath: path) else { continue }
            // A link may lead anywhere, so what counts is where the file really is.
            let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
            let home = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
            guard real == home + "/" + words.joined(separator: "/") + ".lua" else {
                throw ScriptFailure("module '\(name)' is a link; only plain files are read")
            }
            return try ModuleFinder.text(of: path)
        }
        throw ScriptFailure("there is no module '\(name)' beside the preset or among the plugins")
    }

    /// A text file of bounded size.
    /// - Throws: `ScriptFailure`.
    static func text(of path: String) throws -> String {
        guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: largestFile + 1)
        else {
            throw ScriptFailure("it cannot be opened")
        }
        guard data.count <= largestFile else { throw ScriptFailure("it is larger than \(Phrases.bytes(largestFile))") }
        guard let text = String(data: data, encoding: .utf8) else { throw ScriptFailure("it is no UTF-8 text") }
        return text
    }

    private static func isWord(_ word: Substring) -> Bool {
        !word.isEmpty
            && word.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
                    || byte == 45
            }
    }
}
