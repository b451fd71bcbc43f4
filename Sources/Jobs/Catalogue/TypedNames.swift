import Files
import Networks
import Recipes

/// What a shell offers where a name is typed: names that are known here, and files, which may stand there as well.
package enum TypedNames {
    /// Presets of the library.
    @Sendable package static func presets(_ words: [String], _ index: Int, _ prefix: String) -> [String] {
        offered(PresetLibrary.standard.names, prefix)
    }

    /// Networks that are installed.
    @Sendable package static func networks(_ words: [String], _ index: Int, _ prefix: String) -> [String] {
        offered((try? NetworkLibrary.standard.list().map(\.name)) ?? [], prefix)
    }

    private static func offered(_ names: [String], _ prefix: String) -> [String] {
        let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
        let files = (Files.names(in: folder.isEmpty ? "." : folder) ?? []).filter { !$0.hasPrefix(".") }.sorted()
        let paths = files.map { folder + $0 + (Files.isFolder(folder + $0) ? "/" : "") }
        return (names + paths).filter { $0.hasPrefix(prefix) }
    }
}
