import Dreams
import Foundation
import Jobs
import Pictures
import Recipes
import Wording

/// Presets as the page sees them: what they say of themselves, with controls for what may be turned.
struct Shelf: Sendable {
    /// One knob.
    struct Control: Codable, Hashable, Sendable {
        enum Kind: String, Codable, Sendable {
            case number, integer, boolean, choice, className = "class", text, picture, pictures
        }

        let name: String
        let about: String
        let kind: Kind
        /// As typed after `--set NAME=`; nil of a picture.
        let fallback: String?
        var least: Double?
        var most: Double?
        var choices: [String]?
        /// Whether a picture may be left out.
        var isOptional: Bool?

        enum CodingKeys: String, CodingKey {
            case name, about, kind, least, most, choices, isOptional
            case fallback = "default"
        }
    }

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
        var controls: [Control] = []
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

    /// Where the user's own lie.
    private var own: String { Folders.configuration + "/presets" }

    /// All of them, those that cannot be read with the reason why.
    func cards() -> [Card] { PresetLibrary.standard.names.map { card(named: $0) } }

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
        let preset = try source.outline()
        return Card(
            name: name, title: preset.title, author: preset.author, licence: preset.licence, about: preset.about,
            network: preset.network, width: preset.canvas.width, height: preset.canvas.height,
            controls: preset.parameters.map(Control.init), isOwn: isOwn(name), hasPicture: picture(of: name) != nil)
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
            // Laid open, so that what it says can be turned back; but for what has to be brought.
            base =
                recipe.pictures.files.isEmpty
                ? .text(recipe.preset.text, name: recipe.preset.name, modules: recipe.modules) : .recipe(recipe)
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
        let source = try source(for: request)
        let pack = try packed(source)
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
        if pack.modules.isEmpty && pack.pictures.isEmpty {
            try? FileManager.default.removeItem(atPath: "\(own)/\(name)\(PresetPack.ending)")
            try AtomicFile.write(Data(source.text.utf8), to: "\(own)/\(name).lua")
        } else {
            try AtomicFile.write(try pack.encoded(), to: "\(own)/\(name)\(PresetPack.ending)")
            try? FileManager.default.removeItem(atPath: "\(own)/\(name).lua")
        }
        return try card(withTextOf: name)
    }

    /// A script with all that it requires and reads.
    /// - Throws: `SharingError.unfit` where it has mistakes.
    func packed(_ source: PresetSource) throws -> PresetPack {
        var pack = PresetPack(of: source)
        let check = PresetCheck(installed: source, networks: networks) { try pack.add($0) }
        if let first = check.errors.first { throw SharingError.unfit(name: source.name, problem: first) }
        return pack
    }
}

extension Shelf.Control {
    fileprivate init(_ parameter: Parameter) {
        let (name, about) = (parameter.name, parameter.about)
        switch parameter.kind {
        case .number(let value, let range):
            self.init(
                name: name, about: about, kind: .number, fallback: "\(value)", least: range.lowerBound,
                most: range.upperBound)
        case .integer(let value, let range):
            self.init(
                name: name, about: about, kind: .integer, fallback: "\(value)", least: Double(range.lowerBound),
                most: Double(range.upperBound))
        case .boolean(let value): self.init(name: name, about: about, kind: .boolean, fallback: "\(value)")
        case .choice(let value, let choices):
            self.init(name: name, about: about, kind: .choice, fallback: value, choices: choices)
        case .className(let value): self.init(name: name, about: about, kind: .className, fallback: value)
        case .text(let value): self.init(name: name, about: about, kind: .text, fallback: value)
        case .picture(let isOptional):
            self.init(name: name, about: about, kind: .picture, fallback: nil, isOptional: isOptional)
        case .pictures(let isOptional):
            self.init(name: name, about: about, kind: .pictures, fallback: nil, isOptional: isOptional)
        }
    }
}
