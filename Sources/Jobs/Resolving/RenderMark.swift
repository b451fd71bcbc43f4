import Files
import Foundation
import Networks
import Pictures
import Recipes

/// What a picture says of the render that made it, so that what lies in a folder is told by what it is and not by its name: a digest of the
/// recipe, and of a film which frame it is. It is written without the recipe too.
///
///     let mark = RenderMark(of: recipe, frame: 3)    // "5d41402abc4b2a76b9719d911017c592 7215ee… frame 3"
///     RenderMark(ofFile: "dream-0003.png") == mark
struct RenderMark: Hashable {
    /// The keyword of the text.
    static let keyword = "Reverie render"

    /// Of the recipe, hexadecimal: half of its SHA-256.
    let digest: String
    /// The same but for the preset's text, which may have been mended while the render stood still.
    private let kin: String
    /// Counted from 1; nil for a picture that is no film's.
    let frame: Int?

    /// The mark of a picture, or a frame, that a recipe becomes.
    /// - Throws: `SharingError.longRecipe`.
    init(of recipe: CarriedRecipe, frame: Int? = nil) throws {
        var recipe = recipe
        // How fast a film is shown changes none of its frames.
        recipe.rendering.rate = nil
        digest = try RenderMark.digest(of: recipe)
        recipe.preset.text = ""
        recipe.modules = [:]
        kin = try RenderMark.digest(of: recipe)
        self.frame = frame
    }

    private init(digest: String, kin: String, frame: Int?) {
        (self.digest, self.kin, self.frame) = (digest, kin, frame)
    }

    private static func digest(of recipe: CarriedRecipe) throws -> String {
        String(Data(try recipe.json().utf8).sha256.prefix(32))
    }

    /// Of a frame of the same film.
    func frame(_ number: Int) -> RenderMark { RenderMark(digest: digest, kin: kin, frame: number) }

    /// Whether another is of the same render but for the preset's text.
    func isKin(of other: RenderMark) -> Bool { kin == other.kin && frame == other.frame }

    /// The mark that a file carries; nil where it carries none.
    init?(ofFile path: String) {
        guard let data = Files.map(path),
            let text = try? PictureText.read(RenderMark.keyword, from: data, most: 100, path: path)
        else { return nil }
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 2 || (words.count == 4 && words[2] == "frame" && Int(words[3]) != nil) else { return nil }
        self.init(digest: words[0], kin: words[1], frame: words.count == 4 ? Int(words[3]) : nil)
    }

    /// As the file carries it.
    var text: String { "\(digest) \(kin)" + (frame.map { " frame \($0)" } ?? "") }
}
