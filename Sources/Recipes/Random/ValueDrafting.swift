import Dreams

/// Values of every kind that a schema may ask for.
extension PresetDrafting {
    /// A value.
    /// - Parameter depth: how deep words may stand in words.
    /// - Parameter option: what it is for, `r.stage.steps`.
    mutating func value(_ kind: ValueKind, _ depth: Int, for option: String = "") throws -> Draft {
        if mistakes(0.02) { return nonsense() }
        switch kind {
        case .number(let range): return usually(UsualValues.numbers[option]) ?? number(range)
        case .integer(let range): return usually(UsualValues.integers[option]) ?? integer(range)
        case .boolean: return Draft("boolean", dice.one(of: ["true", "false"]))
        case .text(let most): return text(most, for: option)
        case .choice(let choices): return Draft("choice", PresetDrafting.quoted(dice.one(of: choices)))
        case .className: return className()
        case .objective: return try objective(depth)
        case .tensor: return try tensor(depth)
        case .schedule(let range): return try schedule(range, depth)
        case .object(let kind): return try object(kind, depth)
        case .stages: return try stages(depth)
        case .options(let options): return try table(options, depth, for: option)
        case .names(let each):
            let parts = try (0..<dice.within(0...2)).map { index in
                Draft.Part(
                    draft: Draft("entry", "n\(index) = ", try value(each, depth - 1, for: option)), isOptional: true)
            }
            return Draft("names", "{ ", parts, separator: ", ", " }")
        case .list(let each, let count): return try list(each, count, depth, for: option)
        case .either(let kinds): return try value(either(kinds), depth, for: option)
        case .function: return try function(depth, for: option)
        case .anything: return number(-10...10)
        }
    }

    /// A number of those that are usual for an option; nil where none are known, and now and then.
    private mutating func usually(_ range: ClosedRange<Int>?) -> Draft? {
        guard let range, dice.chance(UsualValues.share) else { return nil }
        return Draft("number", "\(dice.within(range))", plain: "\(range.lowerBound)")
    }

    private mutating func usually(_ range: ClosedRange<Double>?) -> Draft? {
        guard let range, dice.chance(UsualValues.share) else { return nil }
        let number = Double.random(in: range, using: &dice)
        return Draft("number", PresetDrafting.written(number), plain: PresetDrafting.written(range.lowerBound))
    }

    /// One of several kinds; no function where its arguments are not known.
    private mutating func either(_ kinds: [ValueKind]) -> ValueKind { dice.one(of: kinds) }

    private mutating func function(_ depth: Int, for option: String) throws -> Draft {
        guard option == "r.film.each" else { throw RandomPresetError.function(option) }
        return Draft("function", "function(t, frame) return ", try stages(depth - 1), " end")
    }

    /// What is of no kind that is asked for.
    private mutating func nonsense() -> Draft {
        Draft("nonsense", dice.one(of: ["nil", "{}", "\"x\"", "0/0", "1/0", "-1/0", "true", "r", "function() end"]))
    }

    // MARK: - Plain values

    mutating func number(_ range: ClosedRange<Double>) -> Draft {
        let range = bounds.map { $0.overlaps(range) ? range.clamped(to: $0) : range } ?? range
        if isInRecipe, dice.chance(0.03), let parameter = parameter(within: range) { return parameter }
        let value = mistakes(0.03) ? range.lowerBound - 1 : self.plainNumber(within: range)
        let plain = max(range.lowerBound, min(range.upperBound, 1))
        return Draft("number", PresetDrafting.written(value), plain: PresetDrafting.written(plain))
    }

    /// A number of a range: an end, one beside it, or one of any size.
    mutating func plainNumber(within range: ClosedRange<Double>) -> Double {
        let (low, high) = (range.lowerBound, range.upperBound)
        switch dice.within(0...19) {
        case 0...1: return low
        case 2...3: return high
        case 4: return low.nextUp
        case 5: return high.nextDown
        case 6: return range.contains(0) ? 0 : low
        case 7...12:
            // As often near the smallest as far from it.
            let size = min(high - low, 1e3) * pow10(Double.random(in: -6...0, using: &dice))
            return range.contains(0) && low < 0 ? max(low, dice.chance(0.5) ? -size : size) : min(high, low + size)
        default: return Double.random(in: low...high, using: &dice)
        }
    }

    private func pow10(_ exponent: Double) -> Double {
        var (value, left) = (1.0, exponent)
        while left < -1 {
            value /= 10
            left += 1
        }
        return value * (1 + 0.9 * left)
    }

    mutating func integer(_ range: ClosedRange<Int>) -> Draft {
        let (low, high) = (range.lowerBound, range.upperBound)
        if isInRecipe, dice.chance(0.03),
            let parameter = parameter(within: Double(low)...Double(high), isWhole: true)
        {
            return parameter
        }
        let value: Int =
            switch mistakes(0.03) ? -1 : dice.within(0...15) {
            case -1: dice.chance(0.5) ? low - 1 : high + 1
            case 0...2: low
            case 3...4: high
            case 5...11: low + dice.within(0...min(high - low, 4))
            case 12...14: low + dice.within(0...min(high - low, 64))
            default: dice.within(range)
            }
        return Draft("number", "\(value)", plain: "\(max(low, min(high, 1)))")
    }

    /// A parameter whose value may stand there; any of them, by mistake.
    private mutating func parameter(within range: ClosedRange<Double>, isWhole: Bool = false) -> Draft? {
        let fitting =
            mistakes(0.3)
            ? parameters
            : numbers.filter { range.contains($0.value) && (!isWhole || $0.value == $0.value.rounded()) }.keys.sorted()
        return fitting.isEmpty ? nil : Draft("number", "p.\(dice.one(of: fitting))")
    }

    private mutating func text(_ most: Int, for option: String) -> Draft {
        let names = words.names
        let known: [String] =
            switch option {
            case "net:layer.name": layers
            case "net:layers.pattern": ["*", "*1", "*relu*", "c*", layers.first ?? ""]
            case "r.file.name": names.files
            case "r.network.name": names.networks.map(\.key)
            case "net:class_token.layer": layers
            case "r.folder.name": names.folders
            default: []
            }
        if !known.isEmpty, !mistakes(0.3) { return Draft("text", PresetDrafting.quoted(dice.one(of: known))) }
        let piece = dice.one(of: ["a", "ü", "日本", "x y", "%d", "-", "'", "\u{1F300}", ""])
        let repeats = dice.chance(0.03) ? most / max(piece.utf8.count, 1) : dice.within(0...3)
        return Draft(
            "text", PresetDrafting.quoted(String(repeating: piece, count: repeats)), plain: PresetDrafting.quoted("a"))
    }

    private mutating func className() -> Draft {
        let numbers = mistakes(0.3) ? ["7", "999", "1000", "-1", "\"12\"", "\"nothing\""] : ["0", "1", "4"]
        guard !words.names.classes.isEmpty, dice.chance(0.7) else { return Draft("class", dice.one(of: numbers)) }
        return Draft("class", PresetDrafting.quoted(dice.one(of: words.names.classes)))
    }

    static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }

    static func written(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }

    // MARK: - Tables

    /// A table with options of its own.
    mutating func table(
        _ options: [Option], _ depth: Int, for owner: String, with given: [String: Draft] = [:]
    ) throws -> Draft {
        var parts: [Draft.Part] = []
        let given = try agreeing(given, options, owner)
        for option in options where given[option.name]?.text != "" {
            let isGiven = given[option.name] != nil
            guard isGiven || (option.isRequired ? !mistakes(0.01) : dice.chance(depth > 0 ? 0.3 : 0.15)) else {
                continue
            }
            let draft =
                try given[option.name] ?? value(option.kind, depth - 1, for: owner + "." + option.name)
            parts.append(
                .init(draft: Draft("entry", "\(option.name) = ", draft), isOptional: !option.isRequired && !isGiven))
        }
        if mistakes(0.02) { parts.append(.init(draft: Draft("entry", "strangest = 1"), isOptional: true)) }
        return Draft("table", "{ ", parts, separator: ", ", " }")
    }

    /// What schemas do not say: options that belong to others. An empty text leaves one out.
    private mutating func agreeing(
        _ given: [String: Draft], _ options: [Option], _ owner: String
    ) throws -> [String: Draft] {
        guard !mistakes(0.1) else { return given }
        let nothing = Draft("nothing", "")
        var agreed = given
        // What is cut out has an inside.
        for (first, second) in [("left", "right"), ("top", "bottom")]
        where [first, second].allSatisfy({ name in options.contains { $0.name == name } }) {
            agreed[first] = given[first] ?? number(0...0.4)
            agreed[second] = given[second] ?? number(0.6...1)
        }
        switch owner {
        case "r.stage":
            // Options of a normalisation stand beside its name.
            let kinds = GradientNormalization.words.map { $0.facts }
            let kind = dice.chance(0.3) ? dice.one(of: kinds) : nil
            if let kind { agreed["gradient"] = Draft("choice", PresetDrafting.quoted(kind.name)) }
            for other in kinds where other.name != kind?.name {
                for option in other.options { agreed[option.name] = nothing }
            }
            // A spectrum that holds leaves penalties nothing to change.
            agreed[dice.one(of: ["priors", "parameterization"])] = nothing
        case "r.stage.octaves":
            agreed["above"] = dice.chance(0.2) ? Draft("number", "1") : nothing
            if dice.chance(0.3) {
                for other in ["count", "above", "sides"] { agreed[other] = nothing }
            } else {
                agreed["from"] = nothing
            }
        case "r.luminance", "r.chroma":
            let wanted = dice.one(of: ["above", "below"])
            for option in options where ["above", "below"].contains(option.name) {
                agreed[option.name] = option.name == wanted ? try value(option.kind, 0) : nothing
            }
        case "net:classes": agreed["weights"] = nothing
        case "r.define":
            // A formula is whole.
            let isTold = dice.chance(0.3)
            agreed["shape"] = isTold ? Draft("text", "\"1×C×H×W\"") : nothing
            agreed["equation"] = isTold ? Draft("text", "\"y = x\"") : nothing
            if !isTold { agreed["fails"] = nothing }
        case "r.film":
            agreed["loop"] = nothing
            agreed[dice.one(of: ["flow", "long_term"])] = nothing
        default: break
        }
        return agreed
    }

    private mutating func list(
        _ each: ValueKind, _ count: ClosedRange<Int>, _ depth: Int, for option: String
    ) throws -> Draft {
        let makers = words.makers(of: .list(each, count: count)).filter { $0.suffix.isEmpty }
        if !makers.isEmpty, depth > 0, dice.chance(0.2) { return try call(dice.one(of: makers).word, depth - 1) }
        // Of one number a vector fits any layer.
        let isAlone = option == "r.vector.numbers" && dice.chance(0.8)
        let length =
            isAlone
            ? 1
            : dice.chance(0.02)
                ? min(count.upperBound, 300) : min(count.lowerBound + dice.within(0...2), count.upperBound)
        let parts = try (0..<length).map { index -> Draft.Part in
            // A side is near those of the pictures here.
            if option == "r.stage.octaves.sides", dice.chance(0.97) {
                return .init(draft: Draft("number", "\(dice.within(24...96))"), isOptional: index >= count.lowerBound)
            }
            // Keys have an order, which their schema does not say.
            if ["r.keys.keys", "r.curve.points"].contains(option), !mistakes(0.2), case .list = each {
                let time = Double(index) / Double(max(length - 1, 1))
                let value = number(option == "r.curve.points" ? 0...1 : -10...10)
                return .init(draft: Draft("key", "{ \(time), ", value, " }"), isOptional: length > count.lowerBound)
            }
            return .init(draft: try value(each, depth - 1, for: option), isOptional: index >= count.lowerBound)
        }
        return Draft("list", "{ ", parts, separator: ", ", " }")
    }

    // MARK: - Calls

    /// A call of a word.
    /// - Parameter given: options that are to stand in it.
    mutating func call(_ word: Word, _ depth: Int, with given: [String: Draft] = [:]) throws -> Draft {
        let takesTensors = word.options.contains { if case .tensor = $0.kind { true } else { false } }
        guard word.receiver == .tensor, takesTensors, dice.chance(0.8) else { return try spoken(word, depth, given) }
        return try ofOneLayer { try $0.spoken(word, depth, given) }
    }

    private mutating func spoken(_ word: Word, _ depth: Int, _ given: [String: Draft]) throws -> Draft {
        used.insert(word.title)
        let kind = PresetDrafting.name(of: word.gives)
        let receiver: Draft.Part? =
            switch word.receiver {
            case .library, .network: nil
            case .tensor:
                // What is known of a layer in itself is asked of no expression.
                .init(
                    draft: word.name == "importance"
                        ? try objective(depth - 1)
                        : PresetDrafting.ofLayers.contains(word.name) ? layer() : try tensor(depth - 1))
            case .mask: .init(draft: try mask(depth - 1))
            case .schedule:
                .init(draft: Draft("schedule", "(", try call(theWord("ease", on: .library), 0), ")"))
            case .picture: .init(draft: try picture(depth - 1))
            }
        let name: String =
            switch word.receiver {
            case .library: "r.\(word.name)"
            case .network: "net:\(word.name)"
            default: ":\(word.name)"
            }
        let owner = word.title
        var arguments = Draft("arguments", "()")
        if word.positional > 0, given.isEmpty, dice.chance(0.3) {
            let count = max(
                word.options.prefix(word.positional).filter(\.isRequired).count, dice.within(0...word.positional))
            let parts = try word.options.prefix(count).map { option in
                Draft.Part(draft: try value(option.kind, depth - 1, for: owner + "." + option.name))
            }
            arguments = Draft("arguments", "(", parts, separator: ", ", ")")
        } else if !word.options.isEmpty {
            arguments = try table(word.options, depth, for: owner, with: given)
            arguments.kind = "arguments"
            // A table in parentheses is the same.
            if !word.receiver.isCalledByName { (arguments.open, arguments.close) = ("({ ", " })") }
        }
        guard let receiver else { return Draft(kind, name, arguments) }
        return Draft(kind, "", [receiver, .init(draft: arguments)], separator: name)
    }

    /// Words of tensors that belong to a layer itself.
    private static let ofLayers: Set<String> = ["pre", "trained", "typical"]

    /// How drafts of a kind are named.
    static func name(of kind: ValueKind) -> String {
        switch kind {
        case .objective: "objective"
        case .tensor: "tensor"
        case .schedule: "schedule"
        case .stages: "stage"
        case .object(let kind): kind.rawValue
        case .list: "list"
        default: "value"
        }
    }
}

extension Word.Receiver {
    /// Whether its name stands before that of a word, and nothing that is to be drafted.
    fileprivate var isCalledByName: Bool { self == .library || self == .network }
}
