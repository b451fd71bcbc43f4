import Dreams
import Engine
import Foundation
import Pictures
import Recipes
import Tensors
import TestSupport
import Testing

/// The golden pictures see: what is left out of a preset makes one of its pictures another one.
///
/// A few are tried in every run; all of them with `REVERIE_MUTATE` set, to 1 or to the names of some presets, as
/// `Scripts/checks/mutate-presets` does, with a table.
@Suite(.serialized) struct MutationTests {
    /// Those that must be seen: an option that does little in two steps need not be.
    private static let kinds: Set<Mutation.Kind> = [.stage, .film, .direction, .step, .addend, .mask]

    private static let wanted = ProcessInfo.processInfo.environment["REVERIE_MUTATE"]

    /// One thing left out of each preset: of the first its first stage, of the second its second, and so on around.
    @Test(arguments: Shelf.library.names.enumerated().map { ($0, $1) })
    func whatIsLeftOutIsSeen(_ index: Int, _ preset: String) throws {
        let gallery = try Gallery(preset)
        let stages = gallery.mutations.filter { $0.kind == .stage }
        try gallery.expectSeen(stages[index % stages.count])
    }

    @Test(.enabled(if: wanted != nil), arguments: Shelf.library.names)
    func everythingLeftOutIsSeen(_ preset: String) throws {
        guard let wanted = Self.wanted, wanted == "1" || wanted.split(separator: ",").contains(Substring(preset)) else {
            return
        }
        let gallery = try Gallery(preset)
        try gallery.printScenes()
        for mutation in gallery.mutations {
            let seen = try gallery.visibility(of: mutation)
            gallery.print(mutation, seen)
            #expect(
                seen.contains { $0 > 2 } || !Self.kinds.contains(mutation.kind), "\(preset) \(mutation): nothing to see"
            )
        }
    }
}

/// The golden pictures of one preset.
private struct Gallery {
    private let preset: String
    private let scenes: [(scene: GoldenScene, made: MadeRecipe)]

    init(_ preset: String) throws {
        self.preset = preset
        scenes = try GoldenScene.all.filter { $0.preset == preset }.map { ($0, try $0.made()) }
    }

    var mutations: [Mutation] { scenes.first?.made.recipe.mutations ?? [] }

    /// How far the pictures with a mutation are from the golden ones, where 1 is the tolerance: of the two grains the nearer one, since
    /// one that is met is enough.
    func visibility(of mutation: Mutation) throws -> [Float] {
        try scenes.map { try visibility(of: mutation, $0, $1) }
    }

    /// One picture at least must be twice as far off as it may be.
    func expectSeen(_ mutation: Mutation) throws {
        let isSeen = try scenes.contains { try visibility(of: mutation, $0, $1) > 2 }
        #expect(isSeen, "\(preset) \(mutation): nothing to see")
    }

    private func visibility(of mutation: Mutation, _ scene: GoldenScene, _ made: MadeRecipe) throws -> Float {
        // With other parameters a preset may have other stages.
        guard let mutated = made.recipe.mutations.first(where: { $0.description == mutation.description }) else {
            return 0
        }
        var nearest = Float.infinity
        for seed in scene.seeds where nearest > 1 {
            let golden = try Picture.read(contentsOf: scene.path(seed))
            let dream = golden.distance(to: try scene.beginning(made, seed: seed))
            guard let picture = try? scene.render(mutated.recipe, made, seed: seed) else {
                // What cannot be rendered at all is seen.
                nearest = min(nearest, 1000)
                continue
            }
            nearest = min(nearest, picture.distance(to: golden) / (scene.tolerance * dream))
        }
        return nearest
    }

    /// How far each golden picture is from where it began, in levels; how far it may be off; and how far it is off here, and when
    /// convolutions are rounded otherwise, as parts of the dream.
    func printScenes() throws {
        for (scene, made) in scenes {
            for seed in scene.seeds {
                let golden = try Picture.read(contentsOf: scene.path(seed))
                let dream = golden.distance(to: try scene.beginning(made, seed: seed))
                let errors = try [Backends.fast, Backends.library].map { backend in
                    let picture = try scene.render(made.recipe, made, seed: seed, backend: backend)
                    return "\(backend.name) \(percent(picture.distance(to: golden) / dream))"
                }
                say(
                    "scene \(scene.testDescription)-\(seed): dream \((10 * dream).rounded() / 10) levels, tolerance "
                        + "\(percent(scene.tolerance)), " + errors.joined(separator: ", "))
            }
        }
    }

    func print(_ mutation: Mutation, _ seen: [Float]) {
        let parts = zip(scenes, seen).map { "\($0.scene.beginning) \(percent($1 * $0.scene.tolerance))" }
        let verdict = seen.contains { $0 > 2 } ? "seen" : "unseen"
        say("\(verdict) \(mutation.kind) \(preset) \(mutation): " + parts.joined(separator: ", "))
    }

    private func percent(_ part: Float) -> String { "\((1000 * part).rounded() / 10) %" }

    private func say(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
