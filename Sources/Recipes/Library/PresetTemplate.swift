import Foundation

/// The preset to begin with: Scripts/library/new-preset.lua, which is one itself.
public enum PresetTemplate {
    private static let placeholder = "A new preset"

    /// Its text, with the name for a title.
    /// - Throws: `PresetError.parameter` when the name would be no file's, `PresetError.unreadable`.
    public static func text(named name: String) throws -> String {
        let isFine =
            !name.isEmpty && name.utf8.count <= 80 && !name.hasPrefix(".") && !name.hasSuffix(".lua")
            && name.unicodeScalars.allSatisfy {
                CharacterSet.alphanumerics.contains($0) || "-_ .".unicodeScalars.contains($0)
            }
        guard isFine else {
            throw PresetError.parameter(
                name: "NAME", value: name,
                problem: "write letters, digits, '-' and '_', without a folder and without .lua")
        }
        let path = Folders.checkout + "/Scripts/library/new-preset.lua"
        do {
            return try ModuleFinder.text(of: path).replacing(
                "\"\(placeholder)\"", with: "\"\(name)\"", maxReplacements: 1)
        } catch let failure as ScriptFailure {
            throw PresetError.unreadable(path: path, reason: failure.message)
        }
    }
}
