/// The language explained: every word of Reverie and of the installed plugins.
///
///     print(try LanguageReference().help(for: "net:at"))
public struct LanguageReference: Sendable {
    let groups: [WordGroup]

    /// Reads the standard vocabulary and the plugins.
    /// - Throws: `PresetError` when the standard vocabulary cannot be read. Plugins that fail are left out.
    public init(_ folders: ScriptFolders = .installed) throws {
        var source = PresetSource(text: "", name: "reverie help")
        source.folders = folders
        groups =
            try PresetScript(source, isPreset: false).lexicon.groups
            + PluginLibrary(folders).plugins.map { plugin in
                WordGroup(title: "Plugin \(plugin.name): \(plugin.title)", words: plugin.words)
            }
    }

    private var words: [Word] { groups.flatMap(\.words) }

    /// The shapes of every word that tells them, by the word.
    package var shapes: [String: String] {
        words.reduce(into: [:]) { shapes, word in shapes[word.title] = word.formula?.shape }
    }

    /// Every word with its line.
    package var lines: [(word: String, about: String)] { words.map { ($0.title, $0.about) } }

    /// Every word with its line, by group.
    public var overview: String {
        let width = words.map(\.title.count).max() ?? 0
        let sections = groups.map { group in
            ([group.title]
                + group.words.map { word in
                    "  " + word.title + String(repeating: " ", count: width - word.title.count + 2) + word.about
                }).joined(separator: "\n")
        }
        return sections.joined(separator: "\n\n")
    }

    /// The page of a word, or of each word of that name: `stage`, `r.stage`, `:channel`, `net:at`.
    /// - Throws: `PresetError.unknownWord` with the nearest ones.
    public func help(for text: String) throws -> String {
        let (prefix, name) = LanguageReference.split(text)
        let found = words.filter { $0.name == name && (prefix == nil || $0.answers(to: prefix ?? "")) }
        guard !found.isEmpty else {
            throw PresetError.unknownWord(name: text, choices: Set(words.flatMap { [$0.title, $0.name] }).sorted())
        }
        return found.map(\.help).joined(separator: "\n\n")
    }

    /// `net:at` is `net:` and `at`; a lone `:at` is of anything.
    private static func split(_ text: String) -> (prefix: String?, name: String) {
        let word = text.prefix { $0 != "(" }
        guard let separator = word.lastIndex(where: { $0 == ":" || $0 == "." }) else { return (nil, String(word)) }
        let prefix = String(word[...separator])
        return (prefix == ":" || prefix == "." ? nil : prefix, String(word[word.index(after: separator)...]))
    }
}

extension Word {
    /// Whether something before its name may mean its receiver: `tensor:`, and `x:` or `net.fire8:` as well.
    fileprivate func answers(to prefix: String) -> Bool {
        if receiver.prefix == prefix { return true }
        let known = Receiver.allCases.map(\.prefix)
        return !known.contains(prefix) && prefix.hasSuffix(":") && receiver != .library && receiver != .network
    }
}
