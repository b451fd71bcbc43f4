public import Pictures
import Wording

/// What a preset brings with it when it comes out of a picture or a pack. Nothing on the disk is looked at then, but what
/// the user names.
public struct RecipeAttachment: Hashable, Sendable {
    /// Texts of modules, by the names that they are required by.
    public var modules: [String: String]
    /// Pictures, by the names that the preset knows them by.
    public var pictures: [String: PictureSource]
    /// Pictures that lay beside the preset and were left behind: whoever renders it brings them.
    public var absentPictures: Set<String>

    /// An enclosure from its parts.
    public init(
        modules: [String: String] = [:], pictures: [String: PictureSource] = [:], absentPictures: Set<String> = []
    ) {
        self.modules = modules
        self.pictures = pictures
        self.absentPictures = absentPictures
    }

    /// - Throws: `ScriptFailure`, which the script's line gets.
    func module(named name: String) throws -> String {
        _ = try ModuleFinder.file(of: name)
        guard let text = modules[name] else {
            throw ScriptFailure(
                "there is no module '\(name)' in what came with the preset"
                    + Phrases.didYouMean(name, among: modules.keys.sorted()))
        }
        return text
    }

    /// - Throws: `ScriptFailure`, which the script's line gets.
    func picture(named name: String) throws -> PictureSource {
        if let picture = pictures[name] { return picture }
        guard absentPictures.contains(name) else {
            throw ScriptFailure(
                "file: there is no '\(name.prefix(60))' in what came with the preset"
                    + Phrases.didYouMean(name, among: pictures.keys.sorted()))
        }
        throw ScriptFailure(
            "file: '\(name.prefix(60))' lay beside the preset, and a picture carries no other; bring it by "
                + SettingName.picture.set(to: "\(name.prefix(60))=FILE"))
    }
}

extension PresetSource {
    /// Pictures that lay beside a carried preset are given as its parameters are; here they go where they belong.
    public func takingPictures(of settings: Settings) -> (PresetSource, Settings) {
        guard var attachment else { return (self, settings) }
        var (source, rest) = (self, settings)
        for name in attachment.absentPictures {
            guard let picture = settings.picture(named: name) else { continue }
            attachment.pictures[name] = picture
            rest.pictures[name] = nil
            if let slash = name.lastIndex(of: "/") { rest.pictures[String(name[..<slash])] = nil }
        }
        source.attachment = attachment
        return (source, rest)
    }
}
