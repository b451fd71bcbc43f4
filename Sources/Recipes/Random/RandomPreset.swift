/// A preset made from the schemas of the words: whatever the language admits, with numbers from the whole of their ranges and their ends, and
/// now and then something that it does not admit.
///
///     let words = try RandomWords(names)
///     let preset = try RandomPreset(7, seed: 1, words)
///     preset.text        // Lua
///     preset.shorter     // those that say less
package struct RandomPreset: Sendable {
    private var draft: Draft
    /// The plugin that it requires, `Plugin.name`; it lies beside the preset.
    package let plugin: String?
    /// What the canvas is to be rendered at, in pixels.
    package let width, height: Int
    /// The words that it was made with, as they are called.
    package let words: Set<String>

    /// Of the plugin.
    package static let pluginName = "strange"

    /// The preset of a number; each number has a word that is sure to occur, all of them in turn.
    /// - Throws: `RandomPresetError` where a schema has something that no preset can be made of here.
    package init(_ number: Int, seed: UInt64, _ words: RandomWords) throws {
        let wanted = words.words[number % words.words.count]
        var drafting = PresetDrafting(
            dice: Dice(seed: seed &* 0x1_0000_0001 &+ UInt64(number)), words: words, wanted: wanted)
        (draft, plugin) = try drafting.preset()
        (width, height) = drafting.size()
        self.words = drafting.used
    }

    /// Lua.
    package var text: String { draft.text + "\n" }

    /// Shorter ones, the shortest first.
    package var shorter: [RandomPreset] {
        draft.shorter.map {
            var preset = self
            preset.draft = $0
            return preset
        }
    }
}

/// A schema has something that the generator of presets has to be taught.
package enum RandomPresetError: Error, CustomStringConvertible {
    /// No word makes values of this kind, and none has a text of its own.
    case nothingMakes(String)
    /// A function whose arguments and result are not known here.
    case function(String)
    /// A word that was to occur has no place in a preset.
    case noPlace(String)

    package var description: String {
        switch self {
        case .nothingMakes(let kind): "nothing makes \(kind)"
        case .function(let option): "what function \(option) takes is not known"
        case .noPlace(let word): "\(word) gives what no part of a preset takes"
        }
    }
}
