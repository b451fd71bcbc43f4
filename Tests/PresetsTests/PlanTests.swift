import Dreams
import Foundation
import Networks
import Pictures
import Recipes
import Tensors
import TestSupport
import Testing

/// Every preset works on every shipped network, or says what it needs.
@Suite struct PlanTests {
    /// How a preset says that it asks for things by their names, or by words.
    private static let needs: [(said: String, isMet: @Sendable (Network) -> Bool)] = [
        ("Needs a network with classes.", { !$0.classes.isEmpty }),
        ("Needs a network that knows words", { $0.text != nil }),
    ]

    /// Whether a network has what a preset says that it needs.
    private func suits(_ network: String, _ preset: String) throws -> Bool {
        let (about, network) = (try Shelf.library.find(preset).outline().about, try Shelf.network(network))
        return Self.needs.allSatisfy { !about.contains($0.said) || $0.isMet(network) }
    }

    @Test func theShelfIsFull() {
        #expect(Shelf.library.names.count >= 30)
    }

    @Test(arguments: Shelf.library.names, Shelf.networkNames)
    func plans(_ preset: String, on network: String) throws {
        guard try suits(network, preset) else {
            // It says so, and it is true.
            #expect(throws: (any Error).self) { try Shelf.made(preset, network: network) }
            return
        }
        let made = try Shelf.made(preset, network: network)
        let canvas = made.recipe.canvas
        let plan = try Shelf.renderer(made.recipe, from: made)
            .plan(for: Extent(height: canvas.height, width: canvas.width))
        #expect(plan.multiplyAdds > 0)
    }

    /// A picture of the smallest size is dreamt on as well: nothing that a preset cuts off leaves nothing, on any network.
    @Test(arguments: Shelf.library.names, Shelf.networkNames)
    func dreamsSmall(_ preset: String, on network: String) throws {
        guard try suits(network, preset) else { return }
        let picture = try Shelf.dream(preset, network: network, longEdge: 64, steps: 1)
        #expect(picture.colours.values.allSatisfy { (0...1).contains($0) })
    }

    /// What each preset says to the renderer, to the last digit: `Tests/Fixtures/Presets/recipes.txt` has a hash a line. A
    /// change of a word, of a default or of a preset shows here, whether or not the picture differs.
    ///
    /// A failure leaves the recipe as text in `$TMPDIR/reverie-golden`; `REVERIE_RECORD=1` writes the hashes anew.
    @Test func everyRecipeIsWhatItWas() throws {
        let recipes = try Shelf.library.names.map { ($0, RecipeText(try Shelf.made($0).recipe)) }
        let path = Fixtures.path("Presets/recipes.txt")
        if Shelf.isRecording {
            let lines = recipes.map { "\($0) \($1.sha256)\n" }.joined()
            try Data(lines.utf8).write(to: URL(fileURLWithPath: path))
            Issue.record("recorded \(path)")
            return
        }
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.map { String($0.prefix { $0 != " " }) } == Shelf.library.names, "record the new presets")
        for (name, recipe) in recipes where !lines.contains("\(name) \(recipe.sha256)") {
            let file = try Shelf.differences().appendingPathComponent("\(name)-recipe.txt")
            try Data(recipe.text.utf8).write(to: file)
            Issue.record("the recipe of \(name) is not what it was; it is \(file.path)")
        }
    }

    /// Lines do not count, and everything else does.
    @Test func recipesAreToldApart() throws {
        let text = try Shelf.library.find("classic").text
        func recipe(_ text: String) throws -> RecipeText {
            let source = PresetSource(text: text, name: "classic.lua")
            return RecipeText(
                try source.recipe(settings: Settings()) { NetworkVocabulary(try Shelf.network($0)) }.recipe)
        }
        let classic = try recipe(text)
        #expect(try recipe("\n\n" + text).sha256 == classic.sha256)
        #expect(classic.text.split(separator: "\n").count > 40)
        #expect(try recipe(text.replacing("jitter = 32", with: "jitter = 31")).sha256 != classic.sha256)
        #expect(text.contains("jitter = 32"))
    }

    @Test(arguments: Shelf.library.names)
    func readsAloud(_ preset: String) throws {
        let source = try Shelf.library.find(preset)
        let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 61, "a preset has at most 60 lines; this one has \(lines.count - 1)")
        #expect(lines.allSatisfy { $0.count <= 120 })
        #expect(source.text.hasPrefix("-- "), "its first lines say what it is")
        let outline = try source.outline()
        #expect(outline.parameters.allSatisfy { !$0.about.isEmpty })
        #expect(!outline.title.isEmpty && !outline.about.isEmpty && !outline.author.isEmpty && !outline.licence.isEmpty)
    }
}
