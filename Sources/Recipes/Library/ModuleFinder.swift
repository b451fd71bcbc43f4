import Files
import Foundation
import Wording

/// Finds the modules that scripts require: plain text files below a few folders, and nothing else on the disk.
struct ModuleFinder {
    /// The largest file that is read.
    static let largestFile = 256 << 10

    /// In the order they are looked through.
    let folders: [String]
    /// A file name that is passed over: a preset does not require itself.
    var excluded = ""

    /// The text of the module called `name`.
    func source(of name: String) throws -> String {
        let file = try ModuleFinder.file(of: name)
        for (index, folder) in folders.enumerated() where index > 0 || file != excluded {
            let path = folder + "/" + file
            guard Files.linkFacts(path) != nil else { continue }
            // A link may lead anywhere, so what counts is where the file really is.
            guard Files.isReally(file, in: folder) else {
                throw ScriptFailure("module '\(name)' is a link; only plain files are read")
            }
            do {
                return try ModuleFinder.text(of: path)
            } catch let failure as ScriptFailure {
                throw ScriptFailure("module '\(name)': \(failure.message)")
            }
        }
        let names = Self.names(in: folders)
        throw ScriptFailure(
            "there is no module '\(name)' beside the preset or among the plugins"
                + Phrases.didYouMean(name, among: names))
    }

    /// The file of a module below a folder: words joined by dots, each one a folder but for the last.
    static func file(of name: String) throws -> String {
        let words = name.split(separator: ".", omittingEmptySubsequences: false)
        guard !words.isEmpty, words.count <= 8, name.utf8.count <= 200, words.allSatisfy(isWord) else {
            throw ScriptFailure(
                "'\(name.prefix(60))' is no module's name; write letters, digits, '_' and '-', joined by dots")
        }
        return words.joined(separator: "/") + ".lua"
    }

    /// The names of the modules that lie in the folders themselves, each once, sorted.
    static func names(in folders: [String]) -> [String] {
        let files = folders.flatMap { Files.names(in: $0) ?? [] }
        let names = files.filter { $0.hasSuffix(".lua") }.map { String($0.dropLast(4)) }
        return Set(names.filter { isWord($0[...]) }).sorted()
    }

    /// A text file of bounded size.
    /// - Throws: `ScriptFailure`.
    static func text(of path: String) throws -> String {
        // A pipe would be waited for, and a device read without end.
        guard Files.isPlain(path) else { throw ScriptFailure("it is no plain file") }
        guard let data = Files.read(path, most: largestFile + 1) else { throw ScriptFailure("it cannot be opened") }
        guard data.count <= largestFile else { throw ScriptFailure("it is larger than \(Phrases.bytes(largestFile))") }
        guard let text = String(data: data, encoding: .utf8) else { throw ScriptFailure("it is no UTF-8 text") }
        return text
    }

    /// Whether it may stand in a module's name.
    static func isWord(_ word: Substring) -> Bool {
        !word.isEmpty
            && word.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
                    || byte == 45
            }
    }
}
