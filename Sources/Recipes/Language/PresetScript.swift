import Dreams
import Wording

/// A preset's script while it runs: answers what the script asks, and makes a recipe of what it returns.
final class PresetScript {
    /// How often a function of progress is sampled.
    static let scheduleSamples = 65
    /// The most parts of an expression.
    static let largestExpression = 2_000
    /// The most stages of a recipe.
    static let mostStages = 64

    private let source: PresetSource
    private let moduleFolders: [String]
    private var lua: LuaState?
    /// Stages that were given no name are numbered.
    var stagesMade = 0

    /// What a word's number stands for.
    private enum Callable: Sendable {
        case word(Word)
        case expressionMethod(String)
        case networkMethod(String)
    }

    private static let callables: [Callable] =
        Vocabulary.words.map { .word($0) } + expressionMethods.map { .expressionMethod($0) }
        + networkMethods.map { .networkMethod($0) }

    init(_ source: PresetSource, moduleFolders: [String]) throws {
        self.source = source
        self.moduleFolders = moduleFolders
        let state = try LuaState(host: self, seed: 0)
        lua = state
        try state.provide(.library, as: "reverie")
    }

    /// The state, which lives as long as the script.
    var state: LuaState {
        guard let lua else { preconditionFailure("the state is made first") }
        return lua
    }

    /// Where the script is.
    var place: Place? {
        let (chunk, line) = state.line
        return line > 0 ? Place(file: chunk, line: line) : nil
    }

    /// Runs the file, which returns a preset.
    func definition() throws -> PresetDefinition {
        let result = try state.run(source.text, name: source.name)
        guard case .object(.preset(let definition)) = result else {
            throw PresetError.noPreset(file: source.name, found: result.description)
        }
        return definition
    }

    /// Calls the preset's recipe function, which returns the stages.
    func stages(of definition: PresetDefinition, network: NetworkVocabulary, settings: [String: ParameterValue]) throws
        -> [Stage]
    {
        let result = try state.call(definition.recipe, [.object(.network(network)), .object(.settings(settings))])
        let entries: [LuaValue]
        switch result {
        case .object(.stage): entries = [result]
        case .table(let table) where table.fields.isEmpty && table.strangers == 0: entries = table.list
        default:
            throw PresetError.script(
                "\(source.name): recipe must return a list of stages, and returns \(result.description)")
        }
        let stages = try entries.compactMap { entry -> Stage? in
            switch entry {
            case .object(.stage(let stage)): return stage
            // What `cond and r.stage {…}` leaves when the condition fails.
            case .boolean(false), .none: return nil
            default: throw PresetError.script("\(source.name): recipe lists \(entry.description) among its stages")
            }
        }
        guard (1...PresetScript.mostStages).contains(stages.count) else {
            throw PresetError.script(
                "\(source.name): recipe returns \(stages.count) stages; 1 to \(PresetScript.mostStages) are possible")
        }
        return stages
    }

    /// What the script printed.
    var printed: String { state.printed }
}

// MARK: - Answers

extension PresetScript: LuaHost {
    func call(word: Int, _ arguments: [LuaValue]) throws -> HostAnswer {
        guard PresetScript.callables.indices.contains(word) else { throw ScriptFailure("this is no word") }
        switch PresetScript.callables[word] {
        case .word(let word): return .object(try make(word, arguments))
        case .expressionMethod(let name): return .object(.expression(try bounded(callMethod(name, arguments))))
        case .networkMethod(let name): return .object(.expression(try callNetwork(name, arguments)))
        }
    }

    /// The expression, unless it has grown beyond what a recipe may hold.
    func bounded(_ expression: Dreams.Expression) throws -> Dreams.Expression {
        guard expression.size <= PresetScript.largestExpression else {
            throw ScriptFailure("an expression has more than \(PresetScript.largestExpression) parts")
        }
        return expression
    }

    func index(_ object: HostObject, _ key: LuaValue) throws -> HostAnswer {
        guard case .string(let name) = key else {
            throw ScriptFailure("\(object.kind) has no entry \(key.description)")
        }
        switch object {
        case .library:
            let names = Vocabulary.words.map(\.name)
            return try word(names.firstIndex(of: name), name, "the library has no word 'r.\(name.prefix(60))'", names)
        case .expression:
            let names = PresetScript.expressionMethods
            let number = names.firstIndex(of: name).map { Vocabulary.words.count + $0 }
            return try word(number, name, "an expression has no ':\(name.prefix(60))'", names)
        case .network(let network):
            return try member(name, of: network)
        case .settings(let values):
            guard let value = values[name] else {
                throw ScriptFailure(
                    "there is no parameter '\(name.prefix(60))'" + Phrases.didYouMean(name, among: values.keys.sorted())
                )
            }
            switch value {
            case .number(let number): return .number(number)
            case .boolean(let boolean): return .boolean(boolean)
            case .text(let text): return .string(text)
            }
        default:
            throw ScriptFailure("\(object.kind) has no '\(name.prefix(60))'")
        }
    }

    private func member(_ name: String, of network: NetworkVocabulary) throws -> HostAnswer {
        if let method = PresetScript.networkMethods.firstIndex(of: name) {
            return .word(Vocabulary.words.count + PresetScript.expressionMethods.count + method)
        }
        if name == "name" { return .string(network.name) }
        return .object(.expression(try layer(name, of: network)))
    }

    private func word(_ number: Int?, _ name: String, _ complaint: String, _ names: [String]) throws -> HostAnswer {
        guard let number else {
            throw ScriptFailure(
                complaint + Phrases.didYouMean(name, among: names) + "; there are \(Phrases.choices(names, limit: 20))")
        }
        return .word(number)
    }

    func operate(_ symbol: Character, _ left: LuaValue, _ right: LuaValue) throws -> HostAnswer {
        .object(try combine(symbol, left, right))
    }

    func global(_ name: LuaValue, isWrite: Bool) throws -> HostAnswer {
        guard case .string(let name) = name else { throw ScriptFailure("a global must have a name") }
        guard !isWrite else {
            throw ScriptFailure("'\(name.prefix(60))' is not declared; write 'local \(name.prefix(60)) = …'")
        }
        throw ScriptFailure(
            "'\(name.prefix(60))' is not declared" + Phrases.didYouMean(name, among: PresetScript.globals))
    }

    func module(_ name: LuaValue) throws -> String {
        guard case .string(let name) = name else { throw ScriptFailure("require takes a name") }
        return try ModuleFinder(folders: [source.folder].compactMap { $0 } + moduleFolders).source(of: name)
    }

    /// What the sandbox declares (sandbox.c), for guesses.
    private static let globals = [
        "assert", "error", "ipairs", "pcall", "rawget", "rawlen", "select", "tonumber", "type", "getmetatable",
        "tostring",
        "print", "setmetatable", "require", "pairs", "string", "table", "math",
    ]
}
