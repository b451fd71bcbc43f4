import Files
import Foundation
import Networks
import Pictures
import Recipes

/// What a picture says of the render that made it, so that what lies in a folder is told by what it is and not by its name: a digest of the
/// recipe, and of a film which frame it is, and what made that. It is written without the recipe too.
///
///     let mark = RenderMark(of: recipe)          // "5d41402abc4b2a76b9719d911017c592"
///     RenderMark(ofFile: "dream.png") == mark
struct RenderMark: Hashable {
    /// The keyword of the text.
    static let keyword = "Reverie render"

    /// One of a film's frames.
    struct Frame: Hashable {
        /// Counted from 1.
        let number: Int
        /// A digest of all that made it. A preset whose later stages were mended, while the render stood still, makes the same frame.
        let making: String
    }

    /// Of the recipe, hexadecimal: half of its SHA-256.
    private let digest: String
    /// Nil for a picture that is no film's.
    let frame: Frame?

    /// The mark of a picture, or a frame, that a recipe becomes.
    /// - Throws: `SharingError.longRecipe`.
    init(of recipe: CarriedRecipe) throws {
        var recipe = recipe
        // How fast a film is shown changes none of its frames.
        recipe.rendering.rate = nil
        self.init(digest: RenderMark.half(of: try recipe.json()), frame: nil)
    }

    private init(digest: String, frame: Frame?) { (self.digest, self.frame) = (digest, frame) }

    /// Of a frame of the same film, counted from 1.
    /// - Parameter making: what made it, in any words.
    func frame(_ number: Int, making: String) -> RenderMark {
        RenderMark(digest: digest, frame: Frame(number: number, making: RenderMark.half(of: making)))
    }

    private static func half(of text: String) -> String { String(Data(text.utf8).sha256.prefix(32)) }

    /// The mark that a file carries; nil where it carries none.
    init?(ofFile path: String) {
        guard let data = Files.map(path),
            let text = try? PictureText.read(RenderMark.keyword, from: data, most: 100, path: path)
        else { return nil }
        let words = text.split(separator: " ").map(String.init)
        if words.count == 1 {
            self.init(digest: words[0], frame: nil)
        } else if words.count == 4, words[1] == "frame", let number = Int(words[2]) {
            self.init(digest: words[0], frame: Frame(number: number, making: words[3]))
        } else {
            return nil
        }
    }

    /// As the file carries it.
    var text: String { digest + (frame.map { " frame \($0.number) \($0.making)" } ?? "") }
}
