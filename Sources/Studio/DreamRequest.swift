/// What the page asks to be dreamt. It names presets, pictures and parents, and never a file.
///
///     { "kind": "draft", "preset": "classic", "picture": "3f2a…", "parameters": { "strength": "1.5" }, "seed": 7, "longEdge": 320 }
struct DreamRequest: Codable, Hashable, Sendable {
    enum Kind: String, Codable, Sendable {
        /// Small and soon, kept in the strip.
        case draft
        /// As large as wanted, written into the folder.
        case render
    }

    var kind = Kind.draft
    /// A preset of the shelf.
    var preset: String?
    /// Instead of the preset's text; what lies beside the preset is still seen.
    var script: String?
    /// A picture that was brought, whose recipe is the preset.
    var carrier: String?
    /// As typed.
    var parameters: [String: String] = [:]
    /// Pictures that were brought, by parameter.
    var pictures: [String: String] = [:]
    /// What is dreamt on; nil for the preset's own canvas.
    var picture: String?
    /// Of a film, the frames that it is dreamt on, in their order: pictures that were brought.
    var frames: [String] = []
    /// Instead of the preset's.
    var network: String?
    var seed: UInt64?
    /// In pixels, the longer side of the canvas. A draft is never larger than what it dreams on.
    var longEdge: Int?
    /// Of a draft, in how many seconds it should be there: it is smaller where those before it took longer.
    var within: Double?
    /// The pictures whose child it is.
    var parents: [String] = []
    /// The draft of which this is a larger one.
    var refines: String?
    /// Whether it does not go into the strip, unless it is kept later.
    var isAside = false
    /// The page's own word for it.
    var tag: String?

    enum CodingKeys: String, CodingKey {
        case kind, preset, script, carrier, parameters, pictures, picture, frames, network, seed, longEdge, within,
            parents, refines, isAside, tag
    }

    init() {}

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        kind = try values.decodeIfPresent(Kind.self, forKey: .kind) ?? .draft
        preset = try values.decodeIfPresent(String.self, forKey: .preset)
        script = try values.decodeIfPresent(String.self, forKey: .script)
        carrier = try values.decodeIfPresent(String.self, forKey: .carrier)
        parameters = try values.decodeIfPresent([String: String].self, forKey: .parameters) ?? [:]
        pictures = try values.decodeIfPresent([String: String].self, forKey: .pictures) ?? [:]
        picture = try values.decodeIfPresent(String.self, forKey: .picture)
        frames = try values.decodeIfPresent([String].self, forKey: .frames) ?? []
        network = try values.decodeIfPresent(String.self, forKey: .network)
        seed = try values.decodeIfPresent(UInt64.self, forKey: .seed)
        longEdge = try values.decodeIfPresent(Int.self, forKey: .longEdge)
        within = try values.decodeIfPresent(Double.self, forKey: .within)
        parents = try values.decodeIfPresent([String].self, forKey: .parents) ?? []
        refines = try values.decodeIfPresent(String.self, forKey: .refines)
        isAside = try values.decodeIfPresent(Bool.self, forKey: .isAside) ?? false
        tag = try values.decodeIfPresent(String.self, forKey: .tag)
    }

    /// - Throws: `StudioError` for what is beyond all bounds.
    func check() throws {
        func require(_ holds: Bool, _ problem: String) throws {
            guard holds else { throw StudioError(400, problem) }
        }
        try require(preset != nil || carrier != nil || script != nil, "a dream needs a preset, a script or a carrier")
        try require((16...8192).contains(longEdge ?? 16), "longEdge is \(longEdge ?? 0); it must be 16 to 8192 pixels")
        try require((0.05...600).contains(within ?? 1), "within is \(within ?? 0); it must be 0.05 to 600 seconds")
        try require((script ?? "").utf8.count <= DreamRequest.longestScript, "the script is longer than 256 KiB")
        try require(parameters.count <= 256 && pictures.count <= 64, "there are too many parameters")
        try require(parameters.values.allSatisfy { $0.utf8.count <= 1000 }, "a parameter's value is too long")
        try require(frames.count <= Portfolio.mostFrames, "a film has \(Portfolio.mostFrames) frames at most here")
        try require(parents.count <= 9, "a child has nine parents at most")
        try require((tag ?? "").utf8.count <= 100, "the tag is too long")
    }

    static let longestScript = 256 << 10
}
