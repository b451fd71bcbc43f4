import Dreams
import Engine
import Foundation
import Pictures
import Recipes
import Tensors
import TestSupport
import Testing

/// Every preset, a few steps on its own canvas and on a photo, looks as it did: `Tests/Fixtures/Presets` holds the pictures.
///
/// How far a picture may be off is measured by its dream: by how far the golden picture is from what it began with. Where a number
/// lies so near to a bend of the network that another processor takes it for one of the other side, a whole channel may go elsewhere;
/// that is why there is a picture of a second grain, which is asked when the first one is not met.
///
/// A failure leaves actual, expected and difference in `$TMPDIR/reverie-golden`. With `REVERIE_RECORD=1` in the environment
/// the pictures are written anew, and the tests fail, so that nobody records by accident; `Scripts/checks/mutate-presets` tells whether
/// they see what they should.
@Suite(.serialized) struct GoldenPictureTests {
    /// No picture counts that is nearer than this to its canvas, in levels.
    static let leastDream: Float = 1.5

    @Test(arguments: GoldenScene.all)
    func looksAsItDid(_ scene: GoldenScene) throws {
        let made = try scene.made()
        var failures: [String] = []
        for seed in scene.seeds {
            let actual = try scene.render(made.recipe, made, seed: seed)
            if Shelf.isRecording {
                try actual.write(to: scene.path(seed))
                Issue.record("recorded \(scene.path(seed))")
                continue
            }
            let expected = try Picture.read(contentsOf: scene.path(seed))
            let dream = expected.distance(to: try scene.beginning(made, seed: seed))
            #expect(dream > Self.leastDream, "the picture is as good as undreamt")
            let error = actual.distance(to: expected)
            if error <= scene.tolerance * dream { return }
            try keep(actual, expected, "\(scene.testDescription)-\(seed)")
            failures.append("\(error) levels, of a dream of \(dream), with grain \(seed)")
        }
        if !Shelf.isRecording {
            let list = failures.joined(separator: "; ")
            Issue.record("\(scene.testDescription) is not what it was: \(list). See \(try Shelf.differences().path)")
        }
    }

    /// Each is shown on its own canvas and on a photo, twice.
    @Test func allPresetsAreShown() {
        for preset in Shelf.library.names {
            let scenes = GoldenScene.all.filter { $0.preset == preset }
            #expect(Set(scenes.map(\.beginning)).count == 2, "\(preset)")
        }
        #expect(GoldenScene.all.allSatisfy { $0.seeds.count == 2 && $0.tolerance > 0 && $0.tolerance <= 0.15 })
        #expect(Set(GoldenScene.all.map(\.testDescription)).count == GoldenScene.all.count)
    }

    private func keep(_ actual: Picture, _ expected: Picture, _ name: String) throws {
        var difference = expected
        if actual.colours.shape == expected.colours.shape {
            difference.colours.add(actual.colours, times: -1)
            difference.colours = difference.colours.map { min(1, abs($0) * 8) }
        }
        let folder = try Shelf.differences()
        for (kind, picture) in [("actual", actual), ("expected", expected), ("difference", difference)] {
            try picture.write(to: folder.appendingPathComponent("\(name)-\(kind).png").path)
        }
    }
}
