import Dreams
public import Foundation
import Pictures

/// A preset with its modules and pictures in one file, `NAME.reverie`.
///
/// It is a zip archive, as any program makes and opens them, of
///
///     reverie.json     { "kind": "reverie-pack", "format": 1, "preset": "tidepool.lua" }
///     tidepool.lua     the preset
///     furs/soft.lua    what it requires as "furs.soft", from beside it or from among the plugins
///     moss.jpg         what it reads as r.file("moss.jpg")
///
/// The same preset gives the same bytes. A pack is as untrusted as any preset: see `PresetPack.init(_:path:)` for its
/// bounds. It is never unpacked onto the disk.
public struct PresetPack: Hashable, Sendable {
    /// The preset's file name.
    public let name: String
    /// Lua.
    public let text: String
    /// Texts, by the names that they are required by.
    public internal(set) var modules: [String: String]
    /// Picture files, by their names below the preset's folder.
    public internal(set) var pictures: [String: Data]

    /// What the names of packs end in.
    public static let ending = ".reverie"

    /// Its directory.
    struct Contents: Codable {
        var kind = "reverie-pack"
        var format = Contents.latestFormat
        var preset: String

        static let file = "reverie.json"
        static let latestFormat = 1
    }

    /// A pack of a preset alone.
    public init(of source: PresetSource) {
        self.init(name: source.name, text: source.text, modules: [:], pictures: [:])
    }

    init(name: String, text: String, modules: [String: String], pictures: [String: Data]) {
        self.name = name
        self.text = text
        self.modules = modules
        self.pictures = pictures
    }

    /// Adds what one of the preset's recipes requires and reads.
    /// - Throws: `PictureError` for a picture that is none.
    public mutating func add(_ made: MadeRecipe) throws {
        modules.merge(made.modules) { $1 }
        for (reference, picture) in made.pictures {
            guard case .file(let name) = reference, pictures[name] == nil else { continue }
            let data = try picture.data()
            guard PictureFormat(of: data) != nil || ArrayFile.isOne(name) else {
                throw PictureError.noPicture(data, path: picture.name)
            }
            pictures[name] = data
        }
    }

    /// The preset, which sees nothing but what is in the pack.
    public var source: PresetSource {
        var source = PresetSource(text: text, name: name)
        source.attachment = RecipeAttachment(
            modules: modules,
            pictures: pictures.reduce(into: [:]) { $0[$1.key] = .bytes($1.value, name: $1.key) })
        return source
    }
}
