import Dreams
import Networks
import Files
import Foundation
package import Pictures
package import Recipes
import Wording

/// Two pictures beside each other: what differs in how they were made, and how much they differ.
package struct Comparison {
    /// One of them.
    package struct Side {
        package let name: String
        package let picture: Picture
        /// Nil where it carries none.
        package let recipe: CarriedRecipe?
        /// Whether it is the first of several.
        let moves: Bool

        /// - Throws: `PictureError` for what is no picture; `FilmError` for a film that cannot be read.
        init(_ path: String) throws {
            name = Paths.name(of: path)
            if let container = VideoContainer(ofFile: path), container != .apng {
                picture = try VideoClip(path, container, rate: nil) { $0 }.first()
                moves = true
                recipe = try? CarriedRecipe(besidePixelsOf: path)
            } else {
                // Once: it may be a pipe.
                let data = try FileBytes.read(path, most: PictureSource.largestFile)
                picture = try Picture(data, path: path)
                moves = picture.metadata.isAnimated
                recipe = try? CarriedRecipe(data, path: path)
            }
        }
    }

    package let first: Side
    package let second: Side
    /// What differs in their recipes; nil where one of them has none.
    package let differences: [RecipeDifference]?

    /// - Throws: `PictureError` for what is no picture, `FilmError` for a film that cannot be read.
    package init(_ first: String, _ second: String) throws {
        (self.first, self.second) = (try Side(first), try Side(second))
        differences =
            if let a = self.first.recipe, let b = self.second.recipe { RecipeDifference.between(a, b) } else { nil }
    }

    /// Which of them carries no recipe, in a sentence; nil where both do.
    package var without: String? {
        switch (first.recipe, second.recipe) {
        case (nil, nil): "neither of them carries a recipe"
        case (nil, _): "\(Phrases.harmless(first.name)) carries no recipe"
        case (_, nil): "\(Phrases.harmless(second.name)) carries no recipe"
        case (_, _): nil
        }
    }

    /// Which of them are films, of which the first picture is compared, in a sentence; nil where none is.
    package var films: String? {
        let moving = [first, second].filter(\.moves).map { Phrases.harmless($0.name) }
        return moving.isEmpty ? nil : "of \(Phrases.list(moving, limit: 2)) the first picture is compared"
    }

    /// How far the pixels lie apart, in a sentence.
    package var pixels: String {
        guard let apart = PictureDifference(first.picture, second.picture) else {
            return
                "\(first.picture.width)×\(first.picture.height) and \(second.picture.width)×\(second.picture.height) "
                + "pixels"
        }
        guard apart.largest > 0 else { return "the pixels are the same" }
        return
            "\(tenths(100 * apart.share)) % of the pixels differ; \(tenths(apart.rms)) levels rms, "
            + "\(tenths(apart.largest)) at most"
    }

    private func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

    /// Both on one sheet, with what differs below them.
    /// - Parameter side: the longer one of a cell, in pixels.
    /// - Throws: `PictureError` when it cannot be written.
    package func write(to target: SheetTarget, cell side: Int) throws {
        let told = (differences ?? []).prefix(12)
        let captions = [
            [first.name] + told.map { "\($0.what) \($0.first)" },
            [second.name] + told.map { "\($0.what) \($0.second)" },
        ]
        let sizes = [first, second].map {
            Extent(height: $0.picture.height, width: $0.picture.width)
        }.map { $0.scaled(toLongEdge: min(side, max($0.width, $0.height))) }
        let layout = ContactSheet(
            title: pixels, blocks: [.init(captions: captions, columns: 2)], cellWidth: sizes.map(\.width).max() ?? side,
            cellHeight: sizes.map(\.height).max() ?? side)
        var sheet = DrawnSheet(layout)
        sheet.show(first.picture, inCell: 0)
        sheet.show(second.picture, inCell: 1)
        try target.file.write(sheet.picture, CarriedRecipe.Rendering(depth: 8), recipe: nil)
    }
}
