import Files
import Foundation
import LuaBridge

/// A plugin as its file describes it.
public struct Plugin: Sendable {
    /// What presets require it by.
    public let name: String
    /// Its name for people.
    public let title: String
    /// Who wrote it.
    public let author: String
    /// An SPDX identifier.
    public let licence: String
    /// What it is for.
    public let about: String
    let words: [Word]

    /// Its words as they are called: `r.plasma`, `tensor:fur`.
    public var wordTitles: [String] { words.map(\.title) }

    init(_ definition: PluginDefinition) {
        (name, title, author) = (definition.name, definition.title, definition.author)
        (licence, about, words) = (definition.licence, definition.about, definition.words)
    }
}

/// The plugins that are installed: files of a few folders, the first of a name hiding the others.
public struct PluginLibrary: Sendable {
    private let folders: ScriptFolders

    /// What describing a plugin may take: it makes words, and renders nothing.
    private static let limits = lua_bridge_limits(memory: 16 << 20, seconds: 0.5, printed: 0)

    /// The plugins of these folders, which need not exist.
    public init(_ folders: ScriptFolders = .installed) { self.folders = folders }

    /// Their names, sorted.
    public var names: [String] { ModuleFinder.names(in: folders.plugins) }

    /// Runs a plugin's file, and gives what it says of itself.
    /// - Throws: `PresetError` with the nearest name, or with what is wrong in the file.
    public func plugin(named name: String) throws -> Plugin {
        guard names.contains(name) else { throw PresetError.unknownPlugin(name: name, choices: names) }
        return try plugin(named: name, beside: nil)
    }

    /// The same of a file that is not installed.
    /// - Throws: `PresetError` with what is wrong in the file.
    public func plugin(inFile path: String) throws -> Plugin {
        // As a preset beside it would: for what cannot be read.
        _ = try PresetSource(contentsOf: path)
        return try plugin(named: Paths.stem(of: path), beside: Paths.folder(of: path))
    }

    private func plugin(named name: String, beside folder: String?) throws -> Plugin {
        var source = PresetSource(text: "return require \"\(name)\"", name: "reverie plugins", folder: folder)
        source.folders = folders
        let script = try PresetScript(source, limits: PluginLibrary.limits, isPreset: false)
        let result = try script.state.run(source.text, name: source.name)
        guard case .object(.plugin(let definition)) = result else {
            throw PresetError.script(
                "\(name).lua: the file must return r.plugin {…}, and returns \(result.description)")
        }
        return Plugin(definition)
    }

    /// Every plugin that is in order, sorted by name.
    var plugins: [Plugin] { names.compactMap { try? plugin(named: $0) } }
}
