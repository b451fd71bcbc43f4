import Dreams
import Networks
import Pictures
import Recipes
import Tensors
import TestSupport
import Testing

/// A small dream foretells a large one: what large things are made of lies where it lay.
@Suite struct ScaleTests {
    @Test(arguments: ["daydream", "nocturne"])
    func aSmallDreamForetellsALargeOne(preset: String) throws {
        let made = try Shelf.made(preset)
        let photo = try Picture.read(contentsOf: Shelf.folder + "/guides/cat.jpg").colours
        /// What the dream added, at the size of the small one.
        func added(_ width: Int) throws -> Tensor {
            let beginning = photo.resized(height: width * 2 / 3, width: width)
            let dream = try Shelf.renderer(made.recipe, from: made).render(Picture(colours: beginning)) { _ in .goOn }
            var added = dream.picture.colours
            added.add(beginning, times: -1)
            return added.resized(height: 128, width: 192)
        }
        let (small, middle, large) = (try added(192), try added(384), try added(768))
        #expect(middle.likeness(to: large) > 0.6, "\(middle.likeness(to: large))")
        #expect(small.likeness(to: large) > 0.35, "\(small.likeness(to: large))")
    }
}

extension Tensor {
    /// The correlation with a tensor of the same shape.
    fileprivate func likeness(to other: Tensor) -> Float {
        func sum(_ a: Tensor, _ b: Tensor) -> Float { zip(a.values, b.values).reduce(0) { $0 + $1.0 * $1.1 } }
        return sum(self, other) / (sum(self, self) * sum(other, other)).squareRoot()
    }
}
