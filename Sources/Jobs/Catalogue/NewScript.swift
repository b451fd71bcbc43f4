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
