import Dreams
import Foundation
import Jobs
import Pictures
import Recipes
import Wording

/// Presets as the page sees them: what they say of themselves, with controls for what may be turned.
struct Shelf: Sendable {
    /// One preset.
    struct Card: Codable, Hashable, Sendable {
        var name: String
        var title = ""
        var author = ""
        var licence = ""
        var about = ""
        var network = ""
        var width = 0
        var height = 0
        var controls: [ParameterSchema] = []
        /// Whether it lies in the user's own folder.
        var isOwn = false
        var hasPicture = false
        /// What keeps it from being used.
        var problem: String?
        /// Its text, where one preset is asked for.
        var script: String?
    }

    let portfolio: Portfolio
    /// Those that scripts were checked with last.
    let networks: NetworkShelf
    private let schemas = SchemaCache()

    init(portfolio: Portfolio, networks: NetworkShelf) { (self.portfolio, self.networks) = (portfolio, networks) }

    /// Where the user's own lie.
    private var own: String { Folders.configuration + "/presets" }

    /// All of them, those that cannot be read with the reason why.
    func cards() -> [Card] { SchemaCache.each(PresetLibrary.standard.names) { card(named: $0) } }

    private func card(named name: String) -> Card {
        do {
            return try card(of: PresetLibrary.standard.find(name), named: name)
        } catch {
            return Card(name: name, title: name, isOwn: isOwn(name), problem: "\(error)")
        }
    }

    /// One of them, with its text.
    /// - Throws: `StudioError`, `PresetError`.
    func card(withTextOf name: String) throws -> Card {
        let source = try source(named: name)
        var card = try card(of: source, named: name)
        card.script = source.text
        return card
    }

    /// What a script says of itself.
    func card(of source: PresetSource, named name: String) throws -> Card {
        let schema = try schemas.schema(of: source)
        // What lay beside a preset that a picture carries is brought as its picture parameters are.
        let beside = (source.attachment?.absentPictures ?? []).sorted().map { ParameterSchema(pictureBeside: $0) }
        return Card(
            name: name, title: schema.title, author: schema.author, licence: schema.licence, about: schema.about,
            network: schema.network, width: schema.width, height: schema.height,
            controls: schema.parameters.filter { $0.kind != .sound } + beside, isOwn: isOwn(name),
            hasPicture: picture(of: name) != nil)
    }

    private func isOwn(_ name: String) -> Bool {
        [".lua", PresetPack.ending].contains { FileManager.default.fileExists(atPath: "\(own)/\(name)\($0)") }
    }

    /// The picture that comes with a preset, of which the name is known to be one.
    func picture(of name: String) -> String? {
        let path = "\(Folders.shipped)/Presets/pictures/\(name).jpg"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// A preset of the library.
    func source(named name: String) throws -> PresetSource {
        let names = PresetLibrary.standard.names
        guard names.contains(name) else {
            throw StudioError(
                404,
                "there is no preset '\(Phrases.harmless(name, limit: 80))'"
                    + Phrases.didYouMean(name, among: names))
        }
        return try PresetLibrary.standard.find(name)
    }

    /// What a request is about: a preset, a recipe that was brought, or a text that was written in their place.
    func choice(for request: DreamRequest) throws -> PresetChoice {
        var base: PresetChoice?
        if let carrier = request.carrier {
            let recipe = try CarriedRecipe(contentsOf: portfolio.path(of: portfolio.picture(carrier)))
            // Laid open, so that what it says can be turned back.
            base = .text(
                recipe.preset.text, name: recipe.preset.name, modules: recipe.modules,
                beside: Set(recipe.pictures.files.keys))
        } else if let preset = request.preset {
            _ = try source(named: preset)
            base = .named(preset)
        }
        switch (base, request.script) {
        case (let base?, let script?): return .rewritten(script, of: base)
        case (let base?, nil): return base
        case (nil, let script?): return .text(script, name: "script.lua", modules: nil)
        case (nil, nil): throw StudioError(400, "a dream needs a preset")
        }
    }

    func source(for request: DreamRequest) throws -> PresetSource { try choice(for: request).source() }

    /// Keeps a script among the user's own presets: a Lua file, or a pack where it needs what lies beside it.
    /// - Returns: its name.
    func save(_ request: DreamRequest, as name: String) throws -> Card {
        let isName =
            (1...60).contains(name.utf8.count) && !name.hasPrefix("-")
            && name.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 }
        guard isName else {
            throw StudioError(400, "'\(Phrases.harmless(name, limit: 80))' is no name: write a–z, digits and '-'")
        }
        if !isOwn(name), PresetLibrary.standard.names.contains(name) {
            throw StudioError(409, "'\(name)' comes with Reverie; choose another name")
        }
        return try keep(PresetPack(checking: try source(for: request), networks: networks), as: name)
    }

    /// Keeps a preset that somebody brings among the user's own: a pack, or a Lua file. It is called as its file is; where another preset has
    /// that name already, with a number behind it.
    /// - Throws: `SharingError`, `PresetError`, `StudioError` for what is no preset, or one with mistakes.
    func take(_ data: Data, named file: String) throws -> Card {
        let (shown, lower) = (Phrases.harmless(file, limit: 80), file.lowercased())
        let source: PresetSource
        if lower.hasSuffix(".lua") {
            guard data.count <= DreamRequest.longestScript, let text = String(validating: data, as: UTF8.self) else {
                throw StudioError(422, "'\(shown)' is no script: a text of at most 256 KiB")
            }
            source = PresetSource(text: text, name: shown)
        } else {
            source = try PresetPack(data, path: shown).source
        }
        let pack = try PresetPack(checking: source, networks: networks)
        let ending = [".lua", PresetPack.ending].first { lower.hasSuffix($0) } ?? ""
        let stem = Portfolio.plain(file.dropLast(ending.count))
        let first = stem.isEmpty ? "preset" : stem
        let taken = Set(PresetLibrary.standard.names)
        let names = [first] + (2...taken.count + 2).map { "\(first)-\($0)" }
        return try keep(pack, as: names.first { !taken.contains($0) || holds(pack, as: $0) } ?? first)
    }

    /// Whether a preset of one's own is this very one.
    private func holds(_ pack: PresetPack, as name: String) -> Bool {
        guard isOwn(name), let known = try? PresetLibrary.standard.find(name), known.text == pack.text else {
            return false
        }
        let (modules, pictures) = (known.attachment?.modules ?? [:], known.attachment?.pictures ?? [:])
        return modules == pack.modules && Set(pictures.keys) == Set(pack.pictures.keys)
    }

    private func keep(_ pack: PresetPack, as name: String) throws -> Card {
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
        if pack.modules.isEmpty && pack.pictures.isEmpty {
            try? FileManager.default.removeItem(atPath: "\(own)/\(name)\(PresetPack.ending)")
            try AtomicFile.write(Data(pack.text.utf8), to: "\(own)/\(name).lua")
        } else {
            try AtomicFile.write(try pack.encoded(), to: "\(own)/\(name)\(PresetPack.ending)")
            try? FileManager.default.removeItem(atPath: "\(own)/\(name).lua")
        }
        return try card(withTextOf: name)
    }
}
