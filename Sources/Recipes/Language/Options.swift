import Dreams
import Wording

/// The options that a script gave a word, checked against its schema, with the defaults of those it left out.
struct Options {
    private var values: [String: LuaValue] = [:]
    private var nested: [String: Options] = [:]
    private var given: Set<String> = []

    /// Checks the arguments of a call: one table of named options, or values in the order of the schema. All problems are
    /// reported together.
    init(_ arguments: [LuaValue], of word: Word, sampling: Sampling) throws {
        var problems: [String] = []
        let table = try Options.table(arguments, of: word, &problems)
        self.init(table, word.options, prefix: "", sampling, &problems)
        guard problems.isEmpty else { throw ScriptFailure("\(word.name): " + problems.joined(separator: "; ")) }
    }

    /// The arguments by name.
    private static func table(_ arguments: [LuaValue], of word: Word, _ problems: inout [String]) throws -> LuaTable {
        if arguments.count == 1, case .table(let table) = arguments[0] {
            // A word that takes nothing but a table of names is given the names themselves.
            if word.options.count == 1, case .names = word.options[0].kind {
                return LuaTable(fields: [word.options[0].name: arguments[0]])
            }
            // A table without names is a value, as in r.keys { {0, 2}, {1, 0} }.
            if !table.fields.isEmpty || table.list.isEmpty || word.positional == 0 { return table }
        }
        guard word.positional > 0 || word.options.isEmpty || arguments.isEmpty else {
            throw ScriptFailure(
                "\(word.name): takes a table of options, as in \(word.example); "
                    + "it was given \(arguments[0].description)")
        }
        if arguments.count > word.positional {
            let names = word.options.prefix(word.positional).map(\.name)
            problems.append(
                names.isEmpty
                    ? "it takes nothing, and was given \(arguments[0].description)"
                    : "it takes at most \(Phrases.count(names.count, "value")) (\(names.joined(separator: ", "))), "
                        + "and was given \(arguments.count)")
        }
        var table = LuaTable()
        for (option, value) in zip(word.options.prefix(word.positional), arguments) {
            if case .none = value { continue }
            table.fields[option.name] = value
        }
        return table
    }

    private init(
        _ table: LuaTable, _ options: [Option], prefix: String, _ sampling: Sampling, _ problems: inout [String]
    ) {
        let names = options.map(\.name)
        for name in table.fields.keys.sorted() where !names.contains(name) {
            problems.append(
                "unknown option '\(prefix)\(name.prefix(60))'" + Phrases.didYouMean(name, among: names)
                    + "; it takes \(Phrases.choices(names, limit: 20))")
        }
        if let first = table.list.first {
            problems.append("options have names; it was given \(first.description) without one")
        }
        for option in options {
            take(option, table.fields[option.name], prefix: prefix, sampling, &problems)
        }
    }

    private mutating func take(
        _ option: Option, _ value: LuaValue?, prefix: String, _ sampling: Sampling, _ problems: inout [String]
    ) {
        let name = prefix + option.name
        if value != nil { given.insert(option.name) }
        if case .options(let inner) = option.kind {
            if case .object(.broken) = value { return }
            guard case .table(let table) = value ?? .table(LuaTable()) else {
                problems.append("\(name) is \((value ?? .none).description); it must be \(option.takes)")
                return
            }
            nested[option.name] = Options(table, inner, prefix: name + ".", sampling, &problems)
            return
        }
        guard let value else {
            switch option.absence {
            case .required: problems.append("'\(name)' is missing: \(option.takes)")
            case .meaning: break
            case .value(let value):
                // A default is as good as a given value: a number is a schedule here, too.
                if case .fine(let accepted) = option.kind.accept(value, sampling: sampling) {
                    values[option.name] = accepted
                }
            }
            return
        }
        switch option.kind.accept(value, sampling: sampling) {
        case .fine(let accepted): values[option.name] = accepted
        case .wrong(let wanted):
            let takes = wanted == option.kind.description ? option.takes : wanted
            problems.append("\(name) is \(value.description); it must be \(takes)")
        case .wrongWithin(let path, let value, let wanted):
            problems.append("\(name)\(path) is \(value); it must be \(wanted)")
        }
    }
}

// MARK: - Typed reading, after the check
//
// A schema promises the type and, for what is required or has a default, the presence.

extension Options {
    /// Whether the script gave the option itself.
    func isGiven(_ name: String) -> Bool { given.contains(name) }

    /// The value; nil when it is absent and has no default.
    func value(_ name: String) -> LuaValue? { values[name] }

    /// All values by name, nil for those that are absent.
    func all(of options: [Option]) -> [String: LuaValue] {
        options.reduce(into: [:]) { $0[$1.name] = values[$1.name] ?? LuaValue.none }
    }

    func number(_ name: String) -> Double? { if case .number(let value) = values[name] { value } else { nil } }

    func integer(_ name: String) -> Int? { number(name).map { Int($0) } }

    func boolean(_ name: String) -> Bool? { if case .boolean(let value) = values[name] { value } else { nil } }

    /// A text, a choice or a class.
    func text(_ name: String) -> String? { if case .string(let value) = values[name] { value } else { nil } }

    /// A list; empty when it is absent.
    func list(_ name: String) -> [LuaValue] { if case .table(let table) = values[name] { table.list } else { [] } }

    /// A table of names; empty when it is absent.
    func names(_ name: String) -> [String: LuaValue] {
        if case .table(let table) = values[name] { table.fields } else { [:] }
    }

    /// A table with options of its own, which has their defaults when it is absent.
    func options(_ name: String) -> Options { nested[name] ?? Options() }

    /// An expression, or a number as one.
    func expression(_ name: String) -> Dreams.Expression? {
        switch values[name] {
        case .object(.expression(let expression)): expression
        case .number(let number): .constant(Float(number))
        default: nil
        }
    }

    func schedule(_ name: String) -> Schedule? {
        if case .object(.schedule(let schedule)) = values[name] { schedule } else { nil }
    }

    func mask(_ name: String) -> Mask? { if case .object(.mask(let mask)) = values[name] { mask } else { nil } }

    func picture(_ name: String) -> PictureReference? {
        if case .object(.picture(let picture)) = values[name] { picture } else { nil }
    }

    func canvas(_ name: String) -> Canvas? {
        if case .object(.canvas(let canvas)) = values[name] { canvas } else { nil }
    }

    func colour(_ name: String) -> Colour? {
        if case .object(.colour(let colour)) = values[name] { colour } else { nil }
    }

    /// A list of numbers; empty when it is absent.
    func numbers(_ name: String) -> [Float] {
        list(name).compactMap { if case .number(let number) = $0 { Float(number) } else { nil } }
    }

    /// A list of colours; empty when it is absent.
    func colours(_ name: String) -> [Colour] {
        list(name).compactMap { if case .object(.colour(let colour)) = $0 { colour } else { nil } }
    }

    func function(_ name: String) -> LuaFunction? {
        if case .function(let function) = values[name] { function } else { nil }
    }

    private init() {}
}

extension Options {
    /// A number that the schema promises.
    func theNumber(_ name: String) -> Double { promised(number(name), name) }

    /// A whole number that the schema promises.
    func theInteger(_ name: String) -> Int { promised(integer(name), name) }

    /// A text that the schema promises.
    func theText(_ name: String) -> String { promised(text(name), name) }

    /// An expression that the schema promises.
    func theExpression(_ name: String) -> Dreams.Expression { promised(expression(name), name) }

    /// A schedule that the schema promises.
    func theSchedule(_ name: String) -> Schedule { promised(schedule(name), name) }

    /// A picture that the schema promises.
    func thePicture(_ name: String) -> PictureReference { promised(picture(name), name) }

    /// A number that the schema promises, as the renderer counts.
    func theFloat(_ name: String) -> Float { Float(theNumber(name)) }

    /// A choice that the schema promises, where it was made of these cases.
    func theChoice<Choice: RawRepresentable<String>>(_ name: String, of type: Choice.Type = Choice.self) -> Choice {
        promised(text(name).flatMap { Choice(rawValue: $0) }, name)
    }

    /// A function that the schema promises.
    func theFunction(_ name: String) -> LuaFunction { promised(function(name), name) }

    private func promised<Value>(_ value: Value?, _ name: String) -> Value {
        guard let value else { preconditionFailure("the schema promises '\(name)'") }
        return value
    }
}
