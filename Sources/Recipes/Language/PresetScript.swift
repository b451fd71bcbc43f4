import Dreams
import LuaBridge
import Pictures
import Wording

/// A script while it runs: answers what it asks, and makes a recipe of what it returns.
final class PresetScript {
    /// How often a function of progress is sampled.
    static let scheduleSamples = 65
    /// The most parts of an expression.
    static let largestExpression = 2_000
    /// The most parts of a mask or of a schedule.
    static let largestMask = 200
    /// How much larger a recipe may make its canvas.
    static let largestGrowth: Float = 16
    /// The most stages of a recipe, its film's not counted.
    static let mostStages = 64
    /// The most stages of all frames of a film.
    static let mostFilmStages = 20_000

    let source: PresetSource
    private let finder: ModuleFinder
    private var lua: LuaState?
    private(set) var lexicon = Lexicon.host
    /// While the recipe runs: what its parameters are, by name.
    private var parameters: [String: LuaValue] = [:]
    /// The parameters that the script has looked at.
    private(set) var parametersRead: Set<String> = []
    /// The pictures beside the preset that the script named.
    private(set) var pictureFiles: [PictureReference: PictureSource] = [:]
    /// The texts of the modules that it required, by name.
    private(set) var modules: [String: String] = [:]
    private static let mostPictures = 64
    /// While the recipe runs: the networks that it may ask for.
    var networks: OtherNetworks?
    /// How it listens to sounds.
    private(set) var heard: Set<Listening> = []
    private static let mostHeard = 64
    /// Stages that were given no name are numbered.
    var stagesMade = 0

    /// What is wrong so far, where a check goes on behind each mistake; nil where the first one ends the script.
    var mistakes: [String]?
    /// How often something was gone on behind.
    var slips = 0

    private var modulesRead = 0
    private static let mostModules = 64
    /// Where the script called the words that are written in Lua and are being made, outermost first.
    private(set) var callers: [SourceLine?] = []
    private static let deepestWord = 32
    private var isStandard = true
    private let isPreset: Bool
    private lazy var installedPlugins = isPreset ? PluginLibrary(source.folders).plugins : []

    /// Starts a script with the standard vocabulary.
    ///
    /// - Parameter isPreset: whether it is an artist's, who is told which plugin would have a missing word.
    init(_ source: PresetSource, limits: lua_bridge_limits = LuaState.presetLimits, isPreset: Bool = true) throws {
        self.source = source
        self.isPreset = isPreset
        finder = ModuleFinder(
            folders: [source.folder].compactMap { $0 } + source.folders.plugins, excluded: source.name)
        let state = try LuaState(host: self, limits: limits, seed: 0)
        lua = state
        try state.provide(.library, as: "reverie")
        for module in try StandardVocabulary.modules(in: source.folders.standard) {
            let result = try state.run(module.text, name: module.name)
            guard case .object(.plugin) = result else {
                throw PresetError.script(
                    "\(module.name): it must return r.plugin {…}, and returns \(result.description)")
            }
        }
        isStandard = false
    }

    /// The state, which lives as long as the script.
    var state: LuaState {
        guard let lua else { preconditionFailure("the state is made first") }
        return lua
    }

    /// The line that is responsible for what is being made: the preset's own, even inside a word of a plugin.
    var place: SourceLine? { callers.first ?? currentPlace }

    private var currentPlace: SourceLine? {
        let (chunk, line) = state.line
        return line > 0 ? SourceLine(file: chunk, line: line) : nil
    }

    /// Runs the file, which returns a preset.
    func definition() throws -> PresetDefinition {
        let result = try state.run(source.text, name: source.name)
        guard case .object(.preset(let definition)) = result else {
            throw PresetError.noPreset(file: source.name, found: result.description)
        }
        return definition
    }

    /// Calls the preset's recipe function, which returns the stages, and a film after them.
    /// - Parameter others: the names of a network that the recipe asks for beside its own.
    func stages(
        of definition: PresetDefinition, network: NetworkVocabulary, settings: [String: LuaValue],
        others: (String) throws -> NetworkVocabulary
    ) throws -> (stages: [Stage], film: Film?) {
        try withoutActuallyEscaping(others) { others in
            (networks, parameters) = (OtherNetworks(own: network, others: others), settings)
            defer { (networks, parameters) = (nil, [:]) }
            return try stages(of: definition, network: network, settings: settings)
        }
    }

    private func stages(
        of definition: PresetDefinition, network: NetworkVocabulary, settings: [String: LuaValue]
    ) throws -> (stages: [Stage], film: Film?) {
        let values = NamedValues(noun: NamedValues.parameter, values: settings)
        let result: LuaValue
        do {
            result = try state.call(definition.recipe, [.object(.network(network)), .object(.values(values))])
        } catch let failure as ScriptFailure {
            throw PresetError.script("\(source.name): what recipe returns cannot be read: \(failure.message)")
        }
        var stages: [Stage] = []
        var film: Film?
        try collect(result, into: &stages, &film, isOutermost: true)
        let least = film == nil ? 1 : 0
        guard (least...PresetScript.mostStages).contains(stages.count) else {
            throw PresetError.script(
                "\(source.name): recipe returns \(Phrases.count(stages.count, "stage")); 1 to \(PresetScript.mostStages) are possible"
            )
        }
        guard PresetScript.growth(of: stages, film) <= PresetScript.largestGrowth else {
            throw PresetError.script(
                "\(source.name): recipe makes the canvas more than \(PresetScript.largestGrowth) times as wide as it was"
            )
        }
        return (stages, film)
    }

    /// A parameter that the script has looked at, and that is this text.
    func parameter(holding text: String) -> String? {
        parametersRead.sorted().first { if case .string(text)? = parameters[$0] { true } else { false } }
    }

    /// The largest product of the canvas's changes of size, from the first stage on.
    private static func growth(of stages: [Stage], _ film: Film?) -> Float {
        let frames = (0..<(film?.count ?? 0)).lazy.flatMap { film?.frame($0).stages ?? [] }
        var (size, largest): (Float, Float) = (1, 1)
        for stage in [AnySequence(stages), AnySequence(frames)].joined() {
            if case .canvas(let operation) = stage.action { size *= operation.growth }
            largest = max(largest, size)
        }
        return largest
    }

    /// The stages of a list, which may hold lists that words of plugins gave.
    private func collect(
        _ value: LuaValue, into stages: inout [Stage], _ film: inout Film?, isOutermost: Bool
    ) throws {
        switch value {
        case .object(.stage(let stage)):
            guard film == nil else { throw PresetError.script("\(source.name): recipe lists a stage after its film") }
            stages.append(stage)
        case .object(.film(let made)):
            guard film == nil else { throw PresetError.script("\(source.name): recipe lists two films") }
            film = made
        case _ where value.isHole && !isOutermost: break
        case .object(.broken): break
        case .table(let table) where table.isList:
            for entry in table.list { try collect(entry, into: &stages, &film, isOutermost: false) }
        default:
            throw PresetError.script(
                isOutermost
                    ? "\(source.name): recipe must return a list of stages, and returns \(value.description)"
                    : "\(source.name): recipe lists \(value.description) among its stages")
        }
    }

    /// The stages of a film's frame.
    func stages(ofFrame value: LuaValue) throws -> [Stage] {
        switch value {
        case .object(.stage(let stage)): return [stage]
        case .object(.film): throw ScriptFailure("film: a film has no film among its stages")
        case .object(.broken): return []
        case .table(let table) where table.isList:
            return try table.list.filter { !$0.isHole }.flatMap { try stages(ofFrame: $0) }
        default: throw ScriptFailure("film: each must give a list of stages, and gives \(value.description)")
        }
    }

    /// A picture beside the preset; its file is there, and is read only when the recipe is rendered.
    func picture(inFile name: String) throws -> PictureReference {
        let reference = PictureReference.file(name)
        if let index = pictureFiles.index(forKey: reference) {
            // é may be one letter or two: two files then, which recipes and packs, that are read as texts, cannot tell apart.
            guard case .file(let known) = pictureFiles[index].key, known.utf8.elementsEqual(name.utf8) else {
                throw ScriptFailure(
                    "file: two files are called '\(name.prefix(60))', in other bytes; rename one of them")
            }
            return reference
        }
        guard pictureFiles.count < PresetScript.mostPictures else {
            throw ScriptFailure("more than \(PresetScript.mostPictures) pictures lie beside the preset that it names")
        }
        pictureFiles[reference] = try PictureFinder(source).picture(named: name)
        return reference
    }

    /// The pictures of a folder beside the preset, in the order of their names.
    func pictures(inFolder name: String) throws -> [PictureReference] {
        try PictureFinder(source).pictures(inFolder: name).map { try picture(inFile: $0) }
    }

    /// Notes that the recipe listens to a sound.
    func listen(_ listening: Listening) throws {
        heard.insert(listening)
        guard heard.count <= PresetScript.mostHeard else {
            throw ScriptFailure("loudness: a recipe listens in \(PresetScript.mostHeard) ways at most")
        }
    }

    /// What the script printed.
    var printed: String { state.printed }
}

// MARK: - Words

extension PresetScript {
    /// Adds the words of a plugin, which is whatever file is running.
    func add(_ plugin: PluginDefinition) throws -> PluginDefinition {
        var plugin = plugin
        if !isStandard {
            let file = currentPlace?.file ?? ""
            guard file == source.name || file == plugin.name + ".lua" else {
                throw ScriptFailure("plugin: name is '\(plugin.name)', but the file is '\(file)'; they must agree")
            }
            for index in plugin.words.indices { plugin.words[index].plugin = plugin.name }
        }
        try lexicon.add(plugin.words, group: plugin.title)
        return plugin
    }

    func call(word number: Int, _ arguments: [LuaValue]) throws -> LuaValue {
        try recovering { try make(word: number, arguments) } ?? .object(.broken)
    }

    private func make(word number: Int, _ arguments: [LuaValue]) throws -> LuaValue {
        guard lexicon.words.indices.contains(number) else { throw ScriptFailure("this is no word") }
        let word = lexicon.words[number]
        let call = try self.call(of: word, arguments)
        guard !arguments.contains(where: \.isBroken) else { return .object(.broken) }
        switch word.meaning {
        case .host(let meaning): return try bounded(meaning(call))
        case .script(let function): return try run(function, for: call)
        }
    }

    private func call(of word: Word, _ arguments: [LuaValue]) throws -> Call {
        var arguments = arguments
        var receiver = HostObject.library
        if word.receiver != .library {
            guard case .object(let object) = arguments.first,
                object.receiver == word.receiver || LuaValue.object(object).isBroken
            else {
                throw ScriptFailure(
                    "\(word.name): it belongs to \(word.receiver.noun), and is called with a colon, as in \(word.example)"
                )
            }
            receiver = object
            arguments.removeFirst()
        } else if case .object(.library) = arguments.first {
            throw ScriptFailure("\(word.name): it is called with a dot, as in \(word.example)")
        }
        let options = try Options(arguments, of: word) { try self.sampled($0) }
        return Call(word: word, receiver: receiver, options: options, script: self)
    }

    /// Calls a word that is written in Lua, and checks what it makes.
    private func run(_ function: LuaFunction, for call: Call) throws -> LuaValue {
        let word = call.word
        guard callers.count < PresetScript.deepestWord else {
            throw ScriptFailure("\(word.name): words call each other more than \(PresetScript.deepestWord) deep")
        }
        callers.append(currentPlace)
        defer { callers.removeLast() }
        let options = NamedValues(noun: NamedValues.option, values: call.options.all(of: word.options))
        let made: LuaValue
        do {
            made = try state.call(function, [.object(call.receiver), .object(.values(options))])
        } catch PresetError.script(let message) {
            throw ScriptFailure(
                "\(word.name): \(word.plugin == nil ? StandardVocabulary.withoutPlace(message) : message)")
        }
        switch word.gives.accept(made, sampling: { try self.sampled($0) }) {
        case .fine(let value): return try bounded(value)
        case .wrong(let wanted):
            throw ScriptFailure("\(word.name): its make gives \(made.description), and must give \(wanted)")
        case .wrongWithin(let path, let value, let wanted):
            throw ScriptFailure(
                "\(word.name): \(path) of what its make gives is \(value), and must be \(wanted)")
        }
    }

    /// The value, unless it is an expression that has grown beyond what a recipe may hold.
    private func bounded(_ value: LuaValue) throws -> LuaValue {
        switch value {
        case .object(.expression(let expression)):
            guard expression.size <= PresetScript.largestExpression else {
                throw ScriptFailure("an expression has more than \(PresetScript.largestExpression) parts")
            }
            return .object(.expression(expression.place == nil ? expression.written(at: place) : expression))
        case .object(.mask(let mask)):
            guard mask.size <= PresetScript.largestMask else {
                throw ScriptFailure("a mask has more than \(PresetScript.largestMask) parts")
            }
        case .object(.schedule(let schedule)):
            guard schedule.size <= PresetScript.largestMask else {
                throw ScriptFailure("a schedule has more than \(PresetScript.largestMask) parts")
            }
            guard schedule.stays(within: Schedule.scriptBounds) else {
                throw ScriptFailure("a schedule goes beyond \(LuaValue.text(of: Schedule.scriptBounds.upperBound))")
            }
        default: break
        }
        return value
    }

    /// A function of progress as a schedule; it is never called again.
    private func sampled(_ function: LuaFunction) throws -> Schedule {
        let last = PresetScript.scheduleSamples - 1
        return .sampled(
            try (0...last).map { index in
                let progress = Double(index) / Double(last)
                let result = try state.call(function, [.number(progress)])
                if result.isBroken { return 0 }
                guard case .number(let sample) = result, Schedule.scriptBounds.contains(sample) else {
                    throw PresetError.script("it gives \(result.description) at \(LuaValue.text(of: progress))")
                }
                return Float(sample)
            })
    }
}

// MARK: - Answers

extension PresetScript: LuaHost {
    func index(_ object: HostObject, _ key: LuaValue) throws -> HostAnswer {
        try recovering { try entry(of: object, key) } ?? answer(behindMistakeIn: key, of: object)
    }

    private func entry(of object: HostObject, _ key: LuaValue) throws -> HostAnswer {
        guard case .string(let name) = key else {
            throw ScriptFailure("\(object.kind) has no entry \(key.description)")
        }
        if case .broken = object { return answer(behindMistakeIn: key, of: object) }
        if case .values(let values) = object { return .value(try member(name, of: values)) }
        guard let receiver = object.receiver else { throw ScriptFailure("\(object.kind) has no '\(name.prefix(60))'") }
        if let number = lexicon.number(of: name, on: receiver) { return .word(number) }
        if case .network(let network) = object { return .value(try member(name, of: network)) }
        throw ScriptFailure(unknown(name, on: receiver))
    }

    private func member(_ name: String, of values: NamedValues) throws -> LuaValue {
        guard let value = values.values[name] else {
            throw ScriptFailure(
                "there is no \(values.noun) '\(name.prefix(60))'"
                    + Phrases.didYouMean(name, among: values.values.keys.sorted()))
        }
        if values.noun == NamedValues.parameter { parametersRead.insert(name) }
        return value
    }

    private func member(_ name: String, of network: NetworkVocabulary) throws -> LuaValue {
        if name == "name" { return .string(network.name) }
        if network.layers.contains(name) {
            return .object(.expression(.activation(LayerReference(.name(name), of: network.reference, place: place))))
        }
        if let hint = pluginHint(name, on: .network) ?? belonging(name, on: .network) { throw ScriptFailure(hint) }
        throw ScriptFailure(NetworkWords.noLayer(name, in: network, words: lexicon.names(on: .network)))
    }

    private func unknown(_ name: String, on receiver: Word.Receiver) -> String {
        if let hint = pluginHint(name, on: receiver) ?? belonging(name, on: receiver) { return hint }
        let names = lexicon.names(on: receiver)
        let wrong =
            receiver == .library
            ? "there is no word 'r.\(name.prefix(60))'" : "\(receiver.noun) has no ':\(name.prefix(60))'"
        return wrong + Phrases.didYouMean(name, among: names) + "; 'reverie help' lists every word"
    }

    /// For a word of that name that is called on something else.
    private func belonging(_ name: String, on receiver: Word.Receiver) -> String? {
        let others = Word.Receiver.allCases.reversed().filter { $0 != receiver }
        let words = others.compactMap { lexicon.number(of: name, on: $0).map { lexicon.words[$0] } }
        guard let first = words.first else { return nil }
        let owners = Phrases.choices(words.map(\.receiver.noun))
        return "\(receiver.noun) has no '\(receiver == .library ? "" : ":")\(name)'; "
            + "it belongs to \(owners), as in \(first.example)"
    }

    /// For a word that an installed plugin would have.
    private func pluginHint(_ name: String, on receiver: Word.Receiver) -> String? {
        let word = installedPlugins.lazy.flatMap(\.words).first { $0.name == name && $0.receiver == receiver }
        guard let word, let plugin = word.plugin else { return nil }
        return "\(word.title) is a word of the plugin '\(plugin)'; write require \"\(plugin)\" first"
    }

    func operate(_ symbol: Character, _ left: LuaValue, _ right: LuaValue) throws -> HostObject {
        guard !left.isBroken, !right.isBroken else { return .broken }
        return try recovering { try combine(symbol, left, right) } ?? .broken
    }

    private func combine(_ symbol: Character, _ left: LuaValue, _ right: LuaValue) throws -> HostObject {
        guard case .object(let result) = try bounded(.object(Operators.combine(symbol, left, right))) else {
            preconditionFailure("an object stays one")
        }
        return result
    }

    func global(_ name: LuaValue, isWrite: Bool) throws {
        _ = try recovering { try refuse(global: name, isWrite: isWrite) }
    }

    private func refuse(global name: LuaValue, isWrite: Bool) throws {
        guard case .string(let name) = name else { throw ScriptFailure("a global must have a name") }
        let short = name.prefix(60)
        if isWrite {
            throw ScriptFailure(
                PresetScript.globals.contains(name)
                    ? "'\(short)' is the language's own; write 'local \(short) = …'"
                    : "'\(short)' is not declared; write 'local \(short) = …'")
        }
        throw ScriptFailure("'\(short)' is not declared" + Phrases.didYouMean(name, among: PresetScript.globals))
    }

    func module(_ name: LuaValue) throws -> String {
        guard case .string(let name) = name else { throw ScriptFailure("require takes a name") }
        modulesRead += 1
        guard modulesRead <= PresetScript.mostModules else {
            throw ScriptFailure("more than \(PresetScript.mostModules) modules are required")
        }
        let text = try source.attachment?.module(named: name) ?? finder.source(of: name)
        modules[name] = text
        return text
    }

    /// What the sandbox declares (sandbox.c), for guesses.
    private static let globals = [
        "assert", "error", "ipairs", "pcall", "rawequal", "rawget", "rawlen", "select", "tonumber", "type",
        "getmetatable", "tostring", "print", "setmetatable", "require", "pairs", "string", "table", "math",
    ]
}
