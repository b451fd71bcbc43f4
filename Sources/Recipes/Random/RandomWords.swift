import Dreams

/// The words that random presets are made of, and what they may name: all that a script can call, as the schemas have it.
package struct RandomWords: Sendable {
    /// The layers, classes and pictures that are there, so that not everything is refused at the door.
    package struct Names: Sendable {
        /// With layers of each; the first is named most often.
        package var networks: KeyValuePairs<String, [String]>
        /// Of whose layers it is known what they had in training, and at which depths.
        package var remembering: [String: [String]]
        package var classes: [String]
        /// Beside the preset.
        package var files: [String]
        package var folders: [String]

        package init(
            networks: KeyValuePairs<String, [String]>, remembering: [String: [String]], classes: [String],
            files: [String],
            folders: [String]
        ) {
            (self.networks, self.remembering, self.classes) = (networks, remembering, classes)
            (self.files, self.folders) = (files, folders)
        }
    }

    let names: Names
    private(set) var words: [Word]
    let folders: ScriptFolders

    /// Reverie's own words, the standard vocabulary's, and those of the plugins that are shipped.
    /// - Throws: `PresetError` when the standard vocabulary cannot be read.
    package init(_ names: Names, folders: ScriptFolders = .shipped) throws {
        self.names = names
        self.folders = folders
        words = try LanguageReference(folders).groups.flatMap(\.words)
    }

    /// Every word as it is called.
    package var titles: [String] { words.map(\.title) }

    /// The same with those of a plugin, which has not been installed: what it would add to a script.
    /// - Throws: `PresetError` with what is wrong in it.
    func adding(plugin text: String, named name: String) throws -> RandomWords {
        var source = PresetSource(text: text, name: name + ".lua")
        source.folders = folders
        let script = try PresetScript(source, isPreset: false)
        guard case .object(.plugin(let plugin)) = try script.state.run(text, name: source.name) else {
            throw PresetError.script("\(name).lua: it returns no plugin")
        }
        var words = self
        words.words += plugin.words
        return words
    }

    /// Takes words away.
    mutating func leaveOut(_ isMeant: (Word) -> Bool) { words.removeAll(where: isMeant) }

    /// How words make a value of a kind: each with what has to follow its call.
    func makers(of kind: ValueKind) -> [(word: Word, suffix: String)] {
        words.compactMap { word in
            if word.gives.makes(kind) { return (word, "") }
            if case .list(let each, _) = word.gives, each.makes(kind) { return (word, "[1]") }
            return nil
        }
    }
}

extension ValueKind {
    /// Whether a value that is given as this may stand where another kind is asked for.
    fileprivate func makes(_ other: ValueKind) -> Bool {
        switch (self, other) {
        case (.objective, .objective), (.objective, .tensor), (.tensor, .tensor), (.schedule, .schedule),
            (.stages, .stages):
            true
        case (.object(let mine), .object(let wanted)): mine == wanted
        case (.list(let mine, _), .list(let wanted, _)): mine.makes(wanted)
        case (.either, _): usual.makes(other)
        default: false
        }
    }
}
