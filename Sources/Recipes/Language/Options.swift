import Dreams
import Wording

/// The options that a script gave a word, checked against its schema.
struct Options {
    private var values: [String: LuaValue] = [:]
    private var nested: [String: Options] = [:]

    /// Checks a word's only argument, a table of named options. All problems are reported together.
    init(_ arguments: [LuaValue], of word: Word) throws {
        let table: LuaTable
        switch arguments.first ?? .none {
        case .table(let given): table = given
        case .none where word.options.allSatisfy({ !$0.isRequired }): table = LuaTable()
        case let other:
            throw ScriptFailure(
                "\(word.name): takes a table of options, as in \(word.example); it was given \(other.description)")
        }
        var problems: [String] = []
        self.init(table, word.options, prefix: "", &problems)
        guard problems.isEmpty else { throw ScriptFailure("\(word.name): " + problems.joined(separator: "; ")) }
    }

    private init(
        _ table: LuaTable, _ options: [Option], prefix: String, _ problems: inout [String]
    ) {
        let names = options.map(\.name)
        for name in table.fields.keys.sorted() where !names.contains(name) {
            problems.append(
                "unknown option '\(prefix)\(name.prefix(60))'" + Phrases.didYouMean(name, among: names)
                    + "; it takes \(Phrases.choices(names, limit: 20))")
        }
        if !table.list.isEmpty {
            problems.append("options have names; it was given \(table.list[0].description) without one")
        }
        for option in options {
            guard let value = table.fields[option.name] else {
                if option.isRequired {
                    problems.append("'\(prefix)\(option.name)' is missing: \(option.kind.description)")
                }
                continue
            }
            let name = prefix + option.name
            if case .options(let inner) = option.kind, case .table(let table) = value {
                nested[option.name] = Options(table, inner, prefix: name + ".", &problems)
            } else if let problem = option.kind.problem(with: value) {
                problems.append("\(name) is \(value.description); it must be \(problem)")
            } else {
                values[option.name] = value
            }
        }
    }
}

// MARK: - Typed reading, after the check

extension Options {
    /// Whether the option was given.
    func has(_ name: String) -> Bool { values[name] != nil || nested[name] != nil }

    /// A number option.
    func number(_ name: String) -> Double? {
        if case .number(let value) = values[name] { value } else { nil }
    }

    /// A whole number option.
    func integer(_ name: String) -> Int? { number(name).map { Int($0) } }

    /// A boolean option.
    func boolean(_ name: String) -> Bool? {
        if case .boolean(let value) = values[name] { value } else { nil }
    }

    /// A text or a choice.
    func text(_ name: String) -> String? {
        if case .string(let value) = values[name] { value } else { nil }
    }

    /// A list of texts.
    func texts(_ name: String) -> [String] {
        guard case .table(let table) = values[name] else { return [] }
        return table.list.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    /// A table of names.
    func names(_ name: String) -> [String: LuaValue] {
        if case .table(let table) = values[name] { table.fields } else { [:] }
    }

    /// A table with options of its own.
    func options(_ name: String) -> Options? { nested[name] }

    /// An objective.
    func objective(_ name: String) -> Dreams.Expression? {
        switch values[name] {
        case .object(.expression(let expression)): expression
        case .number(let number): .constant(Float(number))
        default: nil
        }
    }

    /// A mask.
    func mask(_ name: String) -> Mask? {
        if case .object(.mask(let mask)) = values[name] { mask } else { nil }
    }

    /// A canvas.
    func canvas(_ name: String) -> Canvas? {
        if case .object(.canvas(let canvas)) = values[name] { canvas } else { nil }
    }

    /// A function.
    func function(_ name: String) -> LuaFunction? {
        if case .function(let function) = values[name] { function } else { nil }
    }

    /// The value as it came.
    func value(_ name: String) -> LuaValue? { values[name] }
}

extension Option.Kind {
    /// What the value must be, when it is not.
    func problem(with value: LuaValue) -> String? {
        let isFine: Bool =
            switch (self, value) {
            case (.number(let range), .number(let number)): range.contains(number)
            case (.integer(let range), .number(let number)):
                number == number.rounded() && abs(number) < 1e15 && range.contains(Int(number))
            case (.boolean, .boolean), (.function, .function), (.options, .table), (.anything, _): true
            case (.text(let most), .string(let text)): text.utf8.count <= most
            case (.choice(let choices), .string(let text)): choices.contains(text)
            case (.objective, .object(.expression(let expression))): expression.isScalar
            case (.schedule, .number(let number)): number.isFinite
            case (.schedule, .object(.schedule)), (.schedule, .function): true
            case (.mask, .object(.mask)), (.canvas, .object(.canvas)), (.parameter, .object(.parameter)): true
            case (.names(let kind), .table(let table)):
                table.list.isEmpty && table.strangers == 0
                    && table.fields.values.allSatisfy { kind.problem(with: $0) == nil }
            case (.texts, .table(let table)):
                !table.list.isEmpty && table.fields.isEmpty
                    && table.list.allSatisfy { if case .string = $0 { true } else { false } }
            default: false
            }
        guard !isFine else { return nil }
        if case .objective = self, case .object(.expression(let expression)) = value, !expression.isScalar {
            return "one number: add :mean() or :energy()"
        }
        if case .choice(let choices) = self, case .string(let text) = value {
            return description + Phrases.didYouMean(text, among: choices)
        }
        return description
    }
}
