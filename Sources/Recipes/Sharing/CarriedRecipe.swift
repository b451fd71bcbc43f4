import Dreams
import Foundation

/// Everything that it takes to render a picture again, but for the pictures and the network that went into it: what a
/// picture that Reverie wrote carries.
///
/// It is one JSON object: in a PNG the text of an iTXt chunk with the keyword `Reverie recipe`, in a JPEG that of comments
/// which begin with these words, in a GIF a comment that does, in `OUT.recipe.json` the whole file.
///
///     { "kind": "reverie-recipe", "format": 1, "version": "0.1.0",
///       "preset": { "name": "tidepool.lua", "text": "local r = require …" }, "modules": { "furs.soft": "…" },
///       "parameters": { "strength": "1.5" }, "seed": 0,
///       "network": { "name": "squeezenet", "sha256": "…" },
///       "canvas": { "width": 768, "height": 512 },
///       "pictures": { "input": { "sha256": "…" }, "parameters": {}, "files": {} },
///       "rendering": { "depth": 16 } }
///
/// It is as untrusted as any preset: see `CarriedRecipe.init(json:path:)` for its bounds. Nothing in it is a path, and
/// nothing in it is ever opened.
public struct CarriedRecipe: Codable, Hashable, Sendable {
    /// What tells it from other JSON: `reverie-recipe`.
    public var kind = CarriedRecipe.kind
    /// The version of this layout.
    public var format = CarriedRecipe.latestFormat
    /// The version of Reverie that rendered the picture.
    public var version: String
    /// Lua.
    public var preset: Script
    /// The texts of the modules and plugins that the preset required, by the names it required them by.
    public var modules: [String: String]
    /// The parameters that the user set, as typed.
    public var parameters: [String: String]
    /// Of everything random.
    public var seed: UInt64
    /// What it dreamt with.
    public var network: Network
    /// The networks that it names beside that one, by name.
    public var others: [Network]?
    /// What the render began with.
    public var canvas: Size
    /// What it read.
    public var pictures: Pictures
    /// The sounds that it listened to, by parameter.
    public var sounds: [String: Fingerprint]?
    /// What else decides on the bytes of the picture.
    public var rendering: Rendering
    /// Whether the picture is a render that was stopped before its end.
    public var isInterrupted: Bool?
    /// Where the picture is a sheet of several, what differs between them; the rest of this is the first one's.
    public var varied: [Axis]?
    /// Of a child of several pictures, the digests of their recipes: half of a SHA-256 each.
    public var parents: [String]?

    /// A text with its file's name, for messages.
    public struct Script: Codable, Hashable, Sendable {
        /// `tidepool.lua`
        public var name: String
        /// Lua.
        public var text: String
    }

    /// A network, by name and weights.
    public struct Network: Codable, Hashable, Sendable {
        /// As installed where the picture was rendered.
        public var name: String
        /// Of the model's file, lowercase hexadecimal.
        public var sha256: String

        /// A network from its parts.
        public init(name: String, sha256: String) {
            self.name = name
            self.sha256 = sha256
        }
    }

    /// A size in pixels.
    public struct Size: Codable, Hashable, Sendable {
        /// Across.
        public var width: Int
        /// Down.
        public var height: Int

        /// A size from its sides.
        public init(width: Int, height: Int) {
            self.width = width
            self.height = height
        }
    }

    /// The hashes of the pictures that went into a render.
    public struct Pictures: Codable, Hashable, Sendable {
        /// The one that it dreamt on; absent when the preset painted its own canvas.
        public var input: Fingerprint?
        /// Those of `--picture`, by parameter.
        public var parameters: [String: Fingerprint]
        /// Those that lay beside the preset, by name.
        public var files: [String: Fingerprint]

        /// Fingerprints from their parts.
        public init(
            input: Fingerprint? = nil, parameters: [String: Fingerprint] = [:], files: [String: Fingerprint] = [:]
        ) {
            self.input = input
            self.parameters = parameters
            self.files = files
        }
    }

    /// What differs between the pictures of a sheet, and its values there.
    public struct Axis: Codable, Hashable, Sendable {
        /// A parameter, `network` or `seed`.
        public var name: String
        /// As typed; of a picture only the file's name.
        public var values: [String]

        /// An axis from its parts.
        public init(name: String, values: [String]) {
            self.name = name
            self.values = values
        }
    }

    /// What tells whether a file is the same.
    public struct Fingerprint: Codable, Hashable, Sendable {
        /// Of the file, lowercase hexadecimal.
        public var sha256: String

        /// A fingerprint from its hash.
        public init(sha256: String) { self.sha256 = sha256 }
    }

    /// Options of the command that change the picture; absent ones were not given.
    public struct Rendering: Codable, Hashable, Sendable {
        /// `--memory`, in bytes: where it makes tiles, it changes rounding.
        public var memory: Int?
        /// `--fast-halo`, in pixels.
        public var fastHalo: Int?
        /// `--depth`: bits a sample of a PNG.
        public var depth: Int?
        /// `--quality`, 1…100, of a picture with loss.
        public var quality: Int?
        /// `--keep-gps`
        public var keepsGPS: Bool?
        /// `--fps`: of a film, frames a second, `30000/1001`.
        public var rate: String?
        /// `--device`, by its name: another rounds otherwise. Nil for the processor.
        public var device: String?
        /// `--precision`, where it is `half`.
        public var precision: String?

        /// Options from their values.
        public init(
            memory: Int? = nil, fastHalo: Int? = nil, depth: Int? = nil, quality: Int? = nil, keepsGPS: Bool? = nil,
            rate: String? = nil, device: String? = nil, precision: String? = nil
        ) {
            self.memory = memory
            self.fastHalo = fastHalo
            self.depth = depth
            self.quality = quality
            self.keepsGPS = keepsGPS
            self.rate = rate
            self.device = device
            self.precision = precision
        }
    }

    /// `kind` of all of them.
    public static let kind = "reverie-recipe"
    /// The newest `format` that is read; the one that is written.
    public static let latestFormat = 1
    /// The keyword of a picture's text.
    public static let keyword = "Reverie recipe"
    /// What stands before it in a comment.
    public static let commentHeading = "\(keyword): "

    /// A recipe that was made, and what it is rendered with.
    public init(
        _ made: MadeRecipe, of source: PresetSource, settings: Settings, version: String, network: Network,
        others: [Network] = [], canvas: Size, pictures: Pictures, rendering: Rendering
    ) {
        self.version = version
        preset = Script(name: source.name, text: source.text)
        modules = made.modules
        // Where a sound lies is nobody else's business.
        parameters = settings.parameters.filter { made.sounds[$0.key] == nil }
        seed = made.recipe.seed
        self.network = network
        if !others.isEmpty { self.others = others.sorted { $0.name < $1.name } }
        self.canvas = canvas
        self.pictures = pictures
        self.rendering = rendering
    }
}

extension CarriedRecipe {
    /// The JSON of a picture: one line, keys sorted, so that the same recipe gives the same bytes.
    /// - Throws: `SharingError.longRecipe`.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(self)
        guard data.count <= CarriedRecipe.longestJSON else {
            throw SharingError.longRecipe(bytes: data.count, most: CarriedRecipe.longestJSON)
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// The preset, which sees nothing but what came with it.
    public var source: PresetSource {
        var source = PresetSource(text: preset.text, name: preset.name)
        source.attachment = RecipeAttachment(modules: modules, absentPictures: Set(pictures.files.keys))
        return source
    }
}
