import Files
import Foundation
import Pictures
import Recipes

/// `OUT.recipe.json`: the recipe of a picture, in a file of its own.
///
/// A pack of a preset, to be rendered by anybody, is `NAME.reverie`; the two have no word in common.
struct SidecarFile {
    /// What its name adds to the picture's.
    static let ending = ".recipe.json"

    private let path: String

    /// - Throws: `PictureError` when it cannot be written, or exists and holds no recipe.
    init(of output: String, force: Bool) throws {
        path = output + SidecarFile.ending
        try AtomicFile.check(path)
        if !force, Files.exists(path), (try? CarriedRecipe(contentsOf: path)) == nil {
            throw PictureError.exists(path: path)
        }
    }

    /// Writes the recipe, whole or not at all.
    func write(_ recipe: CarriedRecipe) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(try encoder.encode(recipe) + Data("\n".utf8), to: path)
    }

    /// Takes away what was written.
    func remove() { Files.remove(path) }
}
