import Dreams

/// Words that are files of the floor below: whatever a script has to know of them is in their schemas.
extension Word {
    /// Those of a family that are called; the others are known by their names alone.
    /// - Parameter more: options that all of them have.
    static func family<Family: WordFamily>(
        _ family: Family.Type, gives: ValueKind, also more: [Option] = [],
        _ made: @escaping @Sendable (Family, Call) throws -> HostObject
    ) -> [Word] {
        Family.words.compactMap { type in
            let facts = type.facts
            guard let example = facts.example else { return nil }
            return Word(
                facts.name, on: Receiver(facts.receiver), facts.about, options: facts.options.map(Option.init) + more,
                positional: facts.positional, gives: gives, example: example
            ) { call in
                let word = try call.options.made(type, in: call)
                guard let word = Family(anyWord: word) else { preconditionFailure("\(word) is of the family") }
                return .object(try made(word, call))
            }.computing(Formula(facts))
        }
    }

    /// The same where nothing but the word is needed.
    static func family<Family: WordFamily>(
        _ family: Family.Type, gives: ValueKind, _ made: @escaping @Sendable (Family) -> HostObject
    ) -> [Word] {
        self.family(family, gives: gives) { word, _ in made(word) }
    }
}

extension Options {
    /// The word that these options make.
    /// - Throws: `ScriptFailure` where they do not go together.
    func made(_ type: any DreamWord.Type, in call: Call) throws -> any DreamWord {
        var values = self.values(of: type.facts.options)
        for option in type.facts.options {
            guard case .classNumber = option.kind, case .text(let name)? = values[option.name] else { continue }
            values[option.name] = .integer(try call.classIndex(name))
        }
        switch call.receiver {
        case .mask(let mask): values[WordFacts.receiver] = .mask(mask)
        case .expression(let expression): values[WordFacts.receiver] = .expression(expression)
        case .network(let network): values[WordFacts.receiver] = network.reference.map { .text($0) }
        case .picture(let picture): values[WordFacts.receiver] = .picture(picture)
        default: break
        }
        let word = type.make(values)
        if let problem = word.problem { throw ScriptFailure("\(call.word.name): \(problem)") }
        return word
    }

    /// Those of some options that have any.
    func values(of options: [OptionFacts]) -> [String: WordValue] {
        options.reduce(into: [:]) { $0[$1.name] = value($1.name).flatMap { WordValue($0) } }
    }
}

extension Word.Receiver {
    fileprivate init(_ receiver: WordFacts.Receiver) {
        self =
            switch receiver {
            case .library: .library
            case .network: .network
            case .tensor: .tensor
            case .mask: .mask
            case .picture: .picture
            }
    }
}

extension Formula {
    fileprivate init(_ facts: WordFacts) {
        self.init(shape: nil, equation: facts.equation, fails: nil, source: facts.source)
    }
}

extension Option {
    /// An option of a word of the floor below.
    init(_ facts: OptionFacts) {
        let absence: Absence =
            switch facts.absence {
            case .required: .required
            case .meaning(let meaning): .meaning(meaning)
            case .value(let value): .value(LuaValue(value))
            }
        self.init(name: facts.name, kind: ValueKind(facts.kind), absence: absence, unit: facts.unit, about: facts.about)
    }
}

extension ValueKind {
    fileprivate init(_ kind: OptionKind) {
        self =
            switch kind {
            case .number(let range): .number(range)
            case .integer(let range): .integer(range)
            case .choice(let choices): .choice(choices)
            case .classNumber: .className
            case .schedule(let range): .schedule(range)
            case .mask: .mask
            case .picture: .picture
            case .colour: .colour
            case .list(let kind, let count): .list(ValueKind(kind), count: count)
            case .either(let kinds): .either(kinds.map(ValueKind.init))
            }
    }
}

extension LuaValue {
    /// As a script would write it.
    fileprivate init(_ value: WordValue) {
        self =
            switch value {
            case .number(let number): .number(number)
            case .integer(let number): .number(Double(number))
            case .text(let text): .string(text)
            case .schedule(.constant(let number)): LuaValue(WordValue(number))
            case .schedule(let schedule): .object(.schedule(schedule))
            case .mask(let mask): .object(.mask(mask))
            case .expression(let expression): .object(.expression(expression))
            case .picture(.input): .string("input")
            case .picture(let picture): .object(.picture(picture))
            case .colour(let colour): .object(.colour(colour))
            case .list(let values): .table(LuaTable(list: values.map { LuaValue($0) }))
            }
    }
}

extension WordValue {
    /// A value that a schema has admitted; nil for what no option of such a word is.
    fileprivate init?(_ value: LuaValue) {
        switch value {
        case .number(let number): self = .number(number)
        case .string(let text): self = .text(text)
        case .table(let table): self = .list(table.list.compactMap { WordValue($0) })
        case .object(.schedule(let schedule)): self = .schedule(schedule)
        case .object(.mask(let mask)): self = .mask(mask)
        case .object(.picture(let picture)): self = .picture(picture)
        case .object(.colour(let colour)): self = .colour(colour)
        default: return nil
        }
    }
}
