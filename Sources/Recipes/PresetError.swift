import Wording

/// What can be wrong with a preset: all wording of this room that is not a schema's.
public enum PresetError: Error, Hashable, Sendable {
    /// The file cannot be read.
    case unreadable(path: String, reason: String)
    /// No preset of this name.
    case unknown(name: String, choices: [String])
    /// No plugin of this name.
    case unknownPlugin(name: String, choices: [String])
    /// No word of this name.
    case unknownWord(name: String, choices: [String])
    /// The script failed; the message begins with its place.
    case script(String)
    /// The chunk returned something else than a preset.
    case noPreset(file: String, found: String)
    /// A parameter that the preset does not have.
    case unknownParameter(name: String, preset: String, choices: [String])
    /// A value that a parameter does not take.
    case parameter(name: String, value: String, problem: String)
    /// A picture that the user has to bring.
    case pictureMissing(name: String)
    /// A sound that the user has to bring.
    case soundMissing(name: String)
}

extension PresetError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "cannot read '\(Phrases.harmless(path))': \(reason)"
        case .unknown(let name, let choices):
            "there is no preset '\(Phrases.harmless(name))'" + Phrases.didYouMean(name, among: choices)
                + there(choices)
        case .unknownPlugin(let name, let choices):
            "there is no plugin '\(Phrases.harmless(name))'" + Phrases.didYouMean(name, among: choices)
                + there(choices)
        case .unknownWord(let name, let choices):
            "there is no word '\(Phrases.harmless(name))'" + Phrases.didYouMean(name, among: choices)
                + "; 'reverie help' lists every word"
        case .script(let message):
            Phrases.harmless(message, limit: 2000)
        case .noPreset(let file, let found):
            "\(Phrases.harmless(file)): the file must end in 'return r.preset { … }', and it returns \(found)"
                + (found == "a plugin" ? "; 'reverie plugins show FILE' checks and explains it" : "")
        case .unknownParameter(let name, let preset, let choices):
            "'\(Phrases.harmless(preset))' has no parameter '\(Phrases.harmless(name))'"
                + Phrases.didYouMean(name, among: choices)
                + (choices.isEmpty ? "; it has none" : "; it has \(Phrases.list(choices))")
        case .pictureMissing(let name):
            "the preset needs a picture: \(SettingName.picture.set(to: Phrases.harmless(name) + "=FILE"))"
        case .soundMissing(let name):
            "the preset needs a sound: \(SettingName.parameter.set(to: Phrases.harmless(name) + "=FILE"))"
        case .parameter(let name, let value, let problem):
            "parameter '\(Phrases.harmless(name))' is '\(Phrases.harmless(value))': \(problem)"
        }
    }

    /// What there is instead.
    private func there(_ choices: [String]) -> String {
        "; there \(choices.count == 1 ? "is" : "are") \(Phrases.list(choices.map { Phrases.harmless($0) })), "
            + "or name a .lua file"
    }
}
