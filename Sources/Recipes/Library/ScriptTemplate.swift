import Foundation

/// A script to begin with, with comments, which runs as it is: Scripts/library/new-preset.lua or new-plugin.lua.
public enum ScriptTemplate: String, Sendable {
    case preset, plugin

    /// What stands for the name in the file.
    private var placeholder: String { self == .preset ? "A new preset" : "new-plugin" }

    /// Its text with this name: a preset's title, or what presets require a plugin by.
    /// - Throws: `PresetError.parameter` when the name would be no file's or no plugin's, `PresetError.unreadable`.
    public func text(named name: String) throws -> String {
        guard takes(name) else {
            throw PresetError.parameter(
                name: "NAME", value: name,
                problem: "write letters, digits, '-' and '_', without a folder and without .lua")
        }
        let path = Folders.shipped + "/Scripts/library/new-\(rawValue).lua"
        do {
            return try ModuleFinder.text(of: path).replacing("\"\(placeholder)\"", with: "\"\(name)\"")
        } catch let failure as ScriptFailure {
            throw PresetError.unreadable(path: path, reason: failure.message)
        }
    }

    private func takes(_ name: String) -> Bool {
        guard !name.isEmpty, !name.hasPrefix("."), !name.hasSuffix(".lua") else { return false }
        // A plugin is required by its name.
        guard self == .preset else { return name.utf8.count <= 40 && ModuleFinder.isWord(name[...]) }
        return name.utf8.count <= 80
            && name.unicodeScalars.allSatisfy {
                CharacterSet.alphanumerics.contains($0) || "-_ .".unicodeScalars.contains($0)
            }
    }
}
