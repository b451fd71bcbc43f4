import Files
import Foundation
import Pictures

/// The folders that presets are looked up in by name.
public struct PresetLibrary: Sendable {
    /// In the order they are looked through.
    public let folders: [String]

    /// A library of these folders, which need not exist.
    public init(folders: [String]) { self.folders = folders }

    /// The preset of this name, or of the file at this path: a Lua file, a pack, a picture or a `.recipe.json` that
    /// carries one.
    /// - Throws: `PresetError` with the nearest name, `SharingError`.
    public func find(_ nameOrPath: String) throws -> PresetSource {
        let name = nameOrPath.lowercased()
        if name.hasSuffix(PresetPack.ending) { return try PresetPack(contentsOf: nameOrPath).source }
        if name.hasSuffix(".json") || PictureFormat(readFromName: name) != nil {
            return try CarriedRecipe(contentsOf: nameOrPath).source
        }
        if name.hasSuffix(".lua") || name.contains("/") { return try PresetSource(contentsOf: nameOrPath) }
        for folder in folders {
            for ending in PresetLibrary.endings {
                let path = folder + "/" + nameOrPath + ending
                if Files.exists(path) { return try find(path) }
            }
        }
        throw PresetError.unknown(name: nameOrPath, choices: names)
    }

    /// What presets in a folder end in.
    private static let endings = [".lua", PresetPack.ending]

    /// The names of all presets, each once, sorted.
    public var names: [String] {
        let files = folders.flatMap { Files.names(in: $0) ?? [] }
        return Set(
            PresetLibrary.endings.flatMap { ending in
                files.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }
            }
        ).sorted()
    }
}
