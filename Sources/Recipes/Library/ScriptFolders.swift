import Files
import Foundation
import Networks

/// Where the language finds its Lua: the standard vocabulary, and the plugins.
public struct ScriptFolders: Hashable, Sendable {
    /// The files of the standard vocabulary, which every script has.
    public var standard: String
    /// Looked through in this order, after the preset's own folder.
    public var plugins: [String]

    /// Folders from their paths.
    public init(standard: String, plugins: [String]) {
        self.standard = standard
        self.plugins = plugins
    }

    /// What comes with Reverie.
    public static let shipped = ScriptFolders(
        standard: Folders.shipped + "/Scripts/library/standard", plugins: [Folders.shipped + "/Scripts/plugins"])

    /// The user's plugins, then those that come with Reverie.
    public static let installed = ScriptFolders(
        standard: shipped.standard, plugins: [Folders.configuration + "/plugins"] + shipped.plugins)
}

extension PresetLibrary {
    /// The user's presets, then those that come with Reverie.
    public static let standard = PresetLibrary(
        folders: [Folders.configuration + "/presets", Folders.shipped + "/Presets"])
}

/// Where things are looked for.
public enum Folders {
    /// `$XDG_CONFIG_HOME/reverie`, or `~/.config/reverie`.
    public static var configuration: String { UserFolder.configuration.path() + "/reverie" }

    /// `$XDG_CACHE_HOME/reverie`, or `~/.cache/reverie`: what can be made again.
    public static var cache: String { UserFolder.cache.path() + "/reverie" }

    /// What comes with Reverie lies in this folder, `Presets` and `Scripts`: in `share/reverie` beside the `bin` that an installed program
    /// lies in; in the checkout above the program that SwiftPM builds into its `.build`; in the checkout that the program was
    /// built from, when it has been moved.
    public static var shipped: String {
        var folder = Paths.folder(of: ThisProcess.program ?? "/")
        while folder != "/" {
            for place in [folder + "/share/reverie", folder] where Files.exists(place + "/Presets") { return place }
            folder = Paths.folder(of: folder)
        }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
    }
}
