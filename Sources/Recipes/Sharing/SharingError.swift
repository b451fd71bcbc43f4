import Wording

/// What can be wrong with a recipe that a picture carries, or with a pack: all wording of sharing.
public enum SharingError: Error, Hashable, Sendable {
    /// The file carries no recipe.
    case noRecipe(path: String)
    /// A picture without a recipe, where a preset is named: the preset was forgotten.
    case noPreset(path: String)
    /// The recipe is malformed, or holds more than recipes may.
    case damagedRecipe(path: String, problem: String)
    /// The recipe is written in a format of the future.
    case newerRecipe(path: String, format: Int, known: Int)
    /// The recipe is too long for a picture.
    case longRecipe(bytes: Int, most: Int)
    /// The pack is no archive, or holds what packs may not.
    case damagedPack(path: String, problem: String)
    /// The preset is not fit to be packed.
    case unfit(name: String, problem: String)
    /// It dreamt on a picture, and none is given.
    case pictureNeeded(path: String)
    /// It read another picture, and none is given.
    case otherPictureNeeded(name: String)
    /// It listened to a sound, and none is given.
    case soundNeeded(name: String)
    /// A preset may not name a file as its network.
    case networkFile(name: String)
    /// The network that it was rendered with is not installed.
    case otherNetwork(name: String, installed: Bool)
}

extension SharingError: CustomStringConvertible {
    /// One sentence: what is wrong, and what to do.
    public var description: String {
        switch self {
        case .noRecipe(let path):
            "\(quoted(path)) carries no recipe; a picture that Reverie wrote does, unless it was saved by another "
                + "program since, and so does its .recipe.json"
        case .noPreset(let path):
            "\(quoted(path)) carries no recipe, and stands where a preset is named; to dream on it, name one: "
                + "reverie run daydream \(Phrases.harmless(path)) -o OUT"
        case .damagedRecipe(let path, let problem):
            "the recipe in \(quoted(path)) cannot be read: \(Phrases.harmless(problem, limit: 200))"
        case .newerRecipe(let path, let format, let known):
            "the recipe in \(quoted(path)) is of format \(format), and this Reverie reads up to \(known); a newer one "
                + "reads it"
        case .longRecipe(let bytes, let most):
            "the recipe is \(Phrases.bytes(bytes)) long, and a picture carries \(Phrases.bytes(most)) at most"
        case .damagedPack(let path, let problem):
            "\(quoted(path)) is no pack that can be read: \(Phrases.harmless(problem, limit: 200))"
        case .unfit(let name, let problem):
            "\(quoted(name)) cannot be packed: \(Phrases.harmless(problem, limit: 2000))"
        case .pictureNeeded(let path):
            "the recipe in \(quoted(path)) dreamt on a picture, which it does not carry; name one: reverie redo "
                + "\(Phrases.harmless(path)) PICTURE -o OUT"
        case .otherPictureNeeded(let name):
            "the recipe read the picture \(quoted(name)), which it does not carry; bring it by "
                + SettingName.picture.set(to: "\(Phrases.harmless(name))=FILE")
        case .soundNeeded(let name):
            "the recipe listened to the sound \(quoted(name)), which it does not carry; bring it by "
                + SettingName.parameter.set(to: "\(Phrases.harmless(name))=FILE")
        case .networkFile(let name):
            "the preset asks for the network \(quoted(name)), a file; presets name installed networks only. To use that "
                + "file, say \(SettingName.network.set(to: Phrases.harmless(name)))"
        case .otherNetwork(let name, let installed):
            (installed
                ? "the installed network \(quoted(name)) is not the one that the recipe was rendered with (its SHA-256 "
                    + "differs)"
                : "the recipe was rendered with the network \(quoted(name)), which is not installed")
                + "; \(SettingName.network.set(to: "NAME")) renders it with another, and the dream will differ"
        }
    }

    private func quoted(_ text: String) -> String { "'\(Phrases.harmless(text))'" }
}
