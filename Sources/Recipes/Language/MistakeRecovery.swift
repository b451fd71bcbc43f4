import Dreams
import Pictures
import Wording

/// How a check goes on behind a mistake, so that its author hears of all of them at once.
///
/// What could not be made is a `broken` object. Every word takes it and checks the options beside it, and gives a broken one again, so that
/// nothing is said of what only follows.
extension PresetSource {
    /// The mistakes that the script and its recipe make; empty where going on behind the first one is not possible.
    func mistakes(settings: Settings, vocabulary: (String) throws -> NetworkVocabulary) -> [String] {
        guard let script = try? PresetScript(self) else { return [] }
        script.mistakes = []
        do {
            let definition = try script.definition()
            var pictures: [PictureReference: PictureSource] = [:]
            let values = try definition.values(for: settings, noting: &pictures)
            _ = try script.stages(
                of: definition, network: try vocabulary(settings.network ?? definition.network), settings: values,
                others: vocabulary)
        } catch {
            // It may follow from a mistake that was noted; alone it is thrown without going on, too.
        }
        return script.mistakes ?? []
    }
}

extension PresetScript {
    /// What `body` gives; nil where it failed, and the script goes on. Words that are written in Lua are not gone on in: they fail as one.
    func recovering<Value>(_ body: () throws -> Value) throws -> Value? {
        let before = slips
        do {
            return try body()
        } catch let failure as ScriptFailure {
            guard let known = mistakes, callers.isEmpty else { throw failure }
            defer { slips += 1 }
            // It may follow from what a function did that it called.
            guard slips == before else { return nil }
            let (chunk, line) = state.line
            let mistake = "\(chunk):\(line): \(failure.message)"
            if !known.contains(mistake) { mistakes = known + [mistake] }
            return nil
        }
    }

    /// What is under a key that is none: the word that was meant, or a word of whatever should be there; else something broken.
    func answer(behindMistakeIn key: LuaValue, of object: HostObject) -> HostAnswer {
        guard case .string(let name) = key else { return .value(.object(.broken)) }
        if case .broken = object {
            let words = Word.Receiver.allCases.filter { $0 != .library }.compactMap { lexicon.number(of: name, on: $0) }
            return words.first.map { .word($0) } ?? .value(.object(.broken))
        }
        guard let receiver = object.receiver,
            let guess = Nearest.guess(for: name, among: lexicon.names(on: receiver)),
            let number = lexicon.number(of: guess, on: receiver)
        else { return .value(.object(.broken)) }
        return .word(number)
    }
}

extension LuaValue {
    /// Whether something in it is missing for a mistake.
    var isBroken: Bool {
        switch self {
        case .object(.broken): true
        case .table(let table):
            table.list.contains(where: \.isBroken) || table.fields.values.contains(where: \.isBroken)
        default: false
        }
    }
}
