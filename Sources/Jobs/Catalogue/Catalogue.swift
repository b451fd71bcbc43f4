import Networks
import Recipes

/// What there is to dream with: presets, networks, words of the language, and what was rendered before. Nothing is rendered to know it.
public enum Catalogue {
    /// One preset of the library.
    public struct PresetCard: Codable, Hashable, Sendable {
        /// By which jobs name it.
        public var name: String
        /// What it says of itself; nil where it is not in order.
        public var schema: PresetSchema?
        /// What is wrong with it.
        public var problem: JobFailure?
    }

    /// The presets that jobs can name, sorted by their names; each is run for what it says of itself.
    public static func presets() -> [PresetCard] {
        PresetLibrary.standard.names.map { name in
            do {
                return PresetCard(name: name, schema: try preset(.named(name)))
            } catch {
                return PresetCard(name: name, problem: JobFailure(error))
            }
        }
    }

    /// What a preset says of itself, and what its users may turn.
    /// - Throws: `PresetError`, `SharingError`.
    public static func preset(_ choice: PresetChoice) throws -> PresetSchema {
        PresetSchema(try choice.source().outline())
    }

    /// The text of a preset, and of the modules that came with it; to be read, and forked.
    /// - Throws: `PresetError`, `SharingError`.
    public static func text(of choice: PresetChoice) throws -> (text: String, name: String, modules: [String: String]?)
    {
        let source = try choice.source()
        return (source.text, source.name, source.attachment?.modules)
    }

    /// One installed network.
    public struct NetworkCard: Codable, Hashable, Sendable {
        /// By which jobs name it.
        public var name: String
        /// Its name for people.
        public var title: String
        /// What it was trained on.
        public var trainedOn: String
        /// An SPDX identifier.
        public var licence: String
        /// The layer that is taken when none is named.
        public var defaultLayer: String
        /// The side, in pixels, of the pictures it was trained on.
        public var trainedSize: Int
        /// Whether it names classes.
        public var hasClasses: Bool
    }

    /// The installed networks, by name.
    /// - Throws: `NetworkError` for one whose manifest cannot be read.
    public static func networks() throws -> [NetworkCard] {
        try NetworkLibrary.standard.list().map(NetworkCard.init)
    }

    /// The words of the language, each with a line on what it does, as `help(_:)` takes them.
    /// - Throws: `PresetError` where the standard vocabulary cannot be read.
    public static func words() throws -> [(word: String, about: String)] { try LanguageReference().lines }

    /// The page of a word: `stage`, `:channel`, `net:at`.
    /// - Throws: `PresetError.unknownWord` with the nearest ones.
    public static func help(_ word: String) throws -> String { try LanguageReference().help(for: word) }
}

extension Catalogue.NetworkCard {
    init(_ manifest: Manifest) {
        (name, title, trainedOn, licence) = (manifest.name, manifest.title, manifest.trainedOn, manifest.licence)
        (defaultLayer, trainedSize) = (manifest.defaultLayer, manifest.trainedSize)
        hasClasses = manifest.labels != nil
    }
}
