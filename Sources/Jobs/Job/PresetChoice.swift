public import Foundation
import Pictures
public import Recipes

/// What a job dreams: a preset by name, from a file, as a text, or as a picture carries it.
public indirect enum PresetChoice: Hashable, Sendable {
    /// One of the library, never a file: `{ "name": "classic" }`.
    case named(String)
    /// One of the library, or a `.lua` file, a pack, or a picture that carries one: `{ "path": "mine.lua" }`.
    case path(String)
    /// Lua, with its file's name for messages: `{ "text": "…", "file": "mine.lua" }`. With modules, `{ "modules": { "furs.soft": "…" } }`, it sees
    /// these, and nothing else but the standard vocabulary; without, the installed plugins too. Pictures that lay beside it, `{ "beside": ["moss.jpg"] }`,
    /// come with the job, by their names.
    case text(String, name: String, modules: [String: String]?, beside: Set<String> = [])
    /// A recipe that is done again: what the job says otherwise goes before what the recipe says. `{ "recipe": { … } }`
    case recipe(CarriedRecipe)
    /// Another text in the place of a preset's, which sees what that one sees: `{ "text": "…", "of": { "name": "classic" } }`
    case rewritten(String, of: PresetChoice)
}

extension PresetChoice {
    /// The preset's text, and what it may see.
    /// - Throws: `PresetError` with the nearest name, `SharingError`.
    package func source() throws -> PresetSource {
        switch self {
        case .named(let name):
            guard PresetLibrary.standard.names.contains(name) else {
                throw PresetError.unknown(name: name, choices: PresetLibrary.standard.names)
            }
            return try PresetLibrary.standard.find(name)
        case .path(let path):
            do {
                return try PresetLibrary.standard.find(path)
            } catch SharingError.noRecipe {
                throw SharingError.noPreset(path: path)
            }
        case .text(let text, let name, let modules, let beside):
            var source = PresetSource(text: text, name: name)
            source.attachment = modules.map { RecipeAttachment(modules: $0, absentPictures: beside) }
            return source
        case .recipe(let recipe): return recipe.source
        case .rewritten(let text, let base):
            let base = try base.source()
            var source = PresetSource(text: text, name: base.name, folder: base.folder)
            (source.folders, source.attachment) = (base.folders, base.attachment)
            return source
        }
    }

    /// The recipe that is done again; nil where it is none.
    var recipe: CarriedRecipe? {
        switch self {
        case .recipe(let recipe): recipe
        case .rewritten(_, let base): base.recipe
        default: nil
        }
    }
}

extension PresetChoice: Codable {
    private enum CodingKeys: CodingKey {
        case name, path, text, file, modules, beside, recipe, of
    }

    /// Reads the first of `name`, `path`, `of`, `text` and `recipe` that stands there.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if let name = try values.decodeIfPresent(String.self, forKey: .name) {
            self = .named(name)
        } else if let path = try values.decodeIfPresent(String.self, forKey: .path) {
            self = .path(path)
        } else if let base = try values.decodeIfPresent(PresetChoice.self, forKey: .of) {
            self = .rewritten(try values.decode(String.self, forKey: .text), of: base)
        } else if let text = try values.decodeIfPresent(String.self, forKey: .text) {
            self = .text(
                text, name: try values.decodeIfPresent(String.self, forKey: .file) ?? "preset.lua",
                modules: try values.decodeIfPresent([String: String].self, forKey: .modules),
                beside: Set(try values.decodeIfPresent([String].self, forKey: .beside) ?? []))
        } else {
            self = .recipe(try values.decode(CarriedRecipe.self, forKey: .recipe))
        }
    }

    /// One object.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .named(let name): try values.encode(name, forKey: .name)
        case .path(let path): try values.encode(path, forKey: .path)
        case .text(let text, let name, let modules, let beside):
            try values.encode(text, forKey: .text)
            try values.encode(name, forKey: .file)
            try values.encodeIfPresent(modules, forKey: .modules)
            if !beside.isEmpty { try values.encode(beside.sorted(), forKey: .beside) }
        case .recipe(let recipe): try values.encode(recipe, forKey: .recipe)
        case .rewritten(let text, let base):
            try values.encode(text, forKey: .text)
            try values.encode(base, forKey: .of)
        }
    }
}

/// A picture that a job reads: `{ "path": "photo.jpg" }`, or `{ "name": "photo.jpg", "bytes": "…" }` in base 64.
public enum PictureInput: Hashable, Sendable {
    /// A picture file; where several pictures are taken, or a film's frames, a folder of them; for a film a video, too, which ffmpeg reads.
    case file(String)
    /// A picture's bytes, as a file has them; the name is for messages.
    case bytes(Data, name: String)
}

extension PictureInput {
    /// Its file, or its name, for messages.
    public var name: String { source.name }

    /// Where its bytes are.
    var source: PictureSource {
        switch self {
        case .file(let path): .file(path)
        case .bytes(let data, let name): .bytes(data, name: name)
        }
    }
}

extension PictureInput: Codable {
    private enum CodingKeys: CodingKey {
        case path, name, bytes
    }

    /// Reads the one or the other form.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if let path = try values.decodeIfPresent(String.self, forKey: .path) {
            self = .file(path)
        } else {
            self = .bytes(
                try values.decode(Data.self, forKey: .bytes),
                name: try values.decodeIfPresent(String.self, forKey: .name) ?? "picture")
        }
    }

    /// One object.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .file(let path): try values.encode(path, forKey: .path)
        case .bytes(let data, let name):
            try values.encode(name, forKey: .name)
            try values.encode(data, forKey: .bytes)
        }
    }
}
