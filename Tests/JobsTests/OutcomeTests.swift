import Jobs
import Pictures
import Tensors
import TestSupport
import Testing

/// What is said of a dream that is not what anybody hopes for.
@Suite struct OutcomeTests {
    private static let photo = Result { try Picture.read(contentsOf: Fixtures.checkout + "/Presets/guides/cat.jpg") }

    @Test func ofADreamThatShowsNothingIsSaid() throws {
        let photo = try Self.photo.get()
        let dreamt = Picture(colours: photo.colours.map { min($0 * 1.1, 1) })
        #expect(Outcome(of: photo, isPhoto: true).remark(on: dreamt) == nil)
    }

    @Test func aDreamThatHardlyShowsIsTold() throws {
        let photo = try Self.photo.get()
        let dreamt = Picture(colours: photo.colours.map { $0 + 0.5 / 255 })
        let said = try #require(Outcome(of: photo, isPhoto: true).remark(on: dreamt))
        #expect(said.hasPrefix("the dream hardly shows"))
    }

    /// What is seen through everywhere may have changed as it likes; a trace of it is enough to say nothing.
    @Test func whatIsTransparentEverywhereIsTold() throws {
        var photo = try Self.photo.get()
        var dreamt = Picture(colours: photo.colours.map { min($0 * 1.1, 1) })
        for (opacity, isTold) in [(Float(0), true), (0.5 / 255, true), (0.01, false)] {
            var alpha = Tensor.zeros(Shape(channels: 1, height: photo.height, width: photo.width))
            alpha.values[7] = opacity
            (photo.alpha, dreamt.alpha) = (alpha, alpha)
            for isPhoto in [true, false] {
                let said = Outcome(of: photo, isPhoto: isPhoto).remark(on: dreamt)
                #expect((said?.hasPrefix("nothing of the dream shows") ?? false) == isTold, "\(said ?? "")")
                #expect((said?.contains("the picture that it was dreamt on") ?? false) == (isTold && isPhoto))
            }
        }
    }

    @Test func aPictureOfOneColourIsTold() throws {
        let photo = try Self.photo.get()
        let grey = Picture(colours: Tensor(shape: photo.colours.shape, repeating: 0.5))
        let said = try #require(Outcome(of: photo, isPhoto: true).remark(on: grey))
        #expect(said.hasPrefix("the picture came out in nearly one colour"))
    }

    /// Of a canvas that was painted nobody asks what is left.
    @Test func aPhotoThatIsLostIsTold() throws {
        let photo = try Self.photo.get()
        let another = Picture(
            colours: Tensor.noise(photo.colours.shape, seed: 3).map { min(max(0.5 + 0.3 * $0, 0), 1) })
        let said = try #require(Outcome(of: photo, isPhoto: true).remark(on: another))
        #expect(said == "hardly anything of the photo is left in the dream")
        #expect(Outcome(of: photo, isPhoto: false).remark(on: another) == nil)
    }
}
