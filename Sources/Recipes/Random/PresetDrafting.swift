import Dreams

/// Draws a preset: every choice in it.
struct PresetDrafting {
    var dice: Dice
    var words: RandomWords
    /// The word that is to occur.
    let wanted: Word
    /// Those that occur.
    var used: Set<String> = []
    /// The network's.
    var layers: [String] = []
    /// Where in the network layers are taken from by depth.
    var depths = ["0.1", "0.3", "0.5", "0.8", "1", "0"]
    /// The preset's parameters.
    var parameters: [String] = []
    /// The numbers that some of them are, which other numbers may be taken from.
    var numbers: [String: Double] = [:]
    /// Whether the preset is to have something that the language does not admit.
    let errs: Bool
    /// The layer that everything in an expression is made of, so that its parts have one shape; nil where any layer will do.
    var layerInUse: Draft?
    /// What numbers are kept to, beside their own ranges: those of a schedule, which may be asked for smaller ones than it may give.
    var bounds: ClosedRange<Double>?
    /// Whether what is drafted stands where they have values.
    var isInRecipe = false

    init(dice: Dice, words: RandomWords, wanted: Word) {
        (self.dice, self.words, self.wanted) = (dice, words, wanted)
        errs = self.dice.chance(0.1)
    }

    /// Whether something is to be wrong that is so with this probability, in a preset that is to have mistakes.
    mutating func mistakes(_ probability: Double) -> Bool { errs && dice.chance(probability) }

    /// A size to render it at: of few pixels, or one row of them, or what networks see something in.
    mutating func size() -> (width: Int, height: Int) {
        func side(_ dice: inout Dice) -> Int {
            switch dice.within(0...19) {
            case 0: dice.within(1...16)
            case 1...13: dice.within(36...64)
            default: dice.within(24...100)
            }
        }
        return (side(&dice), side(&dice))
    }

    /// The preset, and the text of the plugin that it requires.
    mutating func preset() throws -> (Draft, plugin: String?) {
        var plugin: String?
        var requires: [Draft.Part] = []
        func require(_ name: String) { requires.append(.init(draft: Draft("require", "require \"\(name)\"\n"))) }
        let isAboutPlugins =
            [.object(.plugin), .object(.definition)].contains { wanted.gives.isLike($0) }
            || wanted.gives.isLike(.object(.declaration)) && !PresetDrafting.isParameter(wanted)
        if isAboutPlugins || dice.chance(0.1) {
            (plugin, words) = try strangePlugin()
            require(RandomPreset.pluginName)
        }
        let word = try theWord("preset", on: .library)
        if wanted.gives.isLike(.object(.declaration)) || dice.chance(0.3) {
            parameters = (0..<dice.within(1...3)).map { "p\($0)" }
        }
        var parts: [Draft.Part] = []
        let networks = words.names.networks.filter {
            !PresetDrafting.remembering.contains(wanted.name) || words.names.remembering[$0.key] != nil
        }
        let network = dice.chance(0.7) ? networks[0] : dice.one(of: networks)
        layers = network.value
        if let known = words.names.remembering[network.key] {
            depths = dice.chance(0.9) ? known : depths
        } else if !errs {
            words.leaveOut { PresetDrafting.remembering.contains($0.name) && $0.receiver == .tensor }
        }
        var declared: Draft?
        if !parameters.isEmpty, let option = word.options.first(where: { $0.name == "params" }) {
            declared = try parameterTable(option.kind)
        }
        for option in word.options {
            let draft: Draft
            switch option.name {
            case "network":
                draft =
                    mistakes(0.1) ? try value(option.kind, 0) : Draft("text", PresetDrafting.quoted(network.key))
            case "api": draft = Draft("api", "1")
            case "recipe": draft = try recipe()
            case "params":
                guard let declared else { continue }
                draft = declared
            case "canvas" where wanted.gives.isLike(.canvas): draft = try call(wanted, 2)
            default:
                guard option.isRequired || dice.chance(0.3) else { continue }
                draft = try value(option.kind, 2, for: "r.preset.\(option.name)")
            }
            parts.append(
                .init(
                    draft: Draft("entry", "\(option.name) = ", draft),
                    isOptional: !option.isRequired && option.name != "network"))
        }
        used.insert(word.title)
        let shipped = Set(words.words.filter { used.contains($0.title) }.compactMap(\.plugin))
        for name in shipped.subtracting([RandomPreset.pluginName]).sorted() { require(name) }
        let table = Draft("preset", "return r.preset {\n  ", parts, separator: ",\n  ", "\n}")
        let whole = Draft("file", "local r = require \"reverie\"\n", requires + [.init(draft: table)])
        return (whole, plugin)
    }

    private mutating func parameterTable(_ kind: ValueKind) throws -> Draft {
        guard case .names(let each) = kind else { throw RandomPresetError.nothingMakes("params") }
        var parts: [Draft.Part] = []
        for (index, name) in parameters.enumerated() {
            let isWanted = index == 0 && wanted.gives.isLike(each) && PresetDrafting.isParameter(wanted)
            let word = isWanted ? wanted : try parameter(among: words.makers(of: each).map(\.word))
            let value = try declaration(word, of: name)
            parts.append(.init(draft: Draft("parameter", "\(name) = ", value), isOptional: true))
        }
        return Draft("params", "{ ", parts, separator: ", ", " }")
    }

    /// A word for a parameter that nobody has to bring.
    mutating func parameter(among choices: [Word]) throws -> Word {
        let usual = choices.filter(PresetDrafting.isParameter)
        guard !usual.isEmpty else { throw RandomPresetError.nothingMakes("a parameter") }
        return dice.one(of: mistakes(0.1) ? choices : usual)
    }

    /// Whether users can set what a word declares: what only options of words can be is no parameter.
    private static func isParameter(_ word: Word) -> Bool {
        word.options.contains { $0.name == "default" } && word.name != "schedule"
    }

    /// - Parameter name: the parameter's; nil for an option of a word.
    mutating func declaration(_ word: Word, of name: String? = nil) throws -> Draft {
        guard let option = word.options.first(where: { $0.name == "default" }), !mistakes(0.1) else {
            return try call(word, 1, with: ["optional": Draft("boolean", "true")])
        }
        let nothing = Draft("nothing", "")
        var given = ["default": try value(option.kind, 0), "optional": nothing]
        // A default lies within the others.
        let number = Double(given["default"]?.text ?? "")
        for option in word.options where ["min", "max"].contains(option.name) {
            guard dice.chance(0.3) else {
                given[option.name] = nothing
                continue
            }
            let draft = try value(option.kind, 0)
            var lies = false
            if let number, let end = Double(draft.text) { lies = option.name == "min" ? end > number : end < number }
            given[option.name] = lies ? given["default"] : draft
        }
        if let name, let number, ["number", "integer"].contains(word.name) { numbers[name] = number }
        if word.name == "choice" {
            (given["default"], given["of"]) = (Draft("text", "\"a\""), Draft("list", "{ \"a\", \"b\" }"))
        }
        return try call(word, 1, with: given)
    }

    private mutating func recipe() throws -> Draft {
        isInRecipe = true
        defer { isInRecipe = false }
        var stages = try (0..<dice.within(0...2)).map { _ in try stage(3) }
        if let shown = try showing() { stages.insert(shown, at: dice.within(0...stages.count)) }
        if stages.isEmpty { stages.append(try stage(3)) }
        if wanted.gives.isLike(.object(.film)) {
            stages.append(try call(wanted, 3))
        } else if wanted.gives.isLike(.object(.camera)) {
            stages.append(try call(try theWord("film", on: .library), 3, with: ["camera": try call(wanted, 2)]))
        } else if dice.chance(0.08) {
            stages.append(try value(.object(.film), 3))
        }
        return Draft(
            "recipe", "function(net, p)\n    return {\n      ",
            stages.map { .init(draft: $0, isOptional: true) }, separator: ",\n      ", "\n    }\n  end")
    }

    /// A stage that shows the word which is to occur; nil where it has its place elsewhere.
    private mutating func showing() throws -> Draft? {
        func ascent(_ option: String, _ draft: Draft, _ drafting: inout PresetDrafting) throws -> Draft {
            try drafting.call(drafting.theWord("stage", on: .library), 3, with: [option: draft])
        }
        switch wanted.gives.usual {
        case .objective, .tensor:
            let draft = try moving(wanted, 2)
            return try ascent("maximize", objective(of: draft, wanted), &self)
        case .list(.tensor, _): return try ascent("maximize", try list(of: wanted), &self)
        case .schedule:
            bounds = -10...10
            let schedule = try call(wanted, 2)
            bounds = nil
            return try ascent("step_size", schedule, &self)
        case .stages, .object(.stage): return try call(wanted, 3)
        case .list(.object(.colour), _):
            return try call(theWord("palette", on: .library), 2, with: ["colours": try call(wanted, 1)])
        case .list(.object(.picture), _), .object(.picture):
            let phase = try call(theWord("phase", on: .library), 2, with: ["magnitudes": try call(wanted, 1)])
            return try ascent("parameterization", phase, &self)
        case .object(let kind):
            switch kind {
            case .mask: return try ascent("mask", try call(wanted, 2), &self)
            case .transform:
                return try ascent("transforms", Draft("list", "{ ", try call(wanted, 2), " }"), &self)
            case .optimizer: return try ascent("optimizer", try call(wanted, 2), &self)
            case .parameterization: return try ascent("parameterization", try call(wanted, 2), &self)
            case .canvas, .film, .camera, .declaration, .definition, .plugin, .preset: return nil
            case .network:
                let layer = Draft("tensor", "", try call(wanted, 2), ":at(0.5)")
                return try ascent("maximize", objective(of: layer, wanted), &self)
            case .stage, .picture, .sound, .array, .colour: throw RandomPresetError.noPlace(wanted.title)
            }
        case .number, .integer, .boolean, .text, .choice, .className, .options, .names, .list, .either, .function,
            .anything:
            throw RandomPresetError.noPlace(wanted.title)
        }
    }

    private mutating func objective(of draft: Draft, _ word: Word) -> Draft {
        if case .objective = word.gives { return draft }
        return Draft("objective", "", draft, dice.one(of: [":mean()", ":energy()", ":square():mean()"]))
    }

    private mutating func list(of word: Word) throws -> Draft {
        Draft("objective", "", try call(word, 2), "[1]:mean()")
    }

    /// One stage of a recipe.
    mutating func stage(_ depth: Int) throws -> Draft {
        if dice.chance(0.45) { return try call(theWord("stage", on: .library), depth) }
        return try value(.stages, depth)
    }

    func theWord(_ name: String, on receiver: Word.Receiver) throws -> Word {
        guard let word = words.words.first(where: { $0.name == name && $0.receiver == receiver }) else {
            throw RandomPresetError.nothingMakes(receiver.prefix + name)
        }
        return word
    }
}

extension ValueKind {
    /// Whether both are the same kind of object.
    func isLike(_ other: ValueKind) -> Bool {
        guard case .object(let mine) = self, case .object(let yours) = other else { return false }
        return mine == yours
    }
}
