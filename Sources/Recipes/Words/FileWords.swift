import Dreams

/// What a file returns: `r.preset`, `r.plugin`, and `r.define` for the words within.
extension Vocabulary {
    static let fileWords = WordGroup(title: "Files", words: [preset, plugin, define])

    private static let api = Option("api", .integer(1...1), "the version of the language it is written in")
    private static let title = Option("title", .text(most: 200), "its name for people")
    private static let author = Option("author", .text(most: 200), default: "", "who wrote it")
    private static let licence = Option(
        "licence", .text(most: 100), default: "", "an SPDX identifier, such as CC0-1.0")
    private static let about = Option("about", .text(most: 2000), default: "", "what it does, in a sentence")

    private static let preset = Word(
        "preset", "what the file of a preset returns",
        options: [
            api, title, author, licence, about,
            Option("params", .names(.declaration), absent: "no parameters", "what its users may turn, by name"),
            Option("network", .text(most: 100), default: "squeezenet", "the network it dreams with"),
            Option("canvas", .canvas, absent: "r.clouds {}", "what to dream on when no picture is given"),
            Option(
                "transparency", .choice(Recipe.Transparency.allCases.map(\.rawValue)), default: "keep",
                "what becomes of transparent parts: they stay as they are, or show the canvas and are dreamt on"),
            Option(
                "recipe", .function,
                "function(net, p): returns the list of stages, and a film after them if there is one"),
        ], positional: 0, gives: .object(.preset),
        example: "return r.preset { api = 1, title = \"…\", recipe = function(net, p) return { … } end }"
    ) { call in
        let options = call.options
        let parameters = try options.names("params").sorted { $0.key < $1.key }.map { name, value in
            guard case .object(.declaration(let declaration)) = value else {
                preconditionFailure("the schema admits declarations only")
            }
            return try Parameter(name: name, declaration)
        }
        return .object(
            .preset(
                PresetDefinition(
                    title: options.theText("title"), author: options.theText("author"),
                    licence: options.theText("licence"), about: options.theText("about"),
                    network: options.theText("network"),
                    canvas: options.canvas("canvas") ?? Canvas(.clouds, width: 768, height: 512),
                    transparency: options.theChoice("transparency"), parameters: parameters,
                    recipe: options.theFunction("recipe"))))
    }

    private static let plugin = Word(
        "plugin", "what the file of a plugin returns: words that presets have after requiring it",
        options: [
            api, Option("name", .text(most: 40), "what presets require it by: the file's name without .lua"), title,
            author, licence, about,
            Option("words", .list(.object(.definition), count: 1...200), "its words, each an r.define {…}"),
        ], positional: 0, gives: .object(.plugin),
        example: "return r.plugin { api = 1, name = \"plasma\", title = \"…\", words = { r.define {…} } }"
    ) { call in
        let options = call.options
        let words = options.list("words").map { value in
            guard case .object(.definition(let word)) = value else {
                preconditionFailure("the schema admits definitions only")
            }
            return word
        }
        return .object(
            .plugin(
                try call.script.add(
                    PluginDefinition(
                        name: options.theText("name"), title: options.theText("title"),
                        author: options.theText("author"), licence: options.theText("licence"),
                        about: options.theText("about"), words: words))))
    }

    private static let define = Word(
        "define", "a word of a plugin, which is then called, checked and explained like one of Reverie's own",
        options: [
            Option("name", .text(most: 40), "as scripts write it: small letters, digits and _"),
            Option(
                "on", .choice(Word.Receiver.allCases.map(\.rawValue)), default: "library",
                "what it is called on: r.NAME {…} is on the library, x:NAME {…} on a tensor"),
            Option("gives", .choice(Array(givable.keys).sorted()), "what it makes"),
            Option("about", .text(most: 200), "one line for its users"),
            Option("options", .names(.declaration), absent: "no options", "what it takes, by name"),
            Option(
                "positional", .list(.text(most: 40), count: 1...8), absent: "none",
                "the options that may be given without their names, in this order"),
            Option("example", .text(most: 300), "a line of Lua that uses it"),
            Option(
                "shape", .text(most: 200), default: "",
                "of what it computes with and of what it gives: x: [C, H, W] → [1, H, W]"),
            Option("equation", .text(most: 300), default: "", "what it computes, in a line: y = Σ x² / 2n"),
            Option("fails", .text(most: 200), default: "", "when it is refused"),
            Option(
                "make", .function,
                "function(self, o): what it was called on, and its options, checked, with their defaults; gives the result"
            ),
        ], positional: 0, gives: .object(.definition),
        example: "r.define { name = \"fur\", on = \"tensor\", gives = \"objective\", about = \"…\", "
            + "example = \"net.fire8:fur()\", make = function(self, o) return self:relu():mean() end }"
    ) { call in
        .object(.definition(try definition(call.options)))
    }

    /// What a defined word may give, by name.
    private static let givable: [String: ValueKind] = [
        "objective": .objective, "tensor": .tensor, "schedule": .anySchedule, "mask": .mask, "canvas": .canvas,
        "stage": .stage, "stages": .stages, "transform": .object(.transform), "camera": .object(.camera),
        "film": .object(.film), "optimizer": .object(.optimizer), "parameterization": .object(.parameterization),
        "palette": .list(.colour, count: 1...64),
    ]

    private static func definition(_ options: Options) throws -> Word {
        let name = options.theText("name")
        guard isName(name) else {
            throw ScriptFailure("define: name is '\(name)'; it must be small letters, digits and _, a letter first")
        }
        var declared = options.names("options").mapValues { value -> Declaration in
            guard case .object(.declaration(let declaration)) = value else {
                preconditionFailure("the schema admits declarations only")
            }
            return declaration
        }
        for option in declared.keys.sorted() where !isName(option) {
            throw ScriptFailure(
                "define: the option '\(option)' of '\(name)' must be small letters, digits and _, a letter first")
        }
        var taken: [Option] = []
        for case .string(let position) in options.list("positional") {
            guard let declaration = declared.removeValue(forKey: position) else {
                throw ScriptFailure("define: positional of '\(name)' names '\(position)', which is none of its options")
            }
            taken.append(declaration.option(named: position))
        }
        let positional = taken.count
        taken += declared.sorted { $0.key < $1.key }.map { $1.option(named: $0) }
        guard let receiver = Word.Receiver(rawValue: options.theText("on")),
            let gives = givable[options.theText("gives")]
        else { preconditionFailure("the schema admits these choices only") }
        let word = Word(
            name: name, receiver: receiver, about: options.theText("about"), options: taken, positional: positional,
            gives: gives, example: options.theText("example"), meaning: .script(options.theFunction("make")))
        let (shape, equation, fails) = (
            options.theText("shape"), options.theText("equation"), options.theText("fails")
        )
        guard shape.isEmpty == equation.isEmpty, fails.isEmpty || !shape.isEmpty else {
            throw ScriptFailure("define: '\(name)' has a part of a formula only; shape and equation go together")
        }
        return shape.isEmpty ? word : word.computing(shape, equation, fails: fails.isEmpty ? nil : fails)
    }

    /// Whether a script can write it after a dot, and in the same way everywhere.
    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (97...122).contains(first), !keywords.contains(name) else { return false }
        return name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
    }

    private static let keywords: Set = [
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil",
        "not", "or", "repeat", "return", "then", "true", "until", "while",
    ]
}
