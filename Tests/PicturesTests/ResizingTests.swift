import Foundation
import Pictures
import Tensors
import Testing

/// Pictures made smaller and larger as photographers mean it.
@Suite struct ResizingTests {
    private func picture(_ width: Int, _ height: Int, _ value: (Int, Int, Int) -> Float) -> Picture {
        let shape = Shape(channels: 3, height: height, width: width)
        return Picture(
            colours: Tensor(
                shape: shape,
                values: (0..<shape.count).map { i in value(i / shape.area, i % shape.area / width, i % width) }))
    }

    /// A fine chequer of black and white is as light as 188 of 255, as a lens would see it.
    @Test func smallerPicturesAreMadeOfLight() {
        let small = picture(64, 64) { _, y, x in Float((x + y) % 2) }.resized(height: 8, width: 8)
        for value in small.colours.values { #expect(abs(value * 255 - 187.5) < 1) }
    }

    /// One colour stays that colour, exactly enough for 16 bits, in both directions.
    @Test(arguments: [7, 40, 41, 100]) func plainPicturesStayPlain(_ side: Int) {
        for level in [0, 1, 90, 31_000, 65_535] {
            let plain = picture(41, 41) { _, _, _ in Float(level) / 65535 }.resized(height: side, width: side)
            for value in plain.colours.values { #expect(abs(value * 65535 - Float(level)) < 0.5) }
        }
    }

    @Test func theSameSizeIsTheSamePicture() {
        let photo = Picture(colours: Clouds.paint(width: 30, height: 20, seed: 2))
        #expect(photo.resized(height: 20, width: 30) == photo)
    }

    /// The green that nobody sees does not bleed into the red beside it.
    @Test(arguments: [10, 90]) func whatIsTransparentDoesNotBleed(_ side: Int) throws {
        var picture = self.picture(40, 40) { channel, _, x in x < 20 ? (channel == 0 ? 1 : 0) : (channel == 1 ? 1 : 0) }
        let shape = Shape(channels: 1, height: 40, width: 40)
        picture.alpha = Tensor(shape: shape, values: (0..<1600).map { $0 % 40 < 20 ? 1 : 0 })
        let resized = picture.resized(height: side, width: side)
        let alpha = try #require(resized.alpha)
        for i in alpha.values.indices where alpha.values[i] > 0.05 {
            #expect(resized.colours.values[i] > 0.99)
            #expect(resized.colours.values[side * side + i] < 0.01)
        }
    }

    @Test func metadataStay() {
        var photo = Picture(colours: Clouds.paint(width: 30, height: 20, seed: 2), profile: [1, 2, 3])
        photo.metadata.depth = 16
        let small = photo.resized(height: 10, width: 15)
        #expect(small.metadata.depth == 16)
        #expect(small.profile == [1, 2, 3])
    }
}
