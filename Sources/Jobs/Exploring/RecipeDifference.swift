public import Recipes
import Wording

/// Something that two recipes have not in common.
///
///     RecipeDifference.between(first, second)   // strength: 1 and 1.5; seed: 0 and 7
public struct RecipeDifference: Codable, Hashable, Sendable {
    /// What: a parameter, `seed`, `network`, `canvas`.
    public let what: String
    /// What the first has.
    public let first: String
    /// What the second has.
    public let second: String

    /// All that differs, in the order in which people ask for it: the preset, its parameters, and what else decides on the bytes.
    ///
    /// A parameter that one of them leaves alone has its preset's default.
    public static func between(_ a: CarriedRecipe, _ b: CarriedRecipe) -> [RecipeDifference] {
        var found: [RecipeDifference] = []
        func compare(_ what: String, _ first: String?, _ second: String?) {
            guard first != second else { return }
            found.append(RecipeDifference(what: what, first: first ?? "–", second: second ?? "–"))
        }
        compare("preset", a.preset.name, b.preset.name)
        if a.preset.name == b.preset.name, a.preset.text != b.preset.text {
            compare("its text", lines(of: a, not: b), lines(of: b, not: a))
        }
        for name in Set(a.modules.keys).union(b.modules.keys).sorted() where a.modules[name] != b.modules[name] {
            compare("plugin \(name)", about(a.modules[name]), about(b.modules[name], otherThan: a.modules[name]))
        }
        let (first, second) = (values(of: a), values(of: b))
        for name in Set(first.keys).union(second.keys).sorted() { compare(name, first[name], second[name]) }
        compare("seed", "\(a.seed)", "\(b.seed)")
        compare("network", a.network.name, b.network.name)
        if a.network.name == b.network.name { compare("its weights", short(a.network.sha256), short(b.network.sha256)) }
        compare("canvas", "\(a.canvas.width)×\(a.canvas.height)", "\(b.canvas.width)×\(b.canvas.height)")
        compare("dreamt on", a.pictures.input.map(picture), b.pictures.input.map(picture))
        let (heard, otherwise) = (a.sounds ?? [:], b.sounds ?? [:])
        for name in Set(heard.keys).union(otherwise.keys).sorted() {
            compare("sound \(name)", heard[name].map(picture), otherwise[name].map(picture))
        }
        let (ours, theirs) = (others(of: a), others(of: b))
        for name in Set(ours.keys).union(theirs.keys).sorted() {
            compare("picture \(name)", ours[name].map(picture), theirs[name].map(picture))
        }
        compare("memory", a.rendering.memory.map(Phrases.bytes), b.rendering.memory.map(Phrases.bytes))
        compare("halo of tiles", a.rendering.fastHalo.map { "\($0)" }, b.rendering.fastHalo.map { "\($0)" })
        compare("bits a sample", a.rendering.depth.map { "\($0)" }, b.rendering.depth.map { "\($0)" })
        compare("quality", a.rendering.quality.map { "\($0)" }, b.rendering.quality.map { "\($0)" })
        compare("frames a second", a.rendering.rate, b.rendering.rate)
        compare("device", a.rendering.device, b.rendering.device)
        compare("precision", a.rendering.precision, b.rendering.precision)
        compare("Reverie", a.version, b.version)
        compare("is whole", a.isInterrupted == true ? "no" : "yes", b.isInterrupted == true ? "no" : "yes")
        return found
    }

    /// What the parameters are, set or not.
    private static func values(of recipe: CarriedRecipe) -> [String: String] {
        let defaults = (try? recipe.source.outline())?.parameters.reduce(into: [:]) { $0[$1.name] = $1.fallbackText }
        return (defaults ?? [:]).filter { recipe.pictures.parameters[$0.key] == nil }.merging(recipe.parameters) { $1 }
    }

    private static func others(of recipe: CarriedRecipe) -> [String: CarriedRecipe.Fingerprint] {
        recipe.pictures.parameters.merging(recipe.pictures.files) { $1 }
    }

    private static func picture(_ print: CarriedRecipe.Fingerprint) -> String { "SHA-256 \(short(print.sha256))" }

    private static func short(_ digest: String) -> String { String(digest.prefix(12)) + "…" }

    private static func about(_ text: String?, otherThan other: String? = nil) -> String? {
        text.map { Phrases.count($0.split(separator: "\n").count, "line") + (other == nil ? "" : ", not the same") }
    }

    /// The first lines of a preset that the other one does not have.
    private static func lines(of recipe: CarriedRecipe, not other: CarriedRecipe) -> String {
        let known = Set(other.preset.text.split(separator: "\n"))
        let new = recipe.preset.text.split(separator: "\n").filter { !known.contains($0) }
        let shown = new.prefix(3).map { $0.trimmingPrefix { $0 == " " }.prefix(60) }.joined(separator: " ⏎ ")
        return "\(Phrases.count(new.count, "line")) of its own" + (new.isEmpty ? "" : ": \(shown)")
    }
}
