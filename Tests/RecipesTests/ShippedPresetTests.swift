import Dreams
import Foundation
import Networks
import Pictures
import Recipes
import TestSupport
import Testing

/// Every preset of the library makes a recipe that its network can render.
@Suite struct ShippedPresetTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Presets").path

    static var names: [String] { PresetLibrary(folders: [folder]).names }

    @Test(arguments: names)
    func isComplete(_ name: String) throws {
        let preset = try PresetLibrary(folders: [Self.folder]).find(name).outline()
        #expect(!preset.title.isEmpty && !preset.author.isEmpty && !preset.licence.isEmpty && !preset.about.isEmpty)
        #expect(preset.parameters.allSatisfy { !$0.about.isEmpty })
    }

    @Test(arguments: names)
    func canBeRendered(_ name: String) throws {
        var network: Network?
        let made = try PresetLibrary(folders: [Self.folder]).find(name).recipe(settings: Settings()) { name in
            let loaded = try NetworkLibrary.standard.load(name)
            network = loaded
            return NetworkVocabulary(loaded)
        }
        let recipe = made.recipe
        let pictures = try made.pictures.mapValues { try Picture(try $0.data(), path: $0.name) }
        let renderer = try Renderer(recipe: recipe, network: try #require(network), pictures: pictures)
        let size = Extent(height: recipe.canvas.height, width: recipe.canvas.width)
        #expect(try renderer.plan(for: size).multiplyAdds > 0)
    }

    @Test func thereAreSome() {
        #expect(Self.names.count >= 3)
    }
}
