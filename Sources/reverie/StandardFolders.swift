import Foundation
import Recipes

extension PresetLibrary {
    /// The user's presets, then those that come with Reverie.
    static var standard: PresetLibrary {
        PresetLibrary(folders: [Folders.configuration + "/presets", Folders.checkout + "/Presets"])
    }
}

/// Where things are looked for.
enum Folders {
    /// `$XDG_CONFIG_HOME/reverie`, or `~/.config/reverie`.
    static var configuration: String {
        let environment = ProcessInfo.processInfo.environment
        if let folder = environment["XDG_CONFIG_HOME"], !folder.isEmpty { return folder + "/reverie" }
        return (environment["HOME"] ?? NSHomeDirectory()) + "/.config/reverie"
    }

    /// The folder that holds `Presets`: above the program, which SwiftPM builds into `.build` of the checkout; the
    /// checkout that the program was built from, when it has been moved.
    static var checkout: String {
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        var folder = program.deletingLastPathComponent()
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.path + "/Presets") { return folder.path }
            folder = folder.deletingLastPathComponent()
        }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
    }
}
