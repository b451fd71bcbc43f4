import Dreams
import Foundation
import Networks
import Pictures
import Recipes
import Tensors
import TestSupport
import Testing

/// Every preset, a few steps at 96 pixels, looks as it did: `Tests/Fixtures/Presets` holds the pictures.
///
/// A failure leaves actual, expected and difference in `$TMPDIR/reverie-golden`. With `REVERIE_RECORD=1` in the environment
/// the pictures are written anew, and the tests fail, so that nobody records by accident.
@Suite(.serialized) struct GoldenPictureTests {
    /// In levels of 0…255, over all colours: kernels of other processors round otherwise, and two steps enlarge that little.
    static let tolerance: Float = 4

    @Test(arguments: Shelf.library.names)
    func looksAsItDid(_ preset: String) throws {
        let actual = try Shelf.dream(preset, longEdge: 96, steps: 2)
        let path = Fixtures.path("Presets/\(preset).png")
        if Shelf.isRecording {
            try actual.write(to: path)
            Issue.record("recorded \(path)")
            return
        }
        let expected = try Picture.read(contentsOf: path)
        try #require(actual.width == expected.width && actual.height == expected.height)
        var difference = actual
        difference.colours.add(expected.colours, times: -1)
        let colours = difference.colours.values
        let distance = 255 * (colours.reduce(0) { $0 + $1 * $1 } / Float(colours.count)).squareRoot()
        guard distance > Self.tolerance else { return }
        difference.colours = difference.colours.map { min(1, abs($0) * 8) }
        let folder = try Shelf.differences()
        for (name, picture) in [("actual", actual), ("expected", expected), ("difference", difference)] {
            try picture.write(to: folder.appendingPathComponent("\(preset)-\(name).png").path)
        }
        Issue.record("\(preset) is \(distance) levels from what it was; see \(folder.path)/\(preset)-*.png")
    }

}
