import Dreams
import Networks
import Recipes
import Testing

/// Every preset works on every shipped network, or says what it needs.
@Suite struct PlanTests {
    /// How a preset says that it asks for things by their names.
    static let need = "Needs a network with classes."

    @Test func theShelfIsFull() {
        #expect(Shelf.library.names.count >= 30)
    }

    @Test(arguments: Shelf.library.names, Shelf.networkNames)
    func plans(_ preset: String, on network: String) throws {
        let about = try Shelf.library.find(preset).outline().about
        let hasClasses = try !NetworkVocabulary(Shelf.network(network)).classes.isEmpty
        guard hasClasses || !about.contains(Self.need) else {
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
