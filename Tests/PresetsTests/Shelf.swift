import Dreams
import Foundation
import Networks
import Pictures
import Recipes
import TestSupport

/// The presets that are shipped, and the networks that they are tried on.
enum Shelf {
    /// `Presets/` of this checkout.
    static let folder = Fixtures.checkout + "/Presets"

    static let library = PresetLibrary(folders: [folder])

    /// Whether fixtures are written anew; the tests fail then, so that nobody records by accident.
    static let isRecording = ProcessInfo.processInfo.environment["REVERIE_RECORD"] == "1"

    /// A folder for what differs from a fixture.
    static func differences() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reverie-golden")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    static let networkNames = NetworkLibrary.shipped

    /// Each is read once, for all tests.
    private static let networks = Dictionary(
        uniqueKeysWithValues: networkNames.map { name in (name, Result { try NetworkLibrary.standard.load(name) }) })

    static func network(_ name: String) throws -> Network {
        guard let network = networks[name] else { return try NetworkLibrary.standard.load(name) }
        return try network.get()
    }

    /// What a preset becomes, with its own network or another one.
    static func made(_ preset: String, network: String? = nil) throws -> MadeRecipe {
        try library.find(preset).recipe(settings: Settings(network: network)) {
            NetworkVocabulary(try self.network($0))
        }
    }

    /// A renderer of a recipe that a preset became, with the pictures that lie beside it.
    static func renderer(_ recipe: Recipe, from made: MadeRecipe) throws -> Renderer {
        let pictures = try recipe.picturesRead.keys.reduce(into: [PictureReference: Picture]()) { pictures, reference in
            guard let source = made.pictures[reference] else { return }
            pictures[reference] = try Picture(source.data(), path: source.name)
        }
        return try Renderer(recipe: recipe, network: try network(recipe.network), pictures: pictures)
    }
}
