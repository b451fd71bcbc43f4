import Dreams

/// A plugin of strange words.
extension PresetDrafting {
    /// Its text, and the words with its own; where the plugin is wrong, which a preset that requires it will hear, without them.
    mutating func strangePlugin() throws -> (text: String, words: RandomWords) {
        let (plugin, define) = (try theWord("plugin", on: .library), try theWord("define", on: .library))
        let definitions = try (0..<dice.within(1...2)).map { try definition(define, "w\($0)") }
        let options: [String: Draft] = [
            "api": Draft("api", "1"), "name": Draft("text", PresetDrafting.quoted(RandomPreset.pluginName)),
            "words": Draft("list", "{\n", definitions.map { .init(draft: $0) }, separator: ",\n", "\n}"),
        ]
        let text = "local r = require \"reverie\"\nreturn " + (try call(plugin, 2, with: options).text) + "\n"
        return (text, (try? words.adding(plugin: text, named: RandomPreset.pluginName)) ?? words)
    }

    private mutating func definition(_ define: Word, _ name: String) throws -> Draft {
        func choices(_ option: String) -> [String] {
            guard case .choice(let choices)? = define.options.first(where: { $0.name == option })?.kind else {
                return []
            }
            return choices
        }
        let (receivers, results) = (choices("on"), choices("gives"))
        guard !receivers.isEmpty, !results.isEmpty else { throw RandomPresetError.nothingMakes("a definition") }
        let gives = dice.one(of: results)
        var given: [String: Draft] = [
            "name": Draft("text", PresetDrafting.quoted(name)),
            "on": Draft("choice", PresetDrafting.quoted(dice.one(of: receivers))),
            "gives": Draft("choice", PresetDrafting.quoted(gives)),
        ]
        // What it is made of says nothing of networks, which a word of the library has none of.
        given["make"] = Draft("function", "function(self, o) return \(try result(gives)) end")
        var names: [String] = []
        let isShown = wanted.gives.isLike(.declaration)
        if isShown || dice.chance(0.8) {
            let first =
                isShown
                ? try declaration(wanted)
                : try declaration(parameter(among: words.makers(of: .declaration).map(\.word)))
            given["options"] = Draft("names", "{ ", Draft("entry", "a = ", first), " }")
            names.append("a")
        }
        given["positional"] =
            names.isEmpty || dice.chance(0.5) ? Draft("list", "{ \"a\" }") : Draft("list", "nil")
        if names.isEmpty { given["positional"] = Draft("list", "nil") }
        return try call(define, 1, with: given)
    }

    /// What a defined word gives; the names of what a word may give are those of `r.define`.
    private mutating func result(_ gives: String) throws -> String {
        switch gives {
        case "objective": "r.canvas():mean()"
        case "tensor": "r.canvas()"
        case "schedule": "r.ease(0, 1)"
        case "mask": "r.circle {}"
        case "canvas": "r.plain(\"#808080\")"
        case "stage": "r.tone {}"
        case "stages": "{ r.tone {}, r.blur(0.01) }"
        case "transform": "r.random_flip()"
        case "camera": "r.camera {}"
        case "film": "r.film { frames = 2, each = { r.tone {} } }"
        case "optimizer": "r.adam {}"
        case "parameterization": "r.fourier {}"
        case "palette": "{ \"#000000\", \"#ffffff\" }"
        default: throw RandomPresetError.nothingMakes("what r.define calls '\(gives)'")
        }
    }
}
