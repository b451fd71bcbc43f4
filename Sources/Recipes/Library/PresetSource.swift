public import Dreams
import Files
import Foundation
public import Pictures
import Wording

/// The text of a preset, and where its modules may be.
///
///     let source = try PresetSource(contentsOf: "tidepool.lua")
///     let (preset, recipe) = try source.recipe(settings: Settings()) { name in vocabulary(of: name) }
///
/// A preset is untrusted: it runs for at most two seconds in at most 64 MiB, sees nothing of the machine, and is gone
/// before the recipe is rendered.
public struct PresetSource: Hashable, Sendable {
    /// Lua.
    public let text: String
    /// For messages: the file's name.
    public let name: String
    /// Where `require` looks first; nil for a text without a file.
    public let folder: String?
    /// Where it looks then, and where the standard vocabulary is.
    public var folders = ScriptFolders.installed
    /// What came with a preset out of a picture or a pack, which sees no folder but the standard vocabulary's.
    public var attachment: RecipeAttachment?

    /// A preset from a text.
    public init(text: String, name: String, folder: String? = nil) {
        self.text = text
        self.name = name
        self.folder = folder
    }

    /// Reads a file of at most 256 KiB.
    /// - Throws: `PresetError.unreadable`.
    public init(contentsOf path: String) throws {
        guard Files.exists(path) else {
            throw PresetError.unreadable(path: path, reason: Phrases.noSuchFile(path))
        }
        guard !Files.isFolder(path) else { throw PresetError.unreadable(path: path, reason: "it is a folder") }
        do {
            self.init(
                text: try ModuleFinder.text(of: path), name: Paths.name(of: path), folder: Paths.folder(of: path))
        } catch let failure as ScriptFailure {
            throw PresetError.unreadable(path: path, reason: failure.message)
        }
    }

    /// Runs the file without its recipe, and gives what it says of itself.
    /// - Throws: `PresetError`.
    public func outline() throws -> Preset {
        let script = try PresetScript(self)
        let definition = try script.definition()
        return Preset(definition, printed: script.printed)
    }

    /// Runs the file without its recipe.
    /// - Returns: what looks whether the preset takes settings, and throws `PresetError` where it does not.
    /// - Throws: `PresetError`.
    public func settingsCheck() throws -> (Settings) throws -> Void {
        let definition = try PresetScript(self).definition()
        return { settings in
            var pictures: [PictureReference: PictureSource] = [:]
            _ = try definition.values(for: settings, noting: &pictures)
        }
    }

    /// Runs the file and its recipe.
    ///
    /// - Parameter vocabulary: the names of the network that the preset or the settings ask for, and of those that the recipe names
    ///   beside it.
    /// - Throws: `PresetError`, and what `vocabulary` throws.
    public func recipe(
        settings: Settings, vocabulary: (String) throws -> NetworkVocabulary
    ) throws -> MadeRecipe {
        let script = try PresetScript(self)
        let definition = try script.definition()
        var pictures: [PictureReference: PictureSource] = [:]
        let values = try definition.values(for: settings, noting: &pictures)
        let network = settings.network ?? definition.network
        let (stages, film) = try script.stages(
            of: definition, network: try vocabulary(network), settings: values, others: vocabulary)
        var recipe = Recipe(
            title: definition.title, network: network, seed: settings.seed ?? 0, canvas: definition.canvas,
            stages: stages, film: film)
        recipe.transparency = definition.transparency
        let sounds = definition.parameters.filter(\.kind.isSound).compactMap { parameter in
            settings.parameters[parameter.name].map { (parameter.name, $0) }
        }
        return MadeRecipe(
            preset: Preset(definition, printed: script.printed), recipe: recipe,
            pictures: script.pictureFiles.merging(pictures) { $1 },
            sounds: Dictionary(uniqueKeysWithValues: sounds), heard: script.heard, modules: script.modules,
            parametersRead: script.parametersRead)
    }
}

/// What running a preset gives.
public struct MadeRecipe: Sendable {
    /// What it says of itself.
    public let preset: Preset
    /// What is to be rendered.
    public let recipe: Recipe
    /// The pictures that the recipe may read, those of the settings as the user named them.
    public let pictures: [PictureReference: PictureSource]
    /// The sounds that the user gave, by parameter: files.
    public let sounds: [String: String]
    /// How the recipe listens to them, and to a clip's.
    public let heard: Set<Listening>
    /// The texts of the modules that the script required, by name.
    public let modules: [String: String]
    /// The parameters that the script has looked at.
    let parametersRead: Set<String>
}

extension PresetDefinition {
    /// The parameters' values: those set, and the defaults of the others; and where the pictures are that were given.
    func values(
        for settings: Settings, noting pictures: inout [PictureReference: PictureSource]
    ) throws -> [String: LuaValue] {
        let names = parameters.map(\.name)
        for name in (settings.parameters.keys.sorted() + settings.pictures.keys.sorted()) where !names.contains(name) {
            throw PresetError.unknownParameter(name: name, preset: title, choices: names)
        }
        var values: [String: LuaValue] = [:]
        for parameter in parameters {
            values[parameter.name] = try parameter.value(
                text: settings.parameters[parameter.name], picture: settings.pictures[parameter.name],
                noting: &pictures)
        }
        return values
    }
}

extension Preset {
    fileprivate init(_ definition: PresetDefinition, printed: String) {
        self.init(
            title: definition.title, author: definition.author, licence: definition.licence, about: definition.about,
            network: definition.network, canvas: definition.canvas, parameters: definition.parameters,
            printed: printed)
    }
}
