import Files
import Foundation
import Pictures
package import Recipes
import Wording

/// Writes a script to begin with into this folder, and nothing over one that is there.
package enum NewScript {
    /// - Throws: `PictureError` when it exists or cannot be written, `PresetError` when the name is none.
    package static func write(_ template: ScriptTemplate, named name: String) throws -> String {
        let text = try template.text(named: name)
        let path = name + ".lua"
        try AtomicFile.check(path)
        guard !Files.exists(path) else {
            throw NewScriptError.exists(path)
        }
        try AtomicFile.write(Data(text.utf8), to: path)
        return path
    }
}

/// What keeps a new script from being written.
package enum NewScriptError: Error, CustomStringConvertible {
    case exists(String)

    package var description: String {
        switch self {
        case .exists(let path): "'\(Phrases.harmless(path))' exists already; choose another name"
        }
    }
}

extension LanguageReference {
    /// Writes a preset for each picture of the reference into a folder.
    /// - Returns: the name of each, and whether it is a film.
    /// - Throws: `PictureError`.
    package func write(to folder: String) throws -> [String] {
        try sketches.map { sketch in
            try AtomicFile.write(Data(sketch.text.utf8), to: "\(folder)/\(sketch.name).lua")
            return "\(sketch.name) \(sketch.isFilm ? "film" : "still")"
        }
    }
}
