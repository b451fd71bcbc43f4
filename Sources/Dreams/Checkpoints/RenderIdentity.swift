import Engine
import Foundation
import Networks
import Wording

/// What makes a render the one it is, as facts that can be stored, compared and told: a state is gone on from only where all that made it is the same.
///
/// What comes after a state in the render may be another: so a preset whose last stage failed can be mended, and gone on with.
public struct RenderIdentity: Hashable, Sendable {
    /// One fact.
    public struct Fact: Hashable, Sendable, Codable {
        /// As a sentence calls it: `the seed`.
        public var name: String
        /// In words, or a digest.
        public var value: String
        /// Whether the value says nothing to people.
        public var isDigest: Bool

        /// A fact from its parts.
        public init(_ name: String, _ value: String, isDigest: Bool = false) {
            self.name = name
            self.value = value
            self.isDigest = isDigest
        }
    }

    /// What all of it rests on, in the order that it is told.
    public var facts: [Fact]
    /// What computes the network. Another goes on with the same dream in other bytes, and so may take a state over.
    public var device: String?
    /// What the stages follow from, to be told where one of them is another: parameters, pictures.
    public var reasons: [Fact] = []
    /// What each of the recipe's own stages is.
    public var stages: [Fact] = []
    /// What each stage of every frame is, where the recipe is a film.
    public var frames: [[String]] = []

    /// An identity from its facts.
    public init(_ facts: [Fact]) { self.facts = facts }

    /// Adds what the stages of a recipe are.
    /// - Parameter plan: how they are going to be rendered.
    /// - Parameter picture: the digest of a picture that they read.
    /// - Parameter frame: what is known of one of the frames that the user brings.
    /// - Parameter clock: of the film, where the recipe is one.
    public mutating func add(
        _ recipe: Recipe, _ plan: RenderPlan, clock: FilmClock?, picture: (PictureReference) -> String,
        frame: (Int) -> String
    ) {
        struct Key: Hashable {
            let stage: Stage
            let plan: RenderPlan.Stage
        }
        var known: [Key: String] = [:]
        func digest(_ stage: Stage, _ planned: RenderPlan.Stage) -> String {
            let key = Key(stage: stage, plan: planned)
            if let digest = known[key] { return digest }
            // Bands have the bytes of the whole.
            let cuts = planned.octaves.map { ($0.size, $0.steps, $0.tiling.count == 1 ? .whole : $0.tiling) }
            let pictures = stage.picturesRead.map(picture)
            let digest = Structure.digest(stage.action, planned.size, cuts, pictures)
            known[key] = digest
            return digest
        }
        stages = zip(recipe.stages, plan.stages).enumerated().map { index, stage in
            Fact(
                "stage \(index + 1), '\(Phrases.harmless(stage.0.name, limit: 40))',", digest(stage.0, stage.1),
                isDigest: true)
        }
        guard let film = recipe.film, let clock else { return }
        facts.append(
            Fact(
                "the film",
                Structure.digest(
                    plan.frames.count, clock.count, film.keep, film.steady, film.distances, film.loop, film.flow),
                isDigest: true))
        if let near = film.camera.near {
            let depth = Structure.digest(near, film.camera.parallax, near.pictures.map(picture))
            facts.append(Fact("what is near in the film", depth, isDigest: true))
        }
        frames = plan.frames.enumerated().map { index, planned in
            let moment = clock.moment(index)
            return [Structure.digest(film.camera.camera(at: moment), frame(index), moment.heard)]
                + zip(film.frame(index).stages, planned).map { digest($0, $1) }
        }
    }

    /// A digest for each rendered frame of a film, of all that made it and those before it: what comes later makes no difference, just as to a
    /// state.
    public var frameDigests: [String] {
        let beginning = (facts + stages).map { "\($0.name) \($0.value)" }.joined(separator: "\n")
        var chain = Data(beginning.utf8).sha256
        return frames.map { parts in
            chain = Data(([chain] + parts).joined(separator: " ").utf8).sha256
            return chain
        }
    }
}

/// What a state's file says of the render that left it.
struct StoredIdentity: Codable {
    let facts: [RenderIdentity.Fact]
    let device: String?
    let reasons: [RenderIdentity.Fact]
    /// Those that made the state.
    let stages: [RenderIdentity.Fact]
    /// The same of a film's frames, all together.
    let frames: String

    /// Of a state within or before a stage.
    init(_ whole: RenderIdentity, at position: RenderPosition) {
        facts = whole.facts
        device = whole.device
        reasons = whole.reasons
        let (own, last) = StoredIdentity.counts(whole, position)
        stages = Array(whole.stages.prefix(own))
        frames = StoredIdentity.digest(of: whole, position, last)
    }

    /// How many of the recipe's stages made a state, and how many parts of its frame did.
    private static func counts(_ whole: RenderIdentity, _ position: RenderPosition) -> (own: Int, last: Int) {
        let count = position.stage + (position.isBeginning ? 0 : 1)
        // The camera comes before a frame's stages.
        return position.frame == nil ? (count, 0) : (whole.stages.count, 1 + count)
    }

    private static func digest(of whole: RenderIdentity, _ position: RenderPosition, _ last: Int) -> String {
        guard let frame = position.frame else { return "" }
        // Those of a loop's seam come after all others, which they do again.
        var parts = Array(whole.frames.prefix(frame).joined())
        if whole.frames.indices.contains(frame) { parts += whole.frames[frame].prefix(last) }
        return Data(parts.joined(separator: " ").utf8).sha256
    }

    /// What differs from this, which was before, to `now`; a clause each.
    func differences(from now: RenderIdentity, at position: RenderPosition) -> [String] {
        var clauses = StoredIdentity.clauses(facts, now.facts)
        let (own, last) = StoredIdentity.counts(now, position)
        let changed =
            StoredIdentity.clauses(stages, Array(now.stages.prefix(own))).first
            ?? (frames == StoredIdentity.digest(of: now, position, last) ? nil : "a frame before it is another one")
        guard let changed else { return clauses }
        let reasons = StoredIdentity.clauses(reasons, now.reasons)
        clauses += reasons.isEmpty ? [changed] : reasons
        return clauses
    }

    private static func clauses(_ old: [RenderIdentity.Fact], _ new: [RenderIdentity.Fact]) -> [String] {
        let names = old.map(\.name) + new.map(\.name).filter { name in !old.contains { $0.name == name } }
        return names.compactMap { name in
            let (was, now) = (old.first { $0.name == name }, new.first { $0.name == name })
            return was == now ? nil : clause(name, was, now)
        }
    }

    private static func clause(_ name: String, _ old: RenderIdentity.Fact?, _ new: RenderIdentity.Fact?) -> String {
        let name = Phrases.harmless(name, limit: 80)
        func text(_ fact: RenderIdentity.Fact?) -> String {
            fact.map { $0.isDigest ? "there" : "'\(Phrases.harmless($0.value, limit: 80))'" } ?? "not set"
        }
        if old?.isDigest == true, new?.isDigest == true { return "\(name) is another one" }
        return "\(name) was \(text(old)) and is \(text(new))"
    }
}
